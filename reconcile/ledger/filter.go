package ledger

import (
	"slices"

	"qunguan/reconcile/workgroup"
)

// Filter picks cases; an empty list means any.
type Filter struct {
	IDs      []int64
	Rules    []string
	Units    []string
	Groups   []string
	Asked    []int64 // ids of the cases that tasks are about
	OpenOnly bool    // neither closed nor exempt
	// ClosedSince leaves the cases that closed on the day or later; empty = any.
	ClosedSince workgroup.Date
}

// Picks reports whether the case passes the filter.
func (f Filter) Picks(c Case) bool {
	return among(f.IDs, c.ID) && among(f.Rules, c.Rule) && among(f.Units, c.Unit) && among(f.Asked, c.Asked) &&
		(among(f.Groups, c.Subject.Group) || slices.Contains(f.Groups, c.Subject.Group2)) &&
		(!f.OpenOnly || c.State.Open()) && (f.ClosedSince == "" || c.State == Closed && c.ClosedOn >= f.ClosedSince)
}

func among[T comparable](list []T, v T) bool { return len(list) == 0 || slices.Contains(list, v) }
