package outbox

import (
	"cmp"
	"time"

	"qunguan/notify"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// outcome is the named end of one attempt, for rows, logs, metrics and tests.
type outcome string

const (
	outSent        outcome = "sent"
	outRetry       outcome = "retry"        // transient, tried again by backoff
	outRateLimited outcome = "rate_limited" // tried again when the channel allows it
	outNextRoute   outcome = "next_route"   // this route is done for, another may work
	outUncertain   outcome = "uncertain"    // tried once more on the next working day
	outTriedTwice  outcome = "tried_twice"  // uncertain for the second time: counts as told
	outExhausted   outcome = "exhausted"    // no tries left by this route
	outOutage      outcome = "outage"       // no tries left, and the channel works for none: waits for it

	outDead         outcome = "dead"          // no usable route left
	outManual       outcome = "manual"        // waits for a hand
	outPostponed    outcome = "postponed"     // the hour or the day does not allow it
	outBudget       outcome = "over_budget"   // the recipient has had the day's messages
	outPaced        outcome = "paced"         // the route's pace does not allow it yet
	outGivenBack    outcome = "given_back"    // claimed, and not begun after all
	outLost         outcome = "lost"          // somebody else moved the row; nothing was written
	outRouteSkipped outcome = "route_skipped" // a route cannot be used; the next one is looked at
)

// Outcomes lists the outcomes that an Event may name.
func Outcomes() []string {
	all := []outcome{
		outSent, outRetry, outRateLimited, outNextRoute, outUncertain, outTriedTwice, outExhausted, outOutage, outDead, outManual,
		outPostponed, outBudget, outPaced, outGivenBack, outLost, outRouteSkipped,
	}
	names := make([]string, len(all))
	for i, o := range all {
		names[i] = string(o)
	}
	return names
}

// rules are the figures and the calendar an attempt is judged by.
type rules struct {
	tries       int
	allowed     func(kind string, to notify.Recipient, t time.Time) time.Time
	nextWorkday func(workgroup.Date) workgroup.Date
}

// settle gives a claimed notice's state after an attempt that ended at now with the failure (nil =
// accepted). It is pure: the next route is looked up by the caller on outNextRoute and outExhausted.
func settle(n Notice, f *notify.Failure, now time.Time, r rules) (Notice, *ledger.SentNotice, outcome) {
	n = n.unclaimed()
	n.NextAt = time.Time{}
	if f == nil {
		n.State, n.SentAt, n.ToldAt, n.LastError = Sent, now, now, ""
		return n, r.told(n, now), outSent
	}
	n.LastError = f.Error()
	switch {
	case f.Class == notify.Uncertain:
		return r.doubt(n, now)
	case f.Class == notify.Permanent:
		n = n.onNextRoute()
		n.State, n.NextAt = Failed, now
		return n, nil, outNextRoute
	case n.ByRoute >= r.tries, f.Tries > 0 && n.ByRoute >= f.Tries:
		n = n.onNextRoute()
		n.State, n.NextAt = Failed, now
		return n, nil, outExhausted
	}
	n.State = Failed
	// Never earlier than the other side said: some lock for ten minutes.
	n.NextAt = now.Add(max(backoff(n.ByRoute, jitterOf(n.ID, n.Attempts)), f.After))
	if f.Class == notify.RateLimited {
		return n, nil, outRateLimited
	}
	return n, nil, outRetry
}

// doubt records an attempt that may have arrived. The first is repeated on
// the next working day under the same id; after the second the notice counts
// as told and stays uncertain for everybody to see.
func (r rules) doubt(n Notice, now time.Time) (Notice, *ledger.SentNotice, outcome) {
	n = n.unclaimed()
	n.State = Uncertain
	n.Doubts++
	if n.Doubts >= 2 {
		n.NextAt, n.ToldAt = time.Time{}, now
		return n, r.told(n, now), outTriedTwice
	}
	next := r.nextWorkday(workgroup.DateOf(now)).In(now.Location())
	n.NextAt = r.allowed(n.Kind, n.Recipient, next)
	return n, nil, outUncertain
}

// unclaimed is the notice without its claim.
func (n Notice) unclaimed() Notice {
	n.ClaimedBy, n.ClaimedUntil, n.Token = "", time.Time{}, 0
	return n
}

func (r rules) told(n Notice, now time.Time) *ledger.SentNotice {
	return toldBy(n, now, r.nextWorkday(workgroup.DateOf(now)))
}

// teller stands on the steps of notices that the dispatcher has sent.
const teller = "deliver"

func toldBy(n Notice, now time.Time, next workgroup.Date) *ledger.SentNotice {
	t := &ledger.SentNotice{Notice: n.ID, By: cmp.Or(n.RelayedBy, teller), At: now, On: workgroup.DateOf(now), Next: next}
	if n.Recipient.Private() {
		t.Person = n.Recipient.Code
	}
	return t
}

// Relay gives a manual notice's state after the person by passed it on at now, with the entry for the
// ledger; next is the working day after. It reports false for a notice that does not wait for a hand.
func Relay(n Notice, by string, now time.Time, next workgroup.Date) (Notice, *ledger.SentNotice, bool) {
	if n.State != Manual {
		return n, nil, false
	}
	n.State, n.RelayedBy, n.SentAt, n.ToldAt = Relayed, by, now, now
	return n, toldBy(n, now, next), true
}
