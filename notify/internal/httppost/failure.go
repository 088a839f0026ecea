package httppost

import (
	"context"
	"errors"
	"io"
	"net"
	"os"

	"qunguan/notify"
)

// classify turns an error of the transport into a failure without its text: *url.Error prints the whole
// URL, x509 errors print names, and DNS errors the host. Only the named reason leaves this package.
func classify(ctx context.Context, err error, sent, answered bool) *notify.Failure {
	if !sent {
		reason := unsentReason(ctx, err)
		if reason == notify.ReasonRefusedTarget {
			return permanent(reason)
		}
		return &notify.Failure{Class: notify.Transient, Reason: reason}
	}
	f := &notify.Failure{Class: notify.Uncertain, Reason: notify.ReasonLost}
	var timeout net.Error
	switch {
	case context.Cause(ctx) != nil:
		f.Reason = endedReason(ctx)
	case errors.As(err, &timeout) && timeout.Timeout():
		f.Reason = notify.ReasonTimeoutHeader
	case answered && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF):
		// The answer was no HTTP, so it was not the provider's, and the provider has seen no request.
		return &notify.Failure{Class: notify.Transient, Reason: notify.ReasonMalformed, Ops: true}
	}
	return f
}

func unsentReason(ctx context.Context, err error) string {
	var noName *net.DNSError
	switch {
	case errors.Is(err, errRefusedTarget):
		return notify.ReasonRefusedTarget
	case context.Cause(ctx) != nil:
		return endedReason(ctx)
	case errors.Is(err, errTimeoutDial):
		return notify.ReasonTimeoutDial
	case errors.Is(err, errTimeoutTLS):
		return notify.ReasonTimeoutTLS
	case errors.Is(err, errTLS):
		return notify.ReasonTLS
	case errors.Is(err, errProxy):
		return notify.ReasonProxy
	case errors.As(err, &noName):
		return notify.ReasonNoSuchHost
	}
	return notify.ReasonConnect
}

// endedReason is why a context ended: our own time for the call, the caller's deadline, or the caller's
// cancellation.
func endedReason(ctx context.Context) string {
	cause := context.Cause(ctx)
	if errors.Is(cause, errTotal) || errors.Is(cause, context.DeadlineExceeded) || errors.Is(cause, os.ErrDeadlineExceeded) {
		return notify.ReasonTimeoutTotal
	}
	return notify.ReasonCancelled
}
