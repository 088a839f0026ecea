package app

import (
	"context"
	"errors"
	"net"
	"syscall"

	"qunguan/reconcile/phrase"
)

// ListenError is an address on which the program cannot listen.
type ListenError struct {
	Variable string // the setting of the address
	Addr     string
	Err      error
}

func (e *ListenError) Error() string { return e.Text(phrase.En) }
func (e *ListenError) Unwrap() error { return e.Err }

// Text names the fault of the address, and the remedy.
func (e *ListenError) Text(lang phrase.Lang) string {
	key := phrase.Key("cli.listen_failed")
	switch {
	case errors.Is(e.Err, syscall.EADDRINUSE):
		key = "cli.port_busy"
	case errors.Is(e.Err, syscall.EACCES):
		key = "cli.port_forbidden"
	}
	return lang.Say(key, "variable", e.Variable, "addr", e.Addr, "detail", e.Err)
}

func listen(ctx context.Context, variable, addr string) (net.Listener, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, &ListenError{Variable: variable, Addr: addr, Err: err}
	}
	return l, nil
}
