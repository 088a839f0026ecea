package ledger

import "qunguan/reconcile/workgroup"

// Absence 免打扰 is a person's absence until a day. The notices that are due to the absent person go to
// the deputy, and without a deputy along the usual chain. The absent person stays the responsible
// person (S7.5).
type Absence struct {
	ID      int64
	Person  string
	Deputy  string // person code; empty: no deputy was named
	Reason  string
	By      string // person code of the one who recorded it
	From    workgroup.Date
	Until   workgroup.Date // inclusive
	EndedOn workgroup.Date // ended early; no longer counts on that day
	EndedBy string
}

// MaxAbsenceDays is the longest an absence may last. A person away for longer no longer answers for
// groups, and their groups need another owner.
const MaxAbsenceDays = 365

// ActiveOn reports whether the absence counts on the day.
func (a Absence) ActiveOn(day workgroup.Date) bool {
	return a.From <= day && day <= a.Until && (a.EndedOn == "" || day < a.EndedOn)
}

// Fault is the named reason why an absence cannot be recorded; empty if it can. Person and deputy must
// be known to the directory.
func (a Absence) Fault(people workgroup.People) string {
	switch {
	case a.Until < a.From:
		return "absence_over"
	case a.From.DaysUntil(a.Until) > MaxAbsenceDays:
		return "absence_too_long"
	case a.Deputy == a.Person:
		return "absence_own_deputy"
	case a.Deputy != "" && people.Of(a.Deputy).ServiceOn(a.From) != workgroup.InService:
		return "absence_deputy_left"
	}
	return ""
}

// AbsentOn maps each person who is absent on the day to the absence that counts: of several, the one
// recorded last.
func AbsentOn(all []Absence, day workgroup.Date) map[string]Absence {
	absent := map[string]Absence{}
	for _, a := range all {
		if a.ActiveOn(day) && absent[a.Person].ID <= a.ID {
			absent[a.Person] = a
		}
	}
	return absent
}
