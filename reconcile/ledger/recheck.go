package ledger

import "qunguan/reconcile/workgroup"

// Recheck is the state of the registry when the waiting notices were last judged: the number of changes by
// then, and the day, because a new day changes judgements too.
type Recheck struct {
	Changes int64
	Day     workgroup.Date
}

// Stale reports whether the waiting notices must be judged again before they are sent. Before the first
// judgement no notice was made from one, so none can be stale.
func (l Recheck) Stale(changes int64, day workgroup.Date) bool {
	return l.Day != "" && (l.Changes != changes || l.Day != day)
}
