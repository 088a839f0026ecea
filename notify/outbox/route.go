package outbox

import (
	"context"
	"time"

	"qunguan/notify"
)

// way is how a search for a recipient's route ended.
type way int

const (
	wayOpen    way = iota // a route to send by
	wayNowhere            // none is left
	wayHand               // the route is one that no program can take
)

// resolve finds the first usable route from n.RouteSeq on and sets the
// notice's channel and number to it. A route that cannot be used is passed
// over with its reason in LastError, and operators hear of it.
func (d *Dispatcher) resolve(ctx context.Context, n Notice, offers []Offer) (Notice, way) {
	for ; n.RouteSeq < len(offers); n = n.onNextRoute() {
		offer := offers[n.RouteSeq]
		switch {
		case offer.Err != nil:
			n.LastError = unusable(ReasonUnreadable)
			d.blame(n, offer.Route.Channel, ReasonUnreadable)
			d.alarm(ctx, n)
		case offer.Route.Channel == notify.Manual:
			n.Channel = notify.Manual
			return n, wayHand
		case d.Channels[offer.Route.Channel] == nil:
			n.Channel, n.LastError = offer.Route.Channel, unusable(ReasonNotConfigured)
			d.blame(n, n.Channel, ReasonNotConfigured)
			d.alarm(ctx, n)
		default:
			n.Channel = offer.Route.Channel
			return n, wayOpen
		}
	}
	if n.LastError == "" {
		n.LastError = unusable(reasonNoRoute)
	}
	return n, wayNowhere
}

// onNextRoute is the notice on the recipient's next route, by which nothing was
// tried yet.
func (n Notice) onNextRoute() Notice {
	n.RouteSeq++
	n.ByRoute = 0
	return n
}

func unusable(reason string) string {
	return (&notify.Failure{Class: notify.Permanent, Reason: reason}).Error()
}

// ended gives the state of a notice that no route can take: dead, or waiting for a hand.
func (w way) ended(n Notice) (Notice, outcome) {
	n.NextAt = time.Time{}
	if w == wayHand {
		n.State = Manual
		return n, outManual
	}
	n.State = Dead
	return n, outDead
}
