package ledger

import "qunguan/reconcile/workgroup"

// Filter picks cases; an empty list means any.
type Filter struct {
	IDs      []int64
	Rules    []string
	Units    []string
	Groups   []string
	Asked    []int64 // the cases that tasks are about
	OpenOnly bool    // neither closed nor exempt
	// ClosedSince leaves the cases that closed on the day or later; empty = any.
	ClosedSince workgroup.Date
}
