package outbox

import (
	"context"
	"sync"
	"time"

	"qunguan/notify"
)

// candidate is a due notice that may be sent as far as its own row, the hour
// and its routes say.
type candidate struct {
	notice Notice
	offers []Offer
	pace   string
	seen   int64 // Page.Seen
}

// lane is where the notices of one channel wait and are sent: its receivers
// are alive or hang together, and hold up no other lane.
type lane struct {
	name  string
	whole bool // it has all of the channel of its name

	waiting  []candidate
	overflow bool // a due notice may have found no room

	queue   chan *job
	senders int
	claimed int           // claimed, and their sends have not ended
	took    time.Duration // of a send, lately
}

// laneOf names the lane of a route.
func laneOf(r notify.Route) string { return r.Channel }

// mostWaiting is how many notices wait in a lane to be claimed: the next claim
// is read while the one before it is written.
const mostWaiting = 2 * mostAtOnce

// hand gives a claimed notice to the lane's senders.
func (ln *lane) hand(j *job, most int, senders *sync.WaitGroup, send func(*job)) {
	ln.claimed++
	if ln.senders < min(ln.claimed, most) {
		ln.senders++
		senders.Go(func() {
			for j := range ln.queue {
				send(j)
			}
		})
	}
	ln.queue <- j
}

// ended takes in that a send has ended, which took so long; 0 = it was not
// begun.
func (ln *lane) ended(took time.Duration) {
	ln.claimed--
	if took > 0 {
		ln.took += (took - ln.took) / 8
	}
}

// ahead is how many notices are claimed beyond those that are being sent: what
// the senders get through while a turn is written, so that none of them waits
// for it. Slow receivers have few, so that a kill leaves few in doubt.
func (l *loop) ahead(ln *lane) int {
	least := min(2, l.Batch)
	if ln.took <= 0 {
		return max(least, min(l.Parallel, l.Batch))
	}
	return min(max(int(time.Duration(l.Parallel)*(gathering+2*l.turnTook)/ln.took)+1, least), l.Batch)
}

// room is how many more the lane takes.
func (l *loop) room(ln *lane) int { return max(0, l.Parallel+l.ahead(ln)-ln.claimed) }

// lane is the lane with the name.
func (l *loop) lane(name string) *lane {
	ln := l.lanes[name]
	if ln == nil {
		ln = &lane{name: name, whole: true, queue: make(chan *job, l.Parallel+l.Batch)}
		l.lanes[name] = ln
		l.order = append(l.order, ln)
	}
	return ln
}

// sendFor is what a sender does with a job.
func (l *loop) sendFor(ctx, sending context.Context) func(*job) {
	return func(j *job) { l.ended.add(l.attempt(ctx, sending, j)) }
}
