package outbox

import (
	"strings"

	"qunguan/notify"
)

// Cause is the reason why sends by a channel failed: one line for the person who mends it, however
// many notices it held up.
type Cause struct{ Channel, Reason string }

// serverReasons are those of a server that cannot be reached or talked to, and
// of settings that a channel lacks: they concern all that goes by the channel,
// not one recipient.
var serverReasons = map[string]bool{
	notify.ReasonNoSuchHost: true, notify.ReasonConnect: true, notify.ReasonProxy: true, notify.ReasonTLS: true, notify.ReasonTimeoutDial: true, notify.ReasonTimeoutTLS: true,
	notify.ReasonTimeoutHeader: true, notify.ReasonTimeoutTotal: true, notify.ReasonLost: true, notify.ReasonMalformed: true, notify.ReasonCut: true,
	notify.ReasonTooLong: true, notify.ReasonUnexpected: true, notify.ReasonUnavailable: true, notify.ReasonSender: true,
	notify.ReasonMailAuth: true, notify.ReasonMailTLS: true, notify.ReasonMailHost: true, ReasonNotConfigured: true,
}

// OfServer reports whether the cause is the channel's server or its settings.
func (c Cause) OfServer() bool { return serverReasons[c.Reason] }

// ReasonIn is the named reason of a recorded failure (notify.Failure.Error).
func ReasonIn(recorded string) string {
	if _, after, ok := strings.Cut(recorded, ": "); ok {
		recorded = after
	}
	end := strings.IndexFunc(recorded, func(r rune) bool { return r != '_' && (r < 'a' || r > 'z') })
	if end >= 0 {
		recorded = recorded[:end]
	}
	return recorded
}

// blameServer counts a failed send under its cause.
func (s *Summary) blameServer(n Notice, o outcome) {
	switch o {
	case outRetry, outNextRoute, outRouteSkipped, outUncertain, outTriedTwice, outExhausted, outOutage, outDead:
	default:
		return
	}
	c := Cause{n.Channel, ReasonIn(n.LastError)}
	if !c.OfServer() {
		return
	}
	if s.Causes == nil {
		s.Causes = map[Cause]int{}
	}
	s.Causes[c]++
}
