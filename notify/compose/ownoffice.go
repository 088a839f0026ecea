package compose

import "qunguan/notify"

// belongs reports whether the recipient is the office, or works in it: such readers are not referred to
// it.
func (w writer) belongs(to notify.Recipient, office string) bool {
	o := w.in.Policy.Offices[office]
	switch to.Type {
	case notify.ToOffice:
		return to.Code == office
	case notify.ToPerson:
		return to.Code == o.Contact || o.Unit != "" && w.in.People[to.Code].Unit == o.Unit
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
