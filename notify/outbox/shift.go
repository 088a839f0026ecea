package outbox

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// shift is one DeliverDue or Run at work: senders that take claimed notices
// from a short queue, and one coordinator, the caller's goroutine, which alone
// talks to the store. While the senders send it records what has ended and
// claims what comes next, each in one transaction for as many as there are.
type shift struct {
	*Dispatcher

	ctx, sending context.Context //nolint:containedctx // a shift lives exactly as long as they do

	queue   chan job
	done    chan result
	senders sync.WaitGroup

	inFlight int                   // claimed and not recorded
	took     time.Duration         // of a send, lately
	busy     map[RecipientKey]bool // recipients with a notice in flight: their order is kept
	kept     []result              // ended, not recorded yet

	look     bool        // there may be more to claim
	skipped  bool        // a due notice waits for its recipient's earlier one
	nextLook time.Time   // Run looks again then, whatever happens
	paced    []time.Time // by the dispatcher's clock: when notices may go that the pacer held back
}

// begin starts the senders; end waits for them.
func (d *Dispatcher) begin(ctx context.Context) (s *shift, end func()) {
	sending, release := d.sendingContext(ctx)
	s = &shift{
		Dispatcher: d, ctx: ctx, sending: sending,
		busy: map[RecipientKey]bool{}, look: true,
	}
	s.queue, s.done = make(chan job, d.Parallel+d.Batch), make(chan result, d.Parallel+d.Batch)
	for range d.Parallel {
		s.senders.Go(func() {
			for j := range s.queue {
				s.done <- d.attempt(ctx, sending, j)
			}
		})
	}
	return s, func() {
		close(s.queue)
		s.senders.Wait()
		release()
	}
}

// work records what has ended and claims what is due, as long as there is
// either. It does not wait for a send.
func (s *shift) work() {
	for s.ctx.Err() == nil {
		ended := s.collect()
		if s.failure() != nil {
			return
		}
		moved := 0
		if s.look && s.room() >= max(1, s.ahead()/2) {
			moved = s.claimDue()
		}
		if len(s.faults) > 0 && s.inFlight == 0 {
			s.announce(s.ctx)
			s.look = true // what is announced is due
		}
		if !ended && moved == 0 {
			return
		}
	}
}

// lead is how long before its send a notice may be claimed: longer than a
// claim takes, so that no sender waits for one.
const lead = 20 * time.Millisecond

// ahead is how many notices are claimed beyond those in flight: what the
// senders get through within the lead, and at least the next two for each of
// them. Slow receivers have few, so that a kill leaves few in doubt.
func (s *shift) ahead() int {
	least := min(2*s.Parallel, s.Batch)
	if s.took <= 0 {
		return least
	}
	return min(max(int(time.Duration(s.Parallel)*lead/s.took), least), s.Batch)
}

// room is how many more may be claimed. One half of those ahead must be free
// before it is worth to look: a claim for each single one would cost a
// transaction for each notice.
func (s *shift) room() int { return s.Parallel + s.ahead() - s.inFlight }

// collect records the sends that have ended; it reports whether there were
// any.
func (s *shift) collect() bool {
	results := s.kept
	s.kept = nil
	for {
		select {
		case r := <-s.done:
			results = append(results, r)
			continue
		default:
		}
		break
	}
	if len(results) == 0 {
		return false
	}
	again := s.record(s.ctx, results)
	s.inFlight -= len(results)
	for _, r := range results {
		delete(s.busy, KeyOf(r.notice.Recipient))
		if !r.back {
			s.took += (r.took - s.took) / 8
		}
	}
	s.look = s.look || s.skipped || again
	return true
}

// wait waits for a send to end, for the time to pass, or for the end; a time
// of 0 or less is none.
func (s *shift) wait(at time.Duration) {
	var timer <-chan time.Time
	if at > 0 {
		t := time.NewTimer(at)
		defer t.Stop()
		timer = t.C
	}
	select {
	case r := <-s.done:
		s.kept = append(s.kept, r)
	case <-timer:
		s.look = true
	case <-s.ctx.Done():
	}
}

