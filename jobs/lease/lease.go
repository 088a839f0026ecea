// Package lease computes who may act until when: how long a holder trusts itself, when it renews, and
// under which token it works. It reads no clock and knows no database; the doc of each moment names the
// clock it comes from.
//
// Two clocks are at work and are never compared. The database's alone decides who holds a lease. A
// holder only measures how long ago it asked, by a clock that cannot be set, and trusts itself for less
// than the term. A process that is stopped and wakes up later is caught by no clock but by the token:
// it grows with every holder, and every write shows the writer's.
package lease

import (
	"context"
	"errors"
	"time"
)

// ErrLost says that another holder has taken the lease, or could have: work done under it must not be
// written.
var ErrLost = errors.New("the lease was lost")

// Claim is a lease and its holder. Each taking gives another holder and a higher token.
type Claim struct {
	Name   string // of the lease; empty for a part of a run
	Run    int64  // the part's run
	Part   int    // the part's number within it
	Holder string // host:pid:random, different at each taking
	Token  int64
}

// Standing is the state of a lease in the database.
type Standing struct {
	Holder string // the present or the last holder; empty: it was never held
	Token  int64
	Until  time.Time // by the database's clock
	Now    time.Time // the database's clock
	Work   bool      // parts of a run can be taken
}

// Free reports whether the lease can be taken: its term is over, or ends later than any term can (see
// Beyond).
func (s Standing) Free() bool { return !s.Until.After(s.Now) || s.Until.Sub(s.Now) > Beyond }

// Term is the time for which a lease is given.
type Term time.Duration

// DefaultTerm suits databases that fail over within seconds.
const DefaultTerm = Term(30 * time.Second)

// MostTerm is the longest permitted term.
const MostTerm = Term(10 * time.Minute)

// Beyond is longer than any term. A lease that ends later than that from now was written before the
// database's clock was set back; without this limit it could not be taken until the clock has caught
// up. A holder that is still at work is refused by its token, as after any takeover.
const Beyond = time.Duration(MostTerm) + time.Minute

// RenewEvery is a third of the term: two renewals may fail before the lease is in danger.
func (t Term) RenewEvery() time.Duration { return time.Duration(t) / 3 }

// RetryEvery is the pause before a failed renewal is tried again.
func (t Term) RetryEvery() time.Duration { return time.Duration(t) / 12 }

// Margin is the time before the term's end at which a holder stops trusting itself: its clock may run a
// little slower than the database's, and its work needs time to stop.
func (t Term) Margin() time.Duration { return time.Duration(t) / 6 }

// Hold is a holder's own view of its lease, by its monotonic clock.
type Hold struct {
	term  Term
	asked time.Time // before the statement was sent that last gave or renewed the lease
	again time.Time
}

// NewHold is the view of a holder that asked for the lease at the moment. The database counts the term
// from a later one, so the holder's view ends first.
func NewHold(term Term, asked time.Time) Hold {
	return Hold{term: term, asked: asked, again: asked.Add(term.RenewEvery())}
}

// TrustedUntil is the moment at which the holder must have stopped unless it renews.
func (h Hold) TrustedUntil() time.Time {
	return h.asked.Add(time.Duration(h.term) - h.term.Margin())
}

// RenewAt is the moment of the next renewal.
func (h Hold) RenewAt() time.Time { return h.again }

// Renewed is the view after a renewal that was requested at the moment.
func (h Hold) Renewed(asked time.Time) Hold { return NewHold(h.term, asked) }

// Failed is the view after a renewal without an answer by now. The renewal may have been written or
// not, so the trusted time stays as it was.
func (h Hold) Failed(now time.Time) Hold {
	h.again = now.Add(h.term.RetryEvery())
	return h
}

// Trusted reports whether the holder may act.
func (h Hold) Trusted(now time.Time) bool { return now.Before(h.TrustedUntil()) }

type claimKey struct{}

// WithClaim is a context in which every write is made under the claim: the registry checks its token in
// the same transaction.
func WithClaim(ctx context.Context, c Claim) context.Context {
	return context.WithValue(ctx, claimKey{}, c)
}

// ClaimOf is the claim under which the context's work is done, if there is one.
func ClaimOf(ctx context.Context) (Claim, bool) {
	c, ok := ctx.Value(claimKey{}).(Claim)
	return c, ok
}
