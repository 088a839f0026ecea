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
// version, so that a dispatcher that lost its claim can write nothing.
type Store interface {
	// Due lists at most limit notices that are pending, failed or uncertain,
	// not yet told, with NotBefore and NextAt not after now; those that have
	// been waiting longest first. The list of their cases may be left out.
	Due(ctx context.Context, now time.Time, limit int) ([]Notice, error)
	// Expired lists at most limit notices that are still sending although
	// their claim ended at or before now.
	Expired(ctx context.Context, now time.Time, limit int) ([]Notice, error)
	// Claim lets the claiming decide on what stands in the registry and writes
	// the decision, in one transaction that excludes every other claiming of
	// the same people and routes. Rows that moved meanwhile are left out of
	// the decision it returns, as lost.
	Claim(ctx context.Context, c Claiming) (Decision, error)
	// Record writes what became of notices, in one transaction. It returns the
	// ids of those that had moved: for them nothing was written.
	Record(ctx context.Context, changes []Change) (lost []string, err error)
	// Announce adds notices that are about no case; one whose id exists
	// already is left as it is.
	Announce(ctx context.Context, notices []Notice) error
}

// Change is what a notice becomes: its row is written where it still has
// Notice.Version, and then has the next one.
type Change struct {
	Notice Notice
	Told   *ledger.Told // its cases are told in the same transaction; nil = not told by this
	Block  *Block       // the route rests; written even where the notice was lost
}

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
