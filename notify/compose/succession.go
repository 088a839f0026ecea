package compose

import (
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// successor proposes the group's next owner: its first administrator in service, else the most recent
// speaker among the members in service.
func (w writer) successor(group string) (rule.Successor, bool) {
	day := w.in.day()
	for _, from := range []struct {
		people []string
		reason string
	}{{w.in.Groups[group].Admins, "notice.heir.admin"}, {w.in.Active[group], "notice.heir.active"}} {
		for _, code := range from.people {
			if p, ok := w.in.People[code]; ok && p.ServiceOn(day) == workgroup.InService {
				return rule.Successor{Name: p.Name, Reason: w.say(from.reason)}, true
			}
		}
	}
	return rule.Successor{}, false
}