// finish gives back what no sender has begun, waits for the sends in flight,
// and records them.
func (s *shift) finish() {
	for {
		select {
		case j := <-s.queue:
			s.kept = append(s.kept, result{job: j, back: true})
			continue
		default:
		}
		break
	}
	for len(s.kept) < s.inFlight {
		s.kept = append(s.kept, <-s.done)
	}
	s.collect()
}

// claimDue looks for due notices and claims those that may go now, at most one
// for each recipient. It returns how many notices moved.
func (s *shift) claimDue() int {
	now, room := s.Clock(), s.room()
	limit := room + len(s.busy)
	due, err := s.Store.Due(s.ctx, now, limit)
	if err != nil {
		s.fail(fmt.Errorf("list due notices: %w", err))
		return 0
	}
	s.look, s.skipped = len(due) == limit, false
	var chosen []Notice
	var recipients, twice []RecipientKey
	taken := map[RecipientKey]bool{}
	for _, n := range due {
		k := KeyOf(n.Recipient)
		switch {
		case s.busy[k]:
			s.skipped = true
		case taken[k]:
			twice = append(twice, k)
		case len(chosen) < room:
			chosen, recipients = append(chosen, n), append(recipients, k)
			taken[k] = true
		default:
			s.look = true // no room for it yet
		}
	}
	if len(chosen) == 0 {
		return 0
	}
	offers, err := s.Routes.Offers(s.ctx, recipients)
	if err != nil {
		s.fail(fmt.Errorf("read routes: %w", err))
		return 0
	}
	s.claim(now, s.wants(now, chosen, offers), chosen, offers)
	for _, k := range twice {
		// The next one goes when the first has ended: at once if it did
		// without a send.
		s.skipped = s.skipped || s.busy[k]
		s.look = s.look || !s.busy[k]
	}
	return len(chosen)
}

// wants are the notices that may be sent as far as their rows, the hour and
// their routes say; what becomes of the others is saved.
func (s *shift) wants(now time.Time, due []Notice, offers map[RecipientKey][]Offer) []Want {
	var wants []Want
	var others []Change
	var why []outcome
	for _, n := range due {
		if at := s.Allowed(n.Kind, n.Recipient, now); at.After(now) {
			n.NextAt = at
			others, why = append(others, Change{Notice: n}), append(why, outPostponed)
			continue
		}
		routes := offers[KeyOf(n.Recipient)]
		n, w := s.resolve(s.ctx, n, routes)
		if w != wayOpen {
			n, o := w.ended(n)
			others, why = append(others, Change{Notice: n}), append(why, o)
			continue
		}
		wants = append(wants, Want{Notice: n, Pace: PaceKey(routes[n.RouteSeq].Route)})
	}
	s.save(s.ctx, others, why)
	return wants
}

// claim takes what budget and pace allow and hands it to the senders.
func (s *shift) claim(now time.Time, wants []Want, due []Notice, offers map[RecipientKey][]Offer) {
	if len(wants) == 0 || s.failure() != nil {
		return
	}
	decision, err := s.Store.Claim(s.ctx, Claiming{
		Wants: wants, Now: now, owner: s.Owner, until: now.Add(s.Claim), perDay: s.PerDay, allowed: s.Allowed,
	})
	if err != nil {
		s.fail(fmt.Errorf("claim %d notices: %w", len(wants), err))
		return
	}
	before, pace := map[string]Notice{}, map[string]string{}
	for _, n := range due {
		before[n.ID] = n
	}
	for _, w := range wants {
		pace[w.Notice.ID] = w.Pace
	}
	claimed := time.Now()
	for _, n := range decision.Claimed {
		n.Version++
		k := KeyOf(n.Recipient)
		s.busy[k] = true
		s.inFlight++
		s.queue <- job{notice: n, before: before[n.ID], offers: offers[k], pace: pace[n.ID], claimedAt: claimed}
	}
	for _, p := range decision.Postponed {
		if p.reason == outPaced {
			s.paced = append(s.paced, p.Notice.NextAt)
		}
		s.note(s.ctx, p.Notice, p.reason, false, 0)
	}
	for _, n := range decision.Lost {
		s.note(s.ctx, n, outLost, false, 0)
	}
}
