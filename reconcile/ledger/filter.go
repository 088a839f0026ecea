package ledger

// Filter picks cases; an empty list means any.
type Filter struct {
	IDs      []int64
	Rules    []string
	Units    []string
	Groups   []string
	Asked    []int64 // the cases that tasks are about
	OpenOnly bool    // neither closed nor exempt
}
