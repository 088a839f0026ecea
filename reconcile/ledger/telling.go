package ledger

import (
	"qunguan/reconcile/workgroup"
)

// TellingState is what became of one telling.
type TellingState string

// A telling is due until a notice with it was told; or it was decided that it
// is not to be told at all.
const (
	TellingDue     TellingState = "due"
	TellingTold    TellingState = "told"
	TellingSkipped TellingState = "skipped"
)

// Telling is one thing that is said to one recipient once: a rung of a case's
// ladder, its first telling, the prior notice to somebody, or that a group's
// time runs out. Case, Life, Group and Rung are its identity.
type Telling struct {
	Case   int64  // 0: it is about a group and no case
	Life   int    // Case.Life when it fell due: each time the ladder begins anew
	Group  string // for a telling about no case
	Rung   Rung
	Day    workgroup.Date // when it fell due
	ToType string         // workgroup.ToPerson, ToOffice
	To     string         // person code or office key; empty: nobody
	For    string         // the absent person in whose place To hears it; empty: To hears it in their own
	Phone  bool           // a person calls
	State  TellingState
	Reason string         // why it was skipped
	Notice string         // the notice that tells it; empty: none was made yet
	ToldOn workgroup.Date // empty: not told
}

// Recipient is whom the telling is for.
func (t Telling) Recipient() workgroup.Recipient {
	return workgroup.Recipient{Type: t.ToType, Code: t.To}
}

// Reached is who counts as told by it: the recipient, or the absent person in
// whose place they hear it.
func (t Telling) Reached() workgroup.Recipient {
	if t.For != "" {
		return workgroup.Recipient{Type: workgroup.ToPerson, Code: t.For}
	}
	return t.Recipient()
}
