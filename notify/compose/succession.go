package compose

import (
	"cmp"

	"qunguan/notify"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// leaver is the owner who left the group without one; empty for every other
// case. One leaver's groups are one task for the principal.
func (w writer) leaver(c ledger.Case) string {
	if c.Rule != ruleNoOwner {
		return ""
	}
	if e := evidenceOf(c, w.in.People); e.Reason == "left" {
		return e.Owner
	}
	return ""
}

// heir is who could own a group, and why.
type heir struct{ name, reason string }

// heirOf proposes the group's next owner: its first administrator in service,
// else the member in service who spoke last.
func (w writer) heirOf(group string) (heir, bool) {
	g := w.in.Groups[group]
	day := w.in.day()
	for _, code := range g.Admins {
		if p, ok := w.in.People[code]; ok && p.ServiceOn(day) == workgroup.InService {
			return heir{p.Name, w.say("notice.heir.admin")}, true
		}
	}
	for _, code := range w.in.Active[group] {
		if p, ok := w.in.People[code]; ok && p.ServiceOn(day) == workgroup.InService {
			return heir{p.Name, w.say("notice.heir.active")}, true
		}
	}
	return heir{}, false
}

// succession lists one leaver's groups with who could take each over.
func (w writer) succession(cases []ledger.Case, limit int) string {
	e := evidenceOf(cases[0], w.in.People)
	name := cmp.Or(e.OwnerName, w.in.People[e.Owner].Name, e.Owner)
	var items []string
	for _, c := range cases[:min(limit, len(cases))] {
		group := notify.Inline(cmp.Or(w.in.Groups[c.Subject.Group].Name, c.Subject.Group))
		if h, ok := w.heirOf(c.Subject.Group); ok {
			items = append(items, w.say("notice.heir", "group", group, "name", h.name, "reason", h.reason))
		} else {
			items = append(items, w.say("notice.heir.none", "group", group))
		}
	}
	list := w.list(items)
	if len(cases) > limit {
		list = w.say("notice.and_more_groups", "list", list, "n", len(cases))
	}
	return w.say("notice.succession", "name", name, "n", len(cases), "list", list)
}

// askForOwner asks for a new owner, and proposes one where there is one group.
func (w writer) askForOwner(cases []ledger.Case, office string) string {
	name := w.in.office(office).Name
	if len(cases) > 1 {
		return w.say("notice.todo.succession", "n", len(cases), "office", name)
	}
	text := w.say("notice.todo."+ruleNoOwner, "office", name)
	if h, ok := w.heirOf(cases[0].Subject.Group); ok {
		text += w.say("notice.heir.proposal", "name", h.name, "reason", h.reason)
	}
	return text
}
