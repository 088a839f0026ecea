package jobs

import "errors"

// Errors of a question or command that its author can correct.
var (
	ErrUnknownJob    = errors.New("unknown job")
	ErrNoSuchGroup   = errors.New("no such group")
	ErrNoSuchAccount = errors.New("no such account in the roster")
	ErrNoSuchPerson  = errors.New("no such person")
)
