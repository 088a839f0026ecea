package httppost

import (
	"strconv"
	"time"

	"qunguan/notify"
)

// throttlePause is the wait where a provider refuses for "too fast" without a time.
const throttlePause = time.Minute

// Refusal is the failure for an HTTP status other than success where the provider's body explains
// nothing; nil for 2xx. (apis.md A0, row "Generic".)
func (a Answer) Refusal() *notify.Failure {
	f := &notify.Failure{Class: notify.Permanent, Code: strconv.Itoa(a.Status), Reason: notify.ReasonRefused, Ops: true}
	switch s := a.Status; {
	case s >= 200 && s < 300:
		return nil
	case s >= 300 && s < 400:
		f.Reason = notify.ReasonRedirected
	case s == 410:
		f.Reason = notify.ReasonGone
	case s == 404:
		f.Reason = notify.ReasonWebhook
	case s == 429:
		f.Class, f.After, f.Reason, f.Ops = notify.RateLimited, a.Wait(throttlePause), notify.ReasonTooFast, false
	case s >= 500 && a.RetryAfter > 0:
		f.Class, f.After, f.Reason, f.Ops = notify.RateLimited, a.Wait(throttlePause), notify.ReasonUnavailable, false
	case s >= 500:
		f.Class, f.Reason, f.Ops = notify.Transient, notify.ReasonUnavailable, false
	}
	return f
}

// Wait is the answer's Retry-After, or the given time where it has none.
func (a Answer) Wait(otherwise time.Duration) time.Duration {
	if a.RetryAfter > 0 {
		return a.RetryAfter
	}
	return otherwise
}
