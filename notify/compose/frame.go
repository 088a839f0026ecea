package compose

import (
	"cmp"
	"slices"

	"qunguan/notify"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// title names the notice's subject, its number of items, and the place.
func (w writer) title(d *draft) string {
	groups := map[string]bool{}
	for _, c := range d.told {
		groups[c.Subject.Group] = true
		if isPair(c.Case) {
			groups[c.Subject.Group2] = true
		}
	}
	tone := d.tone()
	what, state := w.say("notice.title"+tone), w.say("notice.title.to_do")
	if tone == ".unknown" || tone == ".inquiry" {
		state = w.say("notice.title.to_check")
	}
	var title string
	n := w.howMany(d)
	switch name := w.in.Groups.Of(d.told[0].Subject.Group).Name; {
	case tone == ".prior" && len(groups) == 1 && name != "":
		title = w.say("notice.title.yours", "what", what, "group", notify.Inline(name))
	case tone == ".prior" && !groups[""]:
		title = w.say("notice.title.yours.n", "what", what, "groups", len(groups))
	case groups[""]:
		title = w.say("notice.title.general", "what", what, "n", n, "state", state)
	case len(groups) == 1 && name != "":
		title = w.say("notice.title.group", "what", what, "group", notify.Inline(name), "n", n, "state", state)
	default:
		title = w.say("notice.title.groups", "what", what, "groups", len(groups), "n", n, "state", state)
	}
	switch by, several := w.earliest(d); {
	case several:
		title = w.say("notice.title.first_by", "title", title, "day", w.teller.ShortDay(by))
	case by != "":
		title = w.say("notice.title.by", "title", title, "day", w.teller.ShortDay(by))
	}
	return title
}

// howMany counts items, preceded by the number of kinds where there are several: 15 类 63 项.
func (w writer) howMany(d *draft) string {
	kinds := map[string]bool{}
	for _, c := range d.told {
		kinds[c.Rule] = true
	}
	if len(kinds) == 1 || len(kinds) >= d.size() {
		return w.say("notice.title.items", "n", d.size())
	}
	return w.say("notice.title.kinds", "kinds", len(kinds), "n", d.size())
}

// earliest is the first deadline that the reader can still keep, and whether other things have another
// one; empty: there is none.
func (w writer) earliest(d *draft) (first workgroup.Date, several bool) {
	for i, c := range d.told {
		by := w.deadline(w.item(d, c), c.DueOn)
		if c.manner == inquired || c.manner == wondering || by < w.on {
			by = "" // that day has come
		}
		several = several || i > 0 && by != first
		if by != "" && (first == "" || by < first) {
			first = by
		}
	}
	return first, several && first != ""
}

// greeting is the text before the lines of a person's notice: how many of them are theirs to handle,
// and why they hear of the others.
func (w writer) greeting(d *draft) []string {
	if d.phone {
		return w.callFirst(d)
	}
	lines := []string{w.say("notice.hello", "name", cmp.Or(d.to.Name, d.to.Code))}
	var missed, failed []string // responsible people without a route, and those whose routes all failed
	var away []string           // and absent ones
	instead, unsent, standsIn := 0, 0, 0
	for _, c := range d.told {
		switch {
		case c.away != "":
			standsIn++
			away = w.name(away, c.away)
		case c.instead == "" || c.manner != asked && c.manner != inquired && c.manner != demanded:
		case c.failed:
			unsent++
			failed = w.name(failed, c.instead)
		default:
			instead++
			missed = w.name(missed, c.instead)
		}
	}
	switch n := d.count(asked, demanded); {
	case n > 0:
		key := "notice.intro"
		if d.all(func(c toldCase) bool { return rule.Answered(c.Rule) }) {
			key = "notice.intro.answered"
		}
		lines = append(lines, w.say(key, "n", n+d.count(inquired)))
	case d.count(inquired) > 0:
		lines = append(lines, w.say("notice.intro.inquiry", "n", d.count(inquired)))
	}
	lines = append(lines, w.since(d)...)
	switch n := d.count(demanded); {
	case n == 0:
	case n < d.count(asked, inquired, demanded):
		lines = append(lines, w.say("notice.intro.demand.some", "n", n))
	default:
		lines = append(lines, w.say("notice.intro.demand"))
	}
	for _, m := range []struct {
		manner
		key string
	}{{following, "notice.intro.above"}, {helping, "notice.intro.help"}, {wondering, "notice.intro.unknown"}} {
		lines = append(lines, w.introAbove(d, m.manner, m.key)...)
	}
	if n := d.count(concerned); n > 0 {
		lines = append(lines, w.say("notice.intro.prior", "n", n))
	}
	if instead > 0 {
		lines = append(lines, w.say("notice.instead", "n", instead, "names", w.list(missed)))
	}
	if unsent > 0 {
		lines = append(lines, w.say("notice.instead.failed", "n", unsent, "names", w.list(failed)))
	}
	if standsIn > 0 {
		lines = append(lines, w.say("notice.away", "n", standsIn, "names", w.list(away)))
	}
	return lines
}

// introAbove explains why a person hears of other people's cases, and names the responsible people.
func (w writer) introAbove(d *draft, m manner, key string) []string {
	var names []string
	n := d.count(m)
	if n == 0 {
		return nil
	}
	for _, c := range d.told {
		if c.manner == m {
			names = w.name(names, c.Responsible)
		}
	}
	switch {
	case len(names) == 0:
		key += ".nobody"
	case n < d.size():
		key += ".some"
	}
	return []string{w.say(key, "n", n, "names", w.list(names))}
}

// callFirst begins a task for a caller: the person to call, the number, and the way to note that it was
// done (S4.6).
func (w writer) callFirst(d *draft) []string {
	phone := w.in.People.Of(d.to.Code).Mobile
	if d.to.Type == notify.ToOffice {
		phone = w.in.Policy.Offices[d.to.Code].Phone
	}
	key := "notice.call"
	if phone == "" {
		key = "notice.call.no_number"
	}
	return []string{
		w.say(key, "name", cmp.Or(d.to.Name, d.to.Code), "phone", phone, "n", d.size()),
		w.say("notice.call.note", "id", d.told[0].ID),
	}
}

// name adds a person's name to a list once.
func (w writer) name(list []string, code string) []string {
	name := cmp.Or(w.in.People.Of(code).Name, code)
	if name == "" || slices.Contains(list, name) {
		return list
	}
	return append(list, name)
}
