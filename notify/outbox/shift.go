package outbox

import (
	"context"
	"sync"
	"time"

	"qunguan/notify"
)

// shift is one DeliverDue or Run at work: senders that take claimed notices
// from a short queue, one goroutine that writes what has ended, and one
// coordinator, the caller's goroutine, which alone decides. While the senders
// send, a batch of ends is written and the next batch is claimed side by side,
// each in one transaction.
type shift struct {
	*Dispatcher

	ctx, sending context.Context //nolint:containedctx // a shift lives exactly as long as they do

	queue   chan *job
	ended   ended
	senders sync.WaitGroup

	recorded  chan recording // what is written comes back by it
	recording int            // results that are being written

	inFlight int                       // claimed and not recorded
	took     time.Duration             // of a send, lately
	busy     map[notify.Recipient]bool // recipients with a notice in flight: their order is kept

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
		busy: map[notify.Recipient]bool{}, look: true,
		queue: make(chan *job, d.Parallel+d.Batch), recorded: make(chan recording, 1),
		ended: ended{wake: make(chan struct{}, 1)},
	}
	for range d.Parallel {
		s.senders.Go(func() {
			for j := range s.queue {
				s.ended.add(d.attempt(ctx, sending, j))
			}
		})
	}
	return s, func() {
		close(s.queue)
		s.senders.Wait()
		release()
	}
}

// work has written what has ended and claims what is due, as long as there is
// either. It waits neither for a send nor for what is being written.
func (s *shift) work() {
	for s.ctx.Err() == nil {
		moved := s.collect()
		if s.failure() != nil {
			return
		}
		if s.look && s.room() >= max(1, s.ahead()/2) {
			moved = s.claimDue() > 0 || moved
		}
		if len(s.faults) > 0 && s.inFlight == 0 {
			s.announce(s.ctx)
			s.look, moved = true, true // what is announced is due
		}
		if !moved {
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

// collect takes in what was written and has written what has ended, if that is
// enough to be worth a transaction; it reports whether it did either.
func (s *shift) collect() bool {
	moved := false
	select {
	case r := <-s.recorded:
		s.settled(r)
		moved = true
	default:
	}
	if s.recording > 0 {
		s.ended.want(neverEnough)
		return moved
	}
	s.ended.want(min(s.inFlight, (s.Parallel+s.ahead())/2))
	results := s.ended.take()
	if len(results) == 0 {
		return moved
	}
	s.recording = len(results)
	r := s.judge(s.ctx, results)
	go func() {
		r.lost, r.err = s.write(s.ctx, r.changes)
		s.recorded <- r
	}()
	return true
}

// settled takes in a batch that was written.
func (s *shift) settled(r recording) {
	again := s.report(s.ctx, r)
	s.recording = 0
	s.inFlight -= len(r.results)
	for _, r := range r.results {
		delete(s.busy, r.notice.Recipient.Key())
		if !r.back {
			s.took += (r.took - s.took) / 8
		}
	}
	s.look = s.look || s.skipped || again
}

// wait waits for sends to end, for the time to pass, or for the stop; a time
// of 0 or less is none.
func (s *shift) wait(at time.Duration, stop <-chan struct{}) {
	var look, gather <-chan time.Time
	if at > 0 {
		t := time.NewTimer(at)
		defer t.Stop()
		look = t.C
	}
	if left, some := s.ended.patience(); some && s.recording == 0 {
		t := time.NewTimer(left)
		defer t.Stop()
		gather = t.C
	}
	select {
	case <-s.ended.wake:
	case <-gather:
	case r := <-s.recorded:
		s.settled(r)
	case <-look:
		s.look = true
	case <-stop:
	}
}

// finish gives back what no sender has begun, waits for the sends in flight,
// and records them.
func (s *shift) finish() {
	for {
		select {
		case j := <-s.queue:
			s.ended.add(result{job: j, back: true})
			continue
		default:
		}
		break
	}
	for s.inFlight > 0 {
		if !s.collect() {
			s.wait(0, nil)
		}
	}
}
