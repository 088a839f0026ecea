package ledger

import "errors"

// ErrMoved is returned by a store that is asked to change a case which
// somebody else has changed since it was read. Nothing was written; the case
// must be read and judged again.
var ErrMoved = errors.New("case was changed by somebody else")
