package ledger

import "errors"

// ErrMoved is returned by a store for a change of a case that another writer has changed since it was
// read. Nothing was written; the caller reads and judges the case again.
var ErrMoved = errors.New("case was changed by somebody else")
