package cli

import "errors"

// Exit codes (contract §3).
const (
	ExitOK     = 0 // done, also with warnings
	ExitFailed = 1 // failed, or bad input
	ExitUsage  = 2 // wrong usage, configuration or policy
	ExitPart   = 3 // done in part: something failed or is held
)

// exitError ends the program with a code. Its text, already in the user's
// language, goes to stderr; an empty one says that all was said.
type exitError struct {
	code int
	text string
	err  error
}

func (e *exitError) Error() string { return e.text }
func (e *exitError) Unwrap() error { return e.err }

// badUsage is wrong usage, configuration or policy.
func badUsage(text string) error { return &exitError{code: ExitUsage, text: text} }

// badInput is input that the user can mend.
func badInput(text string) error { return &exitError{code: ExitFailed, text: text} }

// partly is the error of work that was not all done; the reasons were printed already.
func partly() error { return &exitError{code: ExitPart} }

func exitCode(err error) int {
	var e *exitError
	switch {
	case err == nil:
		return ExitOK
	case errors.As(err, &e):
		return e.code
	}
	return ExitFailed
}
