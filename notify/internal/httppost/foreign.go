package httppost

import (
	"strconv"

	"qunguan/notify"
)

// Foreign is what a success by HTTP means whose body the provider never gives.
// A captive portal, a firewall or a proxy answered in its place: the provider
// has seen nothing, so nothing was accepted, and operators hear of it. Only
// where the body did not come whole may it have been the provider's.
func (a Answer) Foreign() *notify.Failure {
	switch a.Broken {
	case "":
		return &notify.Failure{Class: notify.Transient, Code: strconv.Itoa(a.Status), Reason: notify.ReasonUnexpected, Ops: true}
	case notify.ReasonTooLong: // a provider's answer has a few hundred bytes
		return &notify.Failure{Class: notify.Transient, Code: strconv.Itoa(a.Status), Reason: a.Broken, Ops: true}
	}
	return &notify.Failure{Class: notify.Uncertain, Code: strconv.Itoa(a.Status), Reason: a.Broken}
}
