package ledger

import (
	"strings"

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

// Names of tellings that are no rung of the policy's ladder.
const (
	FirstTelling = "first"      // the case is told for the first time
	PriorNotice  = "prior"      // the person concerned hears of it before a removal (S8.7)
	Reminder     = "reminder "  // + which one: the policy gives more reminders than its ladder has rungs
	StageNotice  = "stage_end " // + the end and how many days before it: the group's time is running out
)

// Telling is one thing that is said to one recipient once: a rung of a case's
// ladder, its first telling, the prior notice to somebody, or that a group's
// time runs out. Case, Life, Group and Rung are its identity.
type Telling struct {
	Case   int64  // 0: it is about a group and no case
	Life   int    // Case.Life when it fell due: each time the ladder begins anew
	Group  string // for a telling about no case
	Rung   string
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

// Above reports whether the telling is a rung above the responsible person.
func (t Telling) Above() bool {
	switch {
	case t.Case == 0, t.Rung == FirstTelling, t.Rung == PriorNotice, strings.HasPrefix(t.Rung, Reminder):
		return false
	}
	return !strings.HasSuffix(t.Rung, " "+ToResponsible)
}

// Target is whom the rung is for, as the policy names them.
func (t Telling) Target() string {
	switch {
	case t.Rung == FirstTelling, strings.HasPrefix(t.Rung, Reminder):
		return ToResponsible
	}
	_, to, _ := strings.Cut(t.Rung, " ")
	return to
}
