package outbox

import (
	"context"
	"errors"
	"fmt"
	"time"

	"qunguan/notify"
)

var (
	// errNowhere ends a search for a route: none is left.
	errNowhere = errors.New("no route left")
	// errHand ends it at a route that no program can take.
	errHand = errors.New("route is a hand")
)

// resolve finds the first usable route from n.RouteSeq on and sets the
// notice's channel and number to it. A route that cannot be used is passed
// over with its reason in LastError, and operators hear of it. The error is
// errNowhere, errHand, or a failure of the store.
func (d *Dispatcher) resolve(ctx context.Context, n Notice) (Notice, notify.Route, error) {
	for ; ; n.RouteSeq++ {
		route, err := d.Routes.Route(ctx, n.Recipient, n.RouteSeq)
		switch {
		case errors.Is(err, ErrNoRoute):
			if n.LastError == "" {
				n.LastError = unusable("no_route")
			}
			return n, route, errNowhere
		case errors.Is(err, ErrRouteUnreadable):
			n.LastError = unusable("route_unreadable")
			d.alarm(ctx, n)
		case err != nil:
			return n, route, fmt.Errorf("read route %d: %w", n.RouteSeq, err)
		case route.Channel == notify.Manual:
			n.Channel = notify.Manual
			return n, route, errHand
		case d.Channels[route.Channel] == nil:
			n.Channel, n.LastError = route.Channel, unusable("channel_not_configured")
			d.alarm(ctx, n)
		default:
			n.Channel = route.Channel
			return n, route, nil
		}
	}
}

func unusable(reason string) string {
	return (&notify.Failure{Class: notify.Permanent, Reason: reason}).Error()
}

// withoutRoute is how a notice ends that resolve found no usable route for:
// dead, or waiting for a hand. It reports false for a failure of the store.
func withoutRoute(n Notice, err error) (Notice, outcome, bool) {
	n.NextAt = time.Time{}
	switch {
	case errors.Is(err, errNowhere):
		n.State = Dead
		return n, outDead, true
	case errors.Is(err, errHand):
		n.State = Manual
		return n, outManual, true
	}
	return n, "", false
}

// nextRoute decides what becomes of a notice whose route is done for: it goes
// on by the recipient's next usable route at once, or waits for a hand, or is
// dead. Where the store cannot say, the next attempt will ask again.
func (d *Dispatcher) nextRoute(ctx context.Context, n Notice) (Notice, outcome) {
	next, _, err := d.resolve(ctx, n)
	if err == nil {
		return next, outNextRoute
	}
	if end, o, ok := withoutRoute(next, err); ok {
		return end, o
	}
	n.NextAt = n.NextAt.Add(backoff(n.Attempts, jitterOf(n.ID, n.Attempts)))
	return n, outNextRoute
}
