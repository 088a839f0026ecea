package ledger

// Filter picks cases; an empty list means any.
type Filter struct {
	IDs      []int64
	Rules    []string
	Units    []string
	Groups   []string
	OpenOnly bool // neither closed nor exempt
}
