package outbox

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/sony/gobreaker/v2"

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

	waiting  []*candidate
	overflow bool // a due notice may have found no room

	queue   chan *job
	senders int
	claimed int           // claimed, and their sends have not ended
	took    time.Duration // of a send, lately
	endedAt time.Time     // the last send, or when there was none the first one's claim
	breaker *gobreaker.TwoStepCircuitBreaker[struct{}]
}

const (
	// tripAfter is how many sends in a row must fail by the other side's server
	// before its lane rests.
	tripAfter = 5
	// restFor is how long a lane rests; then one send finds out whether the
	// server is back.
	restFor = time.Minute
)

// laneOf names the lane of a route: its channel, and of generic webhooks the
// host too, as a digest, for the address is a secret.
func laneOf(r notify.Route) string {
	if r.Channel != notify.Webhook {
		return r.Channel
	}
	host := ""
	if u, err := url.Parse(r.Address.Reveal()); err == nil {
		host = u.Host
	}
	sum := sha256.Sum256([]byte("qunguan lane\x00" + host))
	return r.Channel + " " + hex.EncodeToString(sum[:6])
}

// routeKeys are the keys of a route's address.
type routeKeys struct{ pace, lane string }

// mostKeys bounds how many routes' keys a loop remembers.
const mostKeys = 10_000

// keysOf gives the keys of a route; each is a digest, made once.
func (l *loop) keysOf(r notify.Route) routeKeys {
	k, known := l.keys[r]
	if !known {
		if len(l.keys) >= mostKeys {
			clear(l.keys)
		}
		k = routeKeys{PaceKey(r), laneOf(r)}
		l.keys[r] = k
	}
	return k
}

// mostWaiting is how many notices wait in a lane to be claimed: the next claim
// is read while the one before it is written.
const mostWaiting = 4 * mostAtOnce

// hand gives a claimed notice to the lane's senders.
func (ln *lane) hand(j *job, most int, senders *sync.WaitGroup, send func(*job)) {
	if ln.claimed == 0 {
		ln.endedAt = time.Now()
	}
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
	ln.endedAt = time.Now()
	if took > 0 {
		ln.took += (took - ln.took) / 8
	}
}

// ahead is the number of notices that are claimed beyond those that are being sent: as many as the
// senders get through while a turn is written, so that none of them waits for it. Slow receivers have
// few, so that a kill leaves few in doubt.
func (l *loop) ahead(ln *lane) int {
	least := min(2, l.Batch)
	if ln.took <= 0 {
		return max(least, min(l.Parallel, l.Batch))
	}
	return min(max(int(time.Duration(l.Parallel)*(gathering+2*l.turnTook)/ln.took)+1, least), l.Batch)
}

// room is how many more the lane takes: none while it rests, and one where one
// send is to find out whether the server is back.
func (l *loop) room(ln *lane) int {
	switch ln.breaker.State() {
	case gobreaker.StateOpen:
		return 0
	case gobreaker.StateHalfOpen:
		return max(0, 1-ln.claimed)
	}
	return max(0, l.Parallel+l.ahead(ln)-ln.claimed)
}

// stuckAfter is how long a full lane may end no send before it counts as stuck.
const stuckAfter = time.Second

// stuck reports whether the lane takes nothing for a while: it rests, or all
// its sends hang.
func (l *loop) stuck(ln *lane) bool {
	return l.room(ln) == 0 && (ln.breaker.State() != gobreaker.StateClosed || time.Since(ln.endedAt) > stuckAfter)
}

// errSaysNothing tells the breaker that a send says nothing about the other side's server.
var errSaysNothing = errors.New("says nothing of the server")

// health is the evidence of a send about the other side's server. A server that refuses a message is
// alive; a send that was not made is no evidence.
func health(f *notify.Failure) error {
	switch {
	case f == nil, f.Class == notify.Permanent && f.Code != "":
		return nil
	case ofServer(f):
		return f
	}
	return errSaysNothing
}

// ofServer reports whether a failure is the other side's server's, or of the
// way there, and not of one message or one route.
func ofServer(f *notify.Failure) bool {
	return f != nil && (f.Class == notify.Transient || f.Class == notify.Uncertain) && f.Reason != notify.ReasonCancelled && f.Reason != notify.ReasonInternal && f.Reason != reasonFiles
}

// lane is the lane with the name.
func (l *loop) lane(name string) *lane {
	ln := l.lanes[name]
	if ln == nil {
		ln = &lane{
			name: name, whole: !strings.Contains(name, " "), queue: make(chan *job, l.Parallel+l.Batch),
			breaker: gobreaker.NewTwoStepCircuitBreaker[struct{}](gobreaker.Settings{
				Name: name, MaxRequests: 1, Timeout: restFor,
				ReadyToTrip: func(c gobreaker.Counts) bool { return c.ConsecutiveFailures >= tripAfter },
				IsExcluded:  func(err error) bool { return errors.Is(err, errSaysNothing) },
			}),
		}
		l.lanes[name] = ln
		l.order = append(l.order, ln)
	}
	return ln
}

// sendFor is a sender's work on a job.
func (l *loop) sendFor(ctx, sending context.Context) func(*job) {
	return func(j *job) { l.ended.add(l.attempt(ctx, sending, j)) }
}
