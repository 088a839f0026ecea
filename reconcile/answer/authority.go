package answer

import (
	"cmp"
	"maps"
	"slices"

	"qunguan/reconcile/calendar"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// RegistrySnapshot is the data by which it is decided who may answer: directory, policy and day, the
// registered groups, and the absences.
type RegistrySnapshot struct {
	*rule.Snapshot

	Days   *calendar.Days
	Groups workgroup.Groups
	Absent map[string]ledger.Absence
}

func (w RegistrySnapshot) inService(code string) bool {
	p, ok := w.Dir.People.Find(code)
	return ok && p.ServiceOn(w.Day) == workgroup.InService
}

// contacts are the offices' people by the policy, the leading office's first.
func (w RegistrySnapshot) contacts() []string {
	keys := slices.Sorted(maps.Keys(w.Policy.Offices))
	slices.SortStableFunc(keys, func(a, b string) int {
		return cmp.Compare(btoi(b == w.Policy.Lead.Group), btoi(a == w.Policy.Lead.Group))
	})
	var list []string
	for _, k := range keys {
		list = w.add(list, w.Policy.Offices[k].Contact)
	}
	return list
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// add appends the person if they are in service and not in the list.
func (w RegistrySnapshot) add(list []string, codes ...string) []string {
	for _, code := range codes {
		if w.inService(code) && !slices.Contains(list, code) {
			list = append(list, code)
		}
	}
	return list
}

// Answering lists the people who answer for a case today, nearest first: everybody in service of its
// chain, of a pair also of the other group, the deputies of absent people, and the offices' contacts;
// never the owners of an inspected thing.
func Answering(w RegistrySnapshot, c ledger.Case) []string {
	var list []string
	for _, h := range rule.Chain(c, w.Groups.Of, w.Dir.Units) {
		list = w.add(list, h.To)
		if a, away := w.Absent[h.To]; away {
			list = w.add(list, a.Deputy)
		}
	}
	if c.Subject.Group2 != "" { // both owners were told, and either may answer
		list = w.add(list, w.Groups.Of(c.Subject.Group).Responsible()...)
		list = w.add(list, w.Groups.Of(c.Subject.Group2).Responsible()...)
	}
	list = w.add(list, w.contacts()...)
	own := rule.MayNotInspect(w.Snapshot, c, w.Groups.Of(c.Subject.Group))
	return slices.DeleteFunc(list, func(code string) bool { return slices.Contains(own, code) })
}

// Deciding lists the people who may decide a task, the first one being asked: by the policy's
// approvals; never the asker nor a person who profits by it.
func Deciding(w RegistrySnapshot, task, about ledger.Case) []string {
	r := rule.RequestOf(task)
	var list []string
	if task.Rule == rule.TaskIdentity {
		list = w.add(list, r.Person)
	}
	if w.decider(task.Rule) == "unit_principal" {
		for _, u := range w.Dir.Units.Chain(about.Unit) {
			list = w.add(list, u.Principal)
		}
	}
	list = w.add(list, w.contacts()...)
	partial := []string{r.Asker, about.Subject.Person, about.Responsible, w.Groups.Of(about.Subject.Group).Owner}
	if task.Rule == rule.TaskReassign {
		partial = append(partial, r.Person)
	}
	if task.Rule == rule.TaskIdentity {
		partial = []string{r.Asker} // the named person decides
	}
	return slices.DeleteFunc(list, func(code string) bool { return slices.Contains(partial, code) })
}

// decider is the policy's decider of the rule's tasks: a role, not a person.
func (w RegistrySnapshot) decider(id string) string {
	a := w.Policy.Approvals
	return map[string]string{
		rule.TaskExtension: a.Extension, rule.TaskExemption: a.Exemption, rule.TaskRenewal: a.Renewal,
		rule.TaskReassign: a.Reassign, rule.TaskDissolution: a.Dissolution, rule.TaskWrong: a.Wrong,
	}[id]
}

// Offered lists the answers that the person may give to the case now, by the way they came; all
// others are refused.
func Offered(w RegistrySnapshot, c ledger.Case, person string, way Way) []Action {
	list := Takes(c)
	switch {
	case rule.AsksOfFiling(c.Rule):
		// At the decision the register of filings decides who may; the case only names the person who
		// is asked.
		if way == ByRelayedLink || c.Responsible != person {
			return nil
		}
		return list
	case rule.IsTask(c.Rule):
		about := ledger.Case{Unit: c.Unit, Subject: ledger.Subject{Group: c.Subject.Group}}
		if way == ByRelayedLink || !slices.Contains(Deciding(w, c, about), person) {
			return nil
		}
		return list
	case slices.Contains(Answering(w, c), person):
	case c.Subject.Person != "" && c.Subject.Person == person:
		return slices.DeleteFunc(list, func(a Action) bool { return a != Wrong })
	default:
		return nil
	}
	return slices.DeleteFunc(list, func(a Action) bool {
		return way == ByRelayedLink && (a == Who || a == NotMine) ||
			a == Dissolved && !slices.Contains(w.Groups.Of(c.Subject.Group).Responsible(), person)
	})
}
