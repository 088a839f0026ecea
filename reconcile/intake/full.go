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
	Before int                       // people in service or of unclear state before
	Absent *Packed[workgroup.Person] // those of them whom the list lacks, by code
	Hold   HoldReason                // why the absences are not believed; empty = they are
}

// Full finds the people missing from a complete list. Being missing from a list never makes a person a
// leaver, and a list that looks cut off is not believed at all (the guard of rosters). listed reports every
// 工号 of the files, of bad rows as well: a mistake in a person's row does not make them absent.
func Full(known Known, listed func(code string) bool, g policy.Guard) FullList {
	people := PersonRecords.In(known)
	var absent []int
	f := FullList{Absent: PersonRecords.Pack()}
	for n := range people.Len() {
		p := people.At(n)
		if workgroup.ServiceOfStatus(p.Status) == workgroup.Left || p.Status == StatusToVerify {
			continue
		}
		f.Before++
		if !listed(p.Code) {
			absent = append(absent, n)
		}
	}
	slices.SortFunc(absent, func(a, b int) int { return cmp.Compare(people.key(a), people.key(b)) })
	for _, n := range absent {
		p := people.At(n)
		f.Absent.Add(&p)
	}
	f.Hold = RosterChange{Kept: f.Before - len(absent), RemovedN: len(absent)}.Hold(g)
	return f
}

// ToVerify adds the absent people to a batch as they are written back: their state to be verified, everything else
// unchanged.
func (f FullList) ToVerify(b Batch) {
	all := PersonRecords.Pack()
	for p := range PersonRecords.Of(b).All() {
		all.Add(&p)
	}
	for p := range f.Absent.All() {
		p.Status = StatusToVerify
		all.Add(&p)
	}
	b[Staff] = all
}
