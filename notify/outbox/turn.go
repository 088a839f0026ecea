package outbox

import (
	"context"
	"fmt"
	"slices"
	"time"

	"qunguan/notify"
)

const (
	// recordTries and recordPause bound how long results wait for a store that
	// fails; together they stay below recordReserve.
	recordTries = 4
	recordPause = time.Second
)

// turnDone is a turn that was written, or could not be.
type turnDone struct {
	Turned
	turn     Turn
	results  []result
	outcomes []outcome // of the changes; the first ones are the results'
	claiming map[string]*candidate
	began    time.Time
	err      error

	waits       []waiting // exhausted notices that wait, if their lane works for none
	failed      []result  // by the other side's server
	announced   bool
	unannounced error
}

// turn starts a turn if there is enough to be worth a transaction; it reports whether it did. It
// waits neither for a send nor for a turn that is being written.
func (l *loop) turn() bool {
	if l.turning {
		l.ended.want(neverEnough)
		return false
	}
	free := 0 // the lanes' room for waiting notices
	for _, ln := range l.order {
		if room := l.room(ln); room >= l.ahead(ln)/2 || ln.claimed == 0 {
			free += min(room, len(ln.waiting))
		}
	}
	closing := l.ctx.Err() != nil
	if closing {
		free = 0
	}
	enough := min(l.inFlight, max(l.Parallel, mostAtOnce/2))
	l.ended.want(enough)
	results := l.ended.take(free > 0 || closing)
	notification := len(l.faults) > 0 && (l.inFlight == 0 && !l.sweep.on && !l.look || time.Since(l.faulty) >= faultsGather)
	if len(results) == 0 && len(l.moves) == 0 && free == 0 && !notification {
		return false
	}
	t := l.assemble(results)
	if !closing {
		t.turn.Claiming, t.claiming = l.claiming()
	}
	l.turning, l.claimed, t.began = true, t.turn.Claiming != nil, time.Now()
	faults := l.faults
	if notification {
		l.faults = map[fault][]string{}
	}
	go func() {
		l.spare(l.ctx, &t)
		t.Turned, t.err = l.write(l.ctx, t.turn)
		if t.err == nil {
			t.announced, t.unannounced = l.tellOps(l.ctx, t.failed, faults, notification)
		}
		l.turns <- t
	}()
	return true
}

// assemble gives the states of notices whose sends have ended, beside those that were decided without
// a send.
func (l *loop) assemble(results []result) turnDone {
	now := l.Clock() // one moment for all, so that equal ends are written together
	n := len(results) + len(l.moves)
	t := turnDone{results: results, turn: Turn{Changes: make([]Change, 0, n), Left: map[int64][]string{}}, outcomes: make([]outcome, 0, n)}
	ended := map[int64]map[string]bool{}
	end := func(token int64, id string) {
		if token != 0 {
			if ended[token] == nil {
				ended[token] = map[string]bool{}
			}
			ended[token][id] = true
		}
	}
	for _, r := range results {
		r.lane.ended(r.took)
		c, o := l.ending(l.ctx, r, now)
		if o == outExhausted {
			t.waits = append(t.waits, waiting{change: len(t.turn.Changes), instead: l.rules.waitFor(r, now), lane: r.lane.name})
		}
		if ofServer(r.failure) {
			t.failed = append(t.failed, r)
		}
		t.turn.Changes, t.outcomes = append(t.turn.Changes, c), append(t.outcomes, o)
		end(c.Token, c.Notice.ID)
	}
	for i, c := range l.moves {
		t.turn.Changes, t.outcomes = append(t.turn.Changes, c), append(t.outcomes, l.why[i])
		end(c.Token, c.Notice.ID)
	}
	l.moves, l.why = nil, nil
	l.freed = l.freed || slices.Contains(t.outcomes, outGivenBack)
	for token, ids := range ended {
		t.turn.Left[token] = nil // somebody else's that ended: all of it
		if c := l.claims[token]; c != nil {
			t.turn.Left[token] = c.without(ids)
		}
	}
	return t
}

// claiming takes from the waiting notices in the lanes as many as there is room for.
func (l *loop) claiming() (*Claiming, map[string]*candidate) {
	take := func(ln *lane) int { return min(l.room(ln), len(ln.waiting), mostAtOnce) }
	all := 0
	for _, ln := range l.order {
		all += take(ln)
	}
	c := Claiming{Now: l.Clock(), Seen: l.seen, Owner: l.owner, perDay: l.PerDay, allowed: l.Allowed}
	c.Until = c.Now.Add(l.Claim)
	c.Wants = make([]Want, 0, all)
	from := make(map[string]*candidate, all)
	for _, ln := range l.order {
		n := take(ln)
		for _, cand := range ln.waiting[:n] {
			if cand.seen < l.validFrom {
				c.Seen = 0
			}
			c.Wants = append(c.Wants, Want{Notice: cand.notice, Pace: cand.pace})
			from[cand.notice.ID] = cand
		}
		ln.waiting = ln.waiting[n:]
	}
	if len(c.Wants) == 0 {
		return nil, nil
	}
	return &c, from
}

