package jobs

import "errors"

// Errors of a question or command that the asker can mend.
var (
	ErrUnknownJob    = errors.New("unknown job")
	ErrNoSuchGroup   = errors.New("no such group")
	ErrNoSuchAccount = errors.New("no such account in the roster")
	ErrNoSuchPerson  = errors.New("no such person")
)
