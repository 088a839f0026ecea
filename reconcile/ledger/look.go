package ledger

import "qunguan/reconcile/workgroup"

// Look is what was known when notices that wait were last judged: how often
// the world had changed by then, and the day, as a day changes things too.
type Look struct {
	Changes int64
	Day     workgroup.Date
}

// Stale reports whether what waits must be judged again before it is said.
// Where nobody ever looked, nobody made a notice by looking.
func (l Look) Stale(changes int64, day workgroup.Date) bool {
	return l.Day != "" && (l.Changes != changes || l.Day != day)
}
