package httppost

import (
	"strconv"

	"qunguan/notify"
)

// Foreign is the failure for a successful status with a body that the provider never sends. A captive
// portal, a firewall or a proxy has answered: the provider has seen no request, so no message was
// accepted, and operators hear of it. Only a body that did not come whole may have been the provider's.
func (a Answer) Foreign() *notify.Failure {
	switch a.Broken {
	case "":
		return &notify.Failure{Class: notify.Transient, Code: strconv.Itoa(a.Status), Reason: notify.ReasonUnexpected, Ops: true}
	case notify.ReasonTooLong: // a provider's answer has a few hundred bytes
		return &notify.Failure{Class: notify.Transient, Code: strconv.Itoa(a.Status), Reason: a.Broken, Ops: true}
	}
	return &notify.Failure{Class: notify.Uncertain, Code: strconv.Itoa(a.Status), Reason: a.Broken}
}
