package outbox

import (
	"context"
	"errors"
	"time"

	"qunguan/notify"
	"qunguan/reconcile/ledger"
)

// Errors that implementations of Store and Routes return, wrapped or bare.
var (
	// ErrLost says that the row is no longer at the version that was read:
	// somebody else claimed, withdrew or recorded it. Nothing was written.
	ErrLost = errors.New("notice was changed by somebody else")
	// ErrNoRoute says that a recipient has no route with that number.
	ErrNoRoute = errors.New("no such route")
	// ErrRouteUnreadable says that a route is stored but cannot be decrypted,
	// usually because the key it was written with is no longer configured.
	ErrRouteUnreadable = errors.New("route cannot be decrypted")
)

// Store is the outbox table. Rows move only by compare-and-set on their
// version and under a claim that still stands, so that a dispatcher that lost
// its claim can write nothing.
type Store interface {
	// Due reads the next notices that are pending, failed or uncertain, not
	// yet told, with NotBefore and NextAt not after the query's moment, and
	// that no claim names; those that have been waiting longest first. The
	// first page begins with the operators' notices. The list of their cases
	// may be left out.
	Due(ctx context.Context, q Query) (Page, error)
	// Turn writes the outcome of notices, tells their cases, and lets the claiming decide on the
	// registry's present state and writes the decision, in one transaction. Claimings of all
	// processes follow each other.
	Turn(ctx context.Context, t Turn) (Turned, error)
	// Outage says how a lane has failed since it last worked.
	Outage(ctx context.Context, lane, notice string) (Outage, error)
	// Unpark lets notices that wait for another day because of a smaller
	// budget than this go at now; 0 = any number of messages a day.
	Unpark(ctx context.Context, now time.Time, perDay int) error
	// Announce adds notices that are about no case; one whose id exists
	// already is left as it is.
	Announce(ctx context.Context, notices []Notice) error
}

// Query asks for a page of due notices.
type Query struct {
	Now    time.Time
	Owner  string   // of the claims that are the asker's own
	After  Cursor   // the zero cursor asks for the first page
	Except []string // channels that are left out: they take no more
	Limit  int
}

// Cursor is a place among the due notices, in their order.
type Cursor struct{ Wake, Seq int64 }

// Page is the result of a query. Notices to recipients in another process's claim are left out.
type Page struct {
	Notices []Notice
	Next    Cursor
	Full    bool  // there may be more
	Seen    int64 // the number of claims and of moves without one until then (Claiming.Seen)

	// Expired are the notices of claims that ended without a record, as their
	// claims left them; they come with the first page.
	Expired []Notice
}

// Turn is one transaction of a delivery loop.
type Turn struct {
	Changes  []Change
	Left     map[int64][]string // by token, of the claims under which changes stand: the ids that remain claimed
	Claiming *Claiming          // nil = nothing is claimed
}

// Turned is the result of a Turn.
type Turned struct {
	Lost     []string // ids of changes whose row or claim had moved: they were not written
	Decision Decision
	Token    int64 // of the claim, where the decision claimed any; it also is the new Seen
	Moved    bool  // somebody else claimed or withdrew since Claiming.Seen
}

// Outage is how a lane has failed, by the other side's server or on the way
// there, since a message was last accepted in it.
type Outage struct {
	Since      time.Time // the first failure's send
	Failures   int
	Recipients int
	Own        int // failures of the notice that was asked for
}

// Change is a notice's new state: its row is written where it still has Notice.Version, and then has
// the next one.
type Change struct {
	Notice Notice
	Token  int64              // of the claim that this ends for the notice; 0 = it was not claimed
	Keep   bool               // the row stays as it is: nothing but the claim ends
	Sent   *Send              // the send that has ended; nil = none began
	Told   *ledger.SentNotice // its cases are told in the same transaction; nil = not told by this
	Block  *Block             // the route rests; written even where the notice was lost
}

// Send is how a send was begun, for the line that is kept of it; its number,
// its begin and its end stand in the notice.
type Send struct{ Channel, Lane, Owner string }

// Offer is one of a recipient's routes: decrypted, or why it cannot be.
type Offer struct {
	Route notify.Route
	Err   error // wraps ErrRouteUnreadable; nil = Route can be used
}

// Routes gives recipients' routes in the order in which they are tried: those
// of 通知渠道 in file order, then a person's 邮箱 of the directory. A recipient
// without any is absent. An error is a failure of the store and is not held
// against the recipient.
type Routes interface {
	Offers(ctx context.Context, to []notify.Recipient) (map[notify.Recipient][]Offer, error)
}
