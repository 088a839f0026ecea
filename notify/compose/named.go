package compose

import (
	"qunguan/notify"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// belongs reports whether the recipient is the office, or works in it: such readers are not referred to
// it.
func (w writer) belongs(to notify.Recipient, office string) bool {
	o := w.in.Policy.Offices[office]
	switch to.Type {
	case notify.ToOffice:
		return to.Code == office
	case notify.ToPerson:
		return to.Code == o.Contact || o.Unit != "" && w.in.People.Of(to.Code).Unit == o.Unit
	}
	return false
}

// own makes the rules name the reader's own office as theirs.
func (w writer) own(to notify.Recipient) {
	name := w.teller.Office
	w.teller.Office = func(rule string) string {
		if w.belongs(to, officeFor(w.in, rule)) {
			return w.say("notice.own_office")
		}
		return name(rule)
	}
}

// successor proposes the group's next owner: its first administrator in service, else the most recent
// speaker among the members in service.
func (w writer) successor(group string) (rule.Successor, bool) {
	day := w.in.day()
	for _, from := range []struct {
		people []string
		reason string
	}{{w.in.Groups.Of(group).Admins, "notice.heir.admin"}, {w.in.Active[group], "notice.heir.active"}} {
		for _, code := range from.people {
			if p, ok := w.in.People.Find(code); ok && p.ServiceOn(day) == workgroup.InService {
				return rule.Successor{Name: p.Name, Reason: w.say(from.reason)}, true
			}
		}
	}
	return rule.Successor{}, false
}
