package outbox

import (
	"context"
	"sync"
	"time"
)

// shift is one DeliverDue or Run at work: senders that take claimed notices
// from a short queue, one goroutine that writes, and one coordinator, the
// caller's goroutine, which alone decides. While the senders send, what has
// ended is written and others are claimed, in one transaction, and beside it
// the next are picked.
type shift struct {
	*Dispatcher

	ctx, sending context.Context //nolint:containedctx // a shift lives exactly as long as they do

	queue   chan *job
	ended   ended
	senders sync.WaitGroup

	picks   []pick    // to be claimed next
	turned  chan turn // what was written comes back by it
	turning bool      // a turn is being written

	inFlight int                   // claimed and not recorded
	took     time.Duration         // of a send, lately
	busy     map[RecipientKey]bool // recipients with a notice in hand: their order is kept
	inHand   map[int64]bool        // numbers of the notices that are picked or in flight

	looked  chan looked // what a look saw comes back by it
	looking bool        // the store is being looked at
	wider   bool        // the next look goes further

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
		busy: map[RecipientKey]bool{}, inHand: map[int64]bool{}, look: true,
		queue: make(chan *job, d.Parallel+d.Batch), turned: make(chan turn, 1), looked: make(chan looked, 1),
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

// work has turns written and picks what is due beside them, as long as there
// is either. It waits neither for a send nor for what is being written.
func (s *shift) work() {
	for s.ctx.Err() == nil {
		moved := s.endTurn()
		moved = s.endLook() || moved
		if s.failure() != nil {
			return
		}
		// The turn last: what is begun last runs first, and everything waits
		// for turns.
		if n := s.wanted(); s.look && !s.looking && n > 0 {
			s.beginLook(n)
		}
		moved = s.beginTurn() || moved
		if len(s.faults) > 0 && s.idle() {
			s.announce(s.ctx)
			s.look, moved = true, true // what is announced is due
		}
		if !moved {
			return
		}
	}
}

// idle reports that nothing is in hand.
func (s *shift) idle() bool {
	return s.inFlight == 0 && len(s.picks) == 0 && !s.turning && !s.looking
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

// room is how many more may be claimed.
func (s *shift) room() int { return s.Parallel + s.ahead() - s.inFlight }

// wait waits for sends to end, for the time to pass, or for the stop; a time
// of 0 or less is none.
func (s *shift) wait(at time.Duration, stop <-chan struct{}) {
	var look, gather <-chan time.Time
	if at > 0 {
		t := time.NewTimer(at)
		defer t.Stop()
		look = t.C
	}
	if left, some := s.ended.patience(); some && !s.turning {
		t := time.NewTimer(left)
		defer t.Stop()
		gather = t.C
	}
	select {
	case <-s.ended.wake:
	case <-gather:
	case t := <-s.turned:
		s.settle(t)
	case l := <-s.looked:
		s.pickFrom(l)
	case <-look:
		s.look = true
	case <-stop:
	}
}

// finish gives back what no sender has begun, waits for the sends in flight,
// and records them.
func (s *shift) finish() {
	if s.looking {
		<-s.looked
		s.looking = false
	}
	s.stale(true)
	if s.turning {
		s.settle(<-s.turned)
	}
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
		if !s.endTurn() && !s.beginTurn() {
			s.wait(0, nil)
		}
	}
}
