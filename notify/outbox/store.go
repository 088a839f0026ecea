package outbox

import (
	"context"
	"errors"
	"time"

	"qunguan/notify"
	"qunguan/reconcile/workgroup"
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

// Store is the outbox table. Rows move only by Save, which is a
// compare-and-set on the version: it is claim, record and expiry in one, so
// that a dispatcher that lost its claim can write nothing.
type Store interface {
	// Due lists at most limit notices that are pending, failed or uncertain,
	// not yet told, with NotBefore and NextAt not after now; oldest first.
	Due(ctx context.Context, now time.Time, limit int) ([]Notice, error)
	// Expired lists at most limit notices that are still sending although
	// their claim ended at or before now.
	Expired(ctx context.Context, now time.Time, limit int) ([]Notice, error)
	// Save writes what can move in a notice where its row still has n.Version,
	// else it gives ErrLost; the row then has n.Version+1. With told, the
	// notice's cases are told in the same transaction.
	Save(ctx context.Context, n Notice, told *Telling) error
}

// Telling is what the ledger learns when a notice counts as told.
type Telling struct {
	At      time.Time
	On      workgroup.Date // the local day of At: told_on of cases that were untold
	LateDue workgroup.Date // working day after On: due_on of a case first told on or after its due_on
	Person  string         // the recipient's person code; empty for rooms and offices
}

// Routes gives one of a recipient's routes, decrypted. Numbers count from 0:
// the routes of 通知渠道 in file order, then a person's 邮箱 of the directory.
// It returns ErrNoRoute past the last one and ErrRouteUnreadable for one that
// cannot be decrypted; any other error is a failure of the store and is not
// held against the recipient.
type Routes interface {
	Route(ctx context.Context, to notify.Recipient, seq int) (notify.Route, error)
}
