package ledger

import "qunguan/reconcile/workgroup"

// Absence 免打扰 says that a person is not to be disturbed until a day: what
// they would be told is told to their deputy, and where there is none, along
// the usual chain. They stay the responsible person (S7.5).
type Absence struct {
	ID      int64
	Person  string
	Deputy  string // person code; empty = nobody was named
	Reason  string
	By      string // person code of who recorded it
	From    workgroup.Date
	Until   workgroup.Date // inclusive
	EndedOn workgroup.Date // ended early; no longer counts on that day
	EndedBy string
}

// MaxAbsenceDays is the longest an absence may last: whoever is away for
// longer no longer answers for groups.
const MaxAbsenceDays = 365

// ActiveOn reports whether the absence counts on the day.
func (a Absence) ActiveOn(day workgroup.Date) bool {
	return a.From <= day && day <= a.Until && (a.EndedOn == "" || day < a.EndedOn)
}

// Fault is why an absence cannot be recorded, as a named reason; empty if it
// can. Person and deputy must be known to the directory.
func (a Absence) Fault(people workgroup.People) string {
	switch {
	case a.Until < a.From:
		return "absence_over"
	case a.From.DaysUntil(a.Until) > MaxAbsenceDays:
		return "absence_too_long"
	case a.Deputy == a.Person:
		return "absence_own_deputy"
	case a.Deputy != "" && people[a.Deputy].ServiceOn(a.From) != workgroup.InService:
		return "absence_deputy_left"
	}
	return ""
}

// AbsentOn is who is absent on the day, by person; of several absences of one
// person the one recorded last counts.
func AbsentOn(all []Absence, day workgroup.Date) map[string]Absence {
	absent := map[string]Absence{}
	for _, a := range all {
		if a.ActiveOn(day) && absent[a.Person].ID <= a.ID {
			absent[a.Person] = a
		}
	}
	return absent
}
