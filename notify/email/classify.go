package email

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/textproto"
	"regexp"
	"strconv"

	"qunguan/notify"
)

// enhanced is RFC 3463's code at the start of a reply's text. The rest of the text never leaves this
// package: servers quote addresses and our own host.
var enhanced = regexp.MustCompile(`^([245]\.\d{1,3}\.\d{1,3})\b`)

// classify finds the class of an error at a step. A reply decides by its first digit (apis.md A0, row
// "SMTP"); without a reply the step decides: before the final dot the server has accepted nothing,
// after it the outcome is unknown.
func classify(ctx context.Context, at step, err error) *notify.Failure {
	var reply *textproto.Error
	if errors.As(err, &reply) && reply.Code >= 400 && reply.Code < 600 {
		return refusal(at, reply)
	}
	f := &notify.Failure{Class: notify.Transient, Reason: notify.ReasonLost}
	if at == stepAnswered {
		f.Class = notify.Uncertain
	}
	var (
		timeout net.Error
		noName  *net.DNSError
		badCert *tls.CertificateVerificationError
		notTLS  tls.RecordHeaderError
		unknown x509.UnknownAuthorityError
	)
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		f.Reason = notify.ReasonCancelled
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		f.Reason = notify.ReasonTimeoutTotal
	case errors.Is(err, errNoTLS):
		f.Reason, f.Ops = notify.ReasonMailTLS, true
	case errors.Is(err, errNoAuth):
		f.Reason, f.Ops = notify.ReasonMailAuth, true
	case errors.As(err, &badCert), errors.As(err, &notTLS), errors.As(err, &unknown):
		f.Reason, f.Ops = notify.ReasonTLS, true
	case errors.As(err, &noName):
		f.Reason = notify.ReasonNoSuchHost
	case at == stepConnect && errors.As(err, &timeout) && timeout.Timeout():
		f.Reason = notify.ReasonTimeoutDial
	case at == stepConnect:
		f.Reason = notify.ReasonConnect
	case at == stepTLS:
		f.Reason = notify.ReasonTLS
	}
	return f
}

// refusal is a reply of 4xx or 5xx. A refusal before the recipient was named concerns this program and
// every mail: it waits for the operator and must not send people's notices up the chain.
func refusal(at step, reply *textproto.Error) *notify.Failure {
	f := &notify.Failure{Class: notify.Permanent, Code: strconv.Itoa(reply.Code), Ops: true}
	if m := enhanced.FindStringSubmatch(reply.Msg); m != nil {
		f.Code += " " + m[1]
	}
	later := reply.Code < 500
	if later {
		f.Class, f.Ops = notify.Transient, false
	}
	switch {
	case at == stepLogin:
		f.Class, f.Reason, f.Ops = notify.Transient, notify.ReasonMailAuth, true
	case at == stepTLS:
		f.Class, f.Reason, f.Ops = notify.Transient, notify.ReasonMailTLS, true
	case at == stepConnect:
		f.Class, f.Reason, f.Ops = notify.Transient, notify.ReasonMailHost, !later
	case later:
		f.Reason = notify.ReasonGreylist
	case at == stepFrom:
		f.Reason = notify.ReasonSender
	case at == stepTo:
		f.Reason = notify.ReasonMailbox
	default:
		f.Reason, f.Ops = notify.ReasonMailData, false
	}
	return f
}
