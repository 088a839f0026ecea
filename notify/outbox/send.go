package outbox

import (
	"context"
	"fmt"
	"runtime/debug"
	"time"

	"qunguan/notify"
)

const (
	// settleTime is how long after its context's end a channel may take to
	// return; then it is left behind and its attempt is uncertain.
	settleTime = 2 * time.Second
	// pacedWait is the time for which a claimed notice of a paced route may wait for a free sender:
	// messages that the pacer permitted one after the other must not arrive all at once.
	pacedWait = 2 * time.Second
)

// reasonFiles is that a notice's files could not be read from the registry.
const reasonFiles = "files_unreadable"

// job is a claimed notice with the way it takes.
type job struct {
	notice    *Notice    // as claimed
	from      *candidate // as its row is
	lane      *lane
	token     int64 // of its claim
	place     int   // among the sends that were begun
	claimedAt time.Time
}

func (j *job) route() notify.Route { return j.from.offers[j.notice.RouteSeq].Route }

// result is the outcome of a job: sent or not, or not begun at all.
type result struct {
	*job

	failure *notify.Failure // nil = accepted
	took    time.Duration
	back    bool      // the send was not begun
	next    time.Time // when it may be, for back; zero = at once
}

// attempt sends a claimed notice, unless too much time has passed since the
// claim: the working day is over, the pacer's permission or the claim itself is
// stale, or the program is being stopped.
func (l *loop) attempt(ctx, sending context.Context, j *job) result {
	d, waited := l.Dispatcher, time.Since(j.claimedAt)
	if ctx.Err() != nil || Paced(j.notice.Channel) && waited > pacedWait || waited > d.Claim-recordReserve-d.SendTimeout {
		return result{job: j, back: true}
	}
	now := d.Clock()
	if at := d.Allowed(j.notice.Kind, j.notice.Recipient, now); at.After(now) {
		return result{job: j, back: true, next: at}
	}
	done, err := j.lane.breaker.Allow()
	if err != nil {
		return result{job: j, back: true} // the lane rests since the claim
	}
	if err := l.noteBegun(j); err != nil {
		done(errSaysNothing)
		d.Log.Error("begun_not_noted", "notice", j.notice.ID, "error", err)
		return result{job: j, back: true, next: now.Add(backoffBase)}
	}
	began := time.Now()
	f := l.send(sending, j.route(), *j.notice)
	done(health(f))
	return result{job: j, failure: f, took: time.Since(began)}
}

// send makes one attempt within the send timeout. A channel that panics or
// does not come back leaves an uncertain attempt, never a stopped dispatcher.
func (l *loop) send(sending context.Context, route notify.Route, n Notice) *notify.Failure {
	d := l.Dispatcher
	ctx, cancel := context.WithTimeout(sending, d.SendTimeout)
	defer cancel()
	m, err := d.message(route.Channel, n)
	if err != nil {
		return &notify.Failure{Class: notify.Permanent, Reason: notify.ReasonInternal, Ops: true}
	}
	if d.Files != nil && (n.Kind == notify.KindDigest || m.Document.LeftOut > 0) && route.Channel == notify.Email {
		if m.Attachments, err = d.Files(ctx, n.ID); err != nil {
			return &notify.Failure{Class: notify.Transient, Reason: reasonFiles, Err: err}
		}
	}
	c := call{ctx, route, m, make(chan *notify.Failure, 1)}
	l.call(c)
	select {
	case f := <-c.result:
		return f
	case <-ctx.Done():
	}
	select {
	case f := <-c.result:
		return f
	case <-time.After(settleTime):
		return &notify.Failure{Class: notify.Uncertain, Reason: "channel_did_not_return", Ops: true}
	}
}

// call is one call of a channel.
type call struct {
	ctx     context.Context //nolint:containedctx // handed to the goroutine that makes the call
	route   notify.Route
	message notify.Message
	result  chan *notify.Failure // takes one
}

// call has a channel called by a goroutine that can be left behind. One that has made a call waits for
// the next: the stack that a call needs is grown once.
func (l *loop) call(c call) {
	select {
	case l.calls <- c:
	default:
		go func() {
			c.make(l.Dispatcher)
			for c := range l.calls {
				c.make(l.Dispatcher)
			}
		}()
	}
}

func (c call) make(d *Dispatcher) {
	defer func() {
		if p := recover(); p != nil {
			// The value may hold an address: the stack tells enough.
			d.Log.Error("channel_panicked", "channel", c.route.Channel, "notice", c.message.ID, "type", fmt.Sprintf("%T", p), "stack", string(debug.Stack()))
			c.result <- &notify.Failure{Class: notify.Uncertain, Reason: "channel_panicked", Ops: true}
		}
	}()
	_, err := d.Channels[c.route.Channel].Send(c.ctx, c.route, c.message)
	c.result <- notify.AsFailure(err)
}

// message is the notice as the channel gets it.
func (d *Dispatcher) message(channel string, n Notice) (notify.Message, error) {
	m := notify.Message{
		ID: n.ID, Kind: n.Kind, Recipient: n.Recipient, Document: n.Document, Text: n.Body,
		Cases: n.Refs, CreatedAt: n.CreatedAt, Repeat: n.Doubts > 0,
	}
	if n.Unread != nil {
		read := n.Unread.Whole
		if _, ok := d.Channels[channel].(notify.TextChannel); ok && n.Body != "" {
			read = n.Unread.Plain
		}
		var err error
		if m.Document, m.Cases, err = read(); err != nil {
			return m, err
		}
	}
	if d.Link == nil || !m.Document.HasLink() {
		return m, nil
	}
	url, err := d.Link(n)
	return m.WithLink(url), err
}
