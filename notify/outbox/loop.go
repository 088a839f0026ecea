package outbox

import (
	"context"
	"crypto/rand"
	"slices"
	"sync"
	"time"

	"qunguan/notify"
	"qunguan/notify/begun"
)

// loop is one DeliverDue or Run at work, the delivery loop: for each lane senders that take claimed
// notices from a short queue, and one coordinator, the caller's goroutine, which alone decides. While
// the senders send, the next due notices are read, and ended sends are written together with the next
// claim, side by side.
type loop struct {
	*Dispatcher

	ctx, sending context.Context                //nolint:containedctx // a loop lives exactly as long as they do
	owner        string                         // of its claims: Config.Owner, and a part that no other loop has
	begun        *begun.File                    // nil = it is not noted which sends were begun
	places       []int                          // in it that are free
	placed       int                            // the first place that was never used
	left         map[string]map[begun.Send]bool // by owner: the sends that a killed process had begun, as read last

	lanes   map[string]*lane
	keys    map[notify.Route]routeKeys
	order   []*lane // as they were met
	senders sync.WaitGroup
	ended   ended
	calls   chan call // goroutines that have called a channel wait at it for the next call

	turns    chan turnDone // written turns come back by it
	turning  bool
	claimed  bool          // the turn that is being written claims
	freed    bool          // notices were given back since a page was read
	turnTook time.Duration // lately
	pages    chan pageRead // read pages come back by it
	reading  bool
	sweep    sweep

	moves    []Change // to be written by the next turn; no send came before
	why      []outcome
	claims   map[int64]*openClaim
	inFlight int                       // claimed and not recorded
	busy     map[notify.Recipient]bool // recipients with a notice that waits in a lane or is in flight: their order is kept

	outdated map[notify.Recipient]bool // recipients who became free while the page was being read: in it their notices may be older than a turn

	seen      int64 // the number of others' moves and of claims, as known
	validFrom int64 // pages read before it may have moved

	readAt    time.Time // when the last page was asked for
	readPause time.Duration
	look      bool        // there may be more to claim
	polled    bool        // by the clock: waiting notices are read again
	skipped   bool        // a due notice waits for its recipient's earlier one
	nextLook  time.Time   // Run looks again then at the latest
	paced     []time.Time // by the dispatcher's clock: when notices may go that the pacer held back
}

// openClaim is a claim of this loop.
type openClaim struct{ left []string }

func (c *openClaim) without(ids map[string]bool) []string {
	return slices.DeleteFunc(slices.Clone(c.left), func(id string) bool { return ids[id] })
}

// begin starts a loop; end waits for its senders.
func (d *Dispatcher) begin(ctx context.Context) (l *loop, end func()) {
	sending, release := d.sendingContext(ctx)
	l = &loop{
		Dispatcher: d, ctx: ctx, sending: sending, owner: d.Owner + "/" + rand.Text()[:8],
		lanes: map[string]*lane{}, keys: map[notify.Route]routeKeys{}, claims: map[int64]*openClaim{}, busy: map[notify.Recipient]bool{}, outdated: map[notify.Recipient]bool{}, look: true,
		turns: make(chan turnDone, 1), pages: make(chan pageRead, 1), ended: ended{wake: make(chan struct{}, 1)},
		calls: make(chan call),
	}
	l.openBegun()
	return l, func() {
		for _, ln := range l.order {
			close(ln.queue)
		}
		l.senders.Wait()
		close(l.calls)
		if l.begun != nil && l.inFlight == 0 {
			_ = l.begun.Close() // files left behind are removed in time
		}
		release()
	}
}

// work takes in results, reads due notices and starts turns, as long as there is anything to do. It
// does not block.
func (l *loop) work() {
	for l.ctx.Err() == nil {
		moved := l.takeIn()
		if l.failure() != nil {
			return
		}
		moved = l.read() || moved
		moved = l.turn() || moved
		if !moved {
			return
		}
	}
}

// takeIn takes in the pages that were read and the turns that were written meanwhile.
func (l *loop) takeIn() bool {
	moved := false
	select {
	case t := <-l.turns:
		l.turned(t)
		moved = true
	default:
	}
	select {
	case p := <-l.pages:
		l.page(p)
		moved = true
	default:
	}
	return moved
}

// idle reports that nothing is under way and nothing is left to do.
func (l *loop) idle() bool {
	return l.inFlight == 0 && !l.turning && !l.reading && !l.sweep.on && !l.look && len(l.moves) == 0 && len(l.faults) == 0
}

// wait waits for something to end, for the time to pass, or for the stop; a
// time of 0 or less is none.
func (l *loop) wait(at time.Duration, stop <-chan struct{}) {
	var look, gather, ahead <-chan time.Time
	if l.sweep.on && !l.reading {
		t := time.NewTimer(max(l.readPause-time.Since(l.readAt), time.Millisecond))
		defer t.Stop()
		ahead = t.C
	}
	if at > 0 {
		t := time.NewTimer(at)
		defer t.Stop()
		look = t.C
	}
	if left, some := l.ended.patience(); some && !l.turning {
		t := time.NewTimer(left)
		defer t.Stop()
		gather = t.C
	}
	select {
	case <-l.ended.wake:
	case <-gather:
	case t := <-l.turns:
		l.turned(t)
	case p := <-l.pages:
		l.page(p)
	case <-ahead:
	case <-look:
		l.look = true
	case <-stop:
	}
}

// finish gives back the claims that no sender has begun, waits for the sends in flight, and records
// them.
func (l *loop) finish() {
	for _, ln := range l.order {
		for len(ln.queue) > 0 {
			select {
			case j := <-ln.queue:
				l.ended.add(result{job: j, back: true})
			default:
			}
		}
	}
	for l.inFlight > 0 || l.turning || l.reading {
		if !l.turn() {
			l.wait(0, nil)
		}
	}
}
