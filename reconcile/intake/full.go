package intake

import (
	"cmp"
	"slices"

	"qunguan/reconcile/policy"
	"qunguan/reconcile/workgroup"
)

// StatusToVerify is the 在职状态 of people missing from a full list: neither in service nor left, until a
// person has verified it.
const StatusToVerify = "待核"

// FullList is the comparison of a complete list of 人员 with the registry's people.
type FullList struct {
	Before int                // people in service or of unclear state before
	Absent []workgroup.Person // those of them whom the list lacks, by code
	Hold   HoldReason         // why the absences are not believed; empty = they are
}

// Full finds the people missing from a complete list. Being missing from a list never makes a person a
// leaver, and a list that looks cut off is not believed at all (the guard of rosters). listed holds
// every 工号 of the files, of bad rows as well: a mistake in a person's row does not make them absent.
func Full(known Known, listed map[string]bool, g policy.Guard) FullList {
	var f FullList
	for code, p := range known.people() {
		if workgroup.ServiceOfStatus(p.Status) == workgroup.Left || p.Status == StatusToVerify {
			continue
		}
		f.Before++
		if !listed[code] {
			f.Absent = append(f.Absent, p)
		}
	}
	slices.SortFunc(f.Absent, func(a, b workgroup.Person) int { return cmp.Compare(a.Code, b.Code) })
	f.Hold = RosterChange{Kept: f.Before - len(f.Absent), RemovedN: len(f.Absent)}.Hold(g)
	return f
}

// ToVerify is the absent people as they are written back: their state to be verified, everything else
// unchanged.
func (f FullList) ToVerify() []workgroup.Person {
	people := slices.Clone(f.Absent)
	for i := range people {
		people[i].Status = StatusToVerify
	}
	return people
}
