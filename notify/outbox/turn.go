package outbox

import (
	"context"
	"fmt"
	"time"
)

// turn is a batch of ended sends on its way into the store, and what is
// claimed with it.
type turn struct {
	results  []result
	changes  []Change
	outcomes []outcome
	picks    []pick

	lost     []string
	decision Decision
	err      error // the results were not recorded
	claimErr error
}

// beginTurn has written what has ended and claims what was picked, if either
// is enough to be worth a transaction; it reports whether it is.
func (s *shift) beginTurn() bool {
	if s.turning {
		return false
	}
	s.stale(false)
	s.ended.want(min(s.inFlight, (s.Parallel+s.ahead())/2))
	t := turn{results: s.ended.take()}
	// One half of those ahead must be free before it is worth to claim: a
	// claim for each single one would cost a transaction for each notice.
	if room := s.room() + len(t.results); room >= max(1, s.ahead()/2) {
		n := min(room, len(s.picks))
		t.picks, s.picks = s.picks[:n:n], s.picks[n:]
	}
	if len(t.results) == 0 && len(t.picks) == 0 {
		return false
	}
	t.judge(s.ctx, s.Dispatcher)
	s.turning = true
	s.ended.want(neverEnough)
	c := s.claiming(t.picks)
	go func() {
		t.write(s.ctx, s.Dispatcher, c)
		s.turned <- t
	}()
	return true
}

func (s *shift) claiming(picks []pick) Claiming {
	now := s.Clock()
	c := Claiming{
		Wants: make([]Want, 0, len(picks)), Now: now,
		owner: s.Owner, until: now.Add(s.Claim), perDay: s.PerDay, allowed: s.Allowed,
	}
	for _, p := range picks {
		c.Wants = append(c.Wants, p.want)
	}
	return c
}

// judge decides what becomes of notices whose sends have ended.
func (t *turn) judge(ctx context.Context, d *Dispatcher) {
	now := d.Clock() // one moment for all, so that equal ends are written together
	t.changes, t.outcomes = make([]Change, len(t.results)), make([]outcome, len(t.results))
	for i, r := range t.results {
		t.changes[i], t.outcomes[i] = d.ending(ctx, r, now)
	}
}

// write writes the turn, in one transaction. Where that fails the results are
// written alone: claiming can wait, but an unrecorded send is repeated.
func (t *turn) write(ctx context.Context, d *Dispatcher, c Claiming) {
	within, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordReserve)
	defer cancel()
	turned, err := d.Store.Turn(within, Turn{Changes: t.changes, Claiming: c})
	if err == nil {
		t.lost, t.decision = turned.Lost, turned.Decision
		return
	}
	if len(t.picks) > 0 {
		t.claimErr = fmt.Errorf("claim %d notices: %w", len(t.picks), err)
	}
	if len(t.changes) > 0 {
		t.lost, t.err = d.record(within, t.changes)
	}
}

// record writes what became of claimed notices. It does so even when the
// program is being stopped, and tries again when the store fails.
func (d *Dispatcher) record(ctx context.Context, changes []Change) (lost []string, err error) {
	for try := range recordTries {
		select {
		case <-ctx.Done():
		case <-time.After(recordPause << try):
		}
		var turned Turned
		if turned, err = d.Store.Turn(ctx, Turn{Changes: changes}); err == nil {
			return turned.Lost, nil
		}
	}
	return nil, err
}

// endTurn takes in a turn that was written, if there is one.
func (s *shift) endTurn() bool {
	select {
	case t := <-s.turned:
		s.settle(t)
		return true
	default:
		return false
	}
}

// settle takes in a turn that was written: what was recorded is done with, and
// what was claimed goes to the senders.
func (s *shift) settle(t turn) {
	s.turning = false
	again := s.report(s.ctx, t)
	s.inFlight -= len(t.results)
	for _, r := range t.results {
		s.free(r.notice)
		if !r.back {
			s.took += (r.took - s.took) / 8
		}
	}
	if t.claimErr != nil {
		s.fail(t.claimErr)
	}
	s.hand(t)
	s.look = s.look || s.skipped || again
}

// hand gives what was claimed to the senders, and up what was not.
func (s *shift) hand(t turn) {
	claimed, at := t.decision.Claimed, time.Now()
	for i := range t.picks {
		p := &t.picks[i]
		if len(claimed) == 0 || claimed[0].ID != p.want.Notice.ID {
			s.free(p.want.Notice)
			continue
		}
		n := claimed[0]
		claimed = claimed[1:]
		s.inFlight++
		s.queue <- &job{notice: n, before: p.before, offers: p.offers, pace: p.want.Pace, claimedAt: at}
	}
	for _, p := range t.decision.Postponed {
		if p.reason == outPaced {
			s.paced = append(s.paced, p.Notice.NextAt)
		}
		s.note(s.ctx, p.Notice, p.reason, false, 0)
	}
	for _, n := range t.decision.Lost {
		s.note(s.ctx, n, outLost, false, 0)
	}
}