// ending gives the state of a job's notice.
func (l *loop) ending(ctx context.Context, r result, now time.Time) (Change, outcome) {
	d := l.Dispatcher
	if r.back {
		c := Change{Notice: r.from.notice, Token: r.token, Keep: r.next.IsZero()}
		if !c.Keep {
			c.Notice.NextAt = r.next
		}
		return c, outGivenBack
	}
	c := Change{Token: r.token, Sent: &Send{Channel: r.notice.Channel, Lane: r.lane.name, Owner: l.owner}}
	var o outcome
	c.Notice, c.Told, o = settle(*r.notice, r.failure, now, d.rules)
	if o == outNextRoute || o == outExhausted {
		c.Notice, o = d.furtherOn(ctx, c.Notice, o, r.from.offers)
	}
	if f := r.failure; f != nil && f.Ops {
		d.blame(*r.notice, r.notice.Channel, f.Reason)
	}
	if f := r.failure; f != nil && f.Class == notify.RateLimited && f.After > 0 {
		c.Block = &Block{Key: r.from.pace, From: now, Until: now.Add(f.After)}
	}
	return c, o
}

// furtherOn gives the state of a notice that is done with a route: it takes the next one, or ends.
func (d *Dispatcher) furtherOn(ctx context.Context, n Notice, o outcome, offers []Offer) (Notice, outcome) {
	n, w := d.resolve(ctx, n, offers)
	if w == wayOpen {
		return n, outNextRoute
	}
	n, ended := w.ended(n)
	if w == wayNowhere && o == outExhausted {
		return n, outExhausted
	}
	return n, ended
}

// write writes a turn. It does so even when the program is being stopped, and tries ended sends again
// when the store fails, because an unrecorded send is repeated.
func (d *Dispatcher) write(ctx context.Context, t Turn) (done Turned, err error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordReserve)
	defer cancel()
	for try := range recordTries {
		if try > 0 {
			select {
			case <-ctx.Done():
			case <-time.After(recordPause << (try - 1)):
			}
			t.Claiming = nil // they may have moved meanwhile
		}
		if done, err = d.Store.Turn(ctx, t); err == nil || len(t.Changes) == 0 {
			break
		}
	}
	if err != nil {
		return Turned{}, fmt.Errorf("record %d notices: %w", len(t.Changes), err)
	}
	return done, nil
}

// turned takes in a turn that was written.
func (l *loop) turned(t turnDone) {
	l.turning, l.claimed = false, false
	l.turnTook += (time.Since(t.began) - l.turnTook) / 8
	l.inFlight -= len(t.results)
	again := false
	if t.err != nil {
		l.fail(t.err)
	} else {
		for token, left := range t.turn.Left {
			if c := l.claims[token]; c != nil {
				if c.left = left; len(left) == 0 {
					delete(l.claims, token)
				}
			}
		}
		for _, r := range t.results {
			l.places = append(l.places, r.place)
		}
		again = l.report(t)
	}
	for i, c := range t.turn.Changes {
		if i < len(t.results) || c.Token == 0 {
			l.free(c.Notice.Recipient.Key())
		}
	}
	l.handOut(t)
	if t.unannounced != nil {
		l.fail(t.unannounced)
	}
	l.look = l.look || l.skipped || again || t.announced // an announcement is due at once
	for _, ln := range l.order {
		l.look = l.look || ln.overflow && l.room(ln) > l.ahead(ln)/2 && len(ln.waiting) == 0
	}
}

// report counts the written changes. It reports whether one of the notices is due again at once.
func (l *loop) report(t turnDone) (again bool) {
	for i, c := range t.turn.Changes {
		o, ops, took := t.outcomes[i], false, time.Duration(0)
		if slices.Contains(t.Lost, c.Notice.ID) {
			o = outLost
		}
		if i < len(t.results) {
			r := t.results[i]
			took, ops = r.took, r.failure != nil && r.failure.Ops || o == outExhausted || o == outLost
		}
		l.note(l.ctx, c.Notice, o, ops || o == outDead, took)
		again = again || o == outNextRoute || o == outGivenBack
	}
	return again
}

// handOut gives the claimed notices to the senders.
func (l *loop) handOut(t turnDone) {
	if t.claiming == nil {
		return
	}
	if t.Token != 0 {
		l.seen = t.Token
		if t.Moved {
			l.validFrom = t.Token
		}
	}
	if len(t.Decision.Claimed) > 0 {
		c := &openClaim{left: make([]string, len(t.Decision.Claimed))}
		for i := range t.Decision.Claimed {
			c.left[i] = t.Decision.Claimed[i].ID
		}
		l.claims[t.Token] = c
	}
	claimed, send := time.Now(), l.sendFor(l.ctx, l.sending)
	for i := range t.Decision.Claimed {
		n := &t.Decision.Claimed[i]
		from := t.claiming[n.ID]
		delete(t.claiming, n.ID)
		l.inFlight++
		ln := l.lane(l.keysOf(from.offers[n.RouteSeq].Route).lane)
		ln.hand(&job{
			notice: n, from: from, lane: ln, token: t.Token, place: l.place(), claimedAt: claimed,
		}, l.Parallel, &l.senders, send)
	}
	for _, p := range t.Decision.Postponed {
		if p.reason == outPaced {
			l.paced = append(l.paced, p.Notice.NextAt)
		}
		l.note(l.ctx, p.Notice, p.reason, false, 0)
	}
	for _, n := range t.Decision.Lost {
		l.note(l.ctx, n, outLost, false, 0)
	}
	for _, from := range t.claiming { // notices that were not claimed after all
		l.free(from.notice.Recipient.Key())
	}
}

// free lets the recipient's next notice be taken. A page that is being read may have been read before
// the turn that moved their last one was written.
func (l *loop) free(k notify.Recipient) {
	delete(l.busy, k)
	if l.reading {
		l.outdated[k] = true
	}
}
