package compose

import (
	"cmp"
	"slices"

	"qunguan/notify"
)

// title says how much there is to do, and where.
func (w writer) title(d *draft) string {
	groups := map[string]bool{}
	for _, c := range d.told {
		groups[c.Subject.Group] = true
	}
	what := w.title0(d)
	switch name := w.in.Groups[d.told[0].Subject.Group].Name; {
	case groups[""]:
		return w.say("notice.title.general", "what", what, "n", len(d.told))
	case len(groups) == 1 && name != "":
		return w.say("notice.title.group", "what", what, "group", notify.Inline(name), "n", len(d.told))
	}
	return w.say("notice.title.groups", "what", what, "groups", len(groups), "n", len(d.told))
}

// title0 is the title's first word: a reminder, an escalation …
func (w writer) title0(d *draft) string { return w.say("notice.title" + cmp.Or(d.tone(), ".plain")) }

// greeting is what stands before the lines of a person's notice.
func (w writer) greeting(d *draft) []string {
	if d.phone {
		return w.callFirst(d)
	}
	lines := []string{w.say("notice.hello", "name", cmp.Or(d.to.Name, d.to.Code))}
	n, above, prior := len(d.told), 0, 0
	var late []string           // responsible people who did not act
	var missed, failed []string // responsible people without a route, and those whom no send reached
	instead, unsent, standsIn := 0, 0, 0
	var away []string
	for _, c := range d.told {
		if c.away != "" {
			standsIn++
			away = w.name(away, c.away)
		}
		switch {
		case c.prior:
			prior++
		case c.above:
			above++
			late = w.name(late, c.Responsible)
		case c.instead != "" && c.failed:
			unsent++
			failed = w.name(failed, c.instead)
		case c.instead != "":
			instead++
			missed = w.name(missed, c.instead)
		}
	}
	if n > above+prior {
		lines = append(lines, w.say("notice.intro", "n", n-prior))
	}
	switch {
	case above == 0:
	case len(late) == 0:
		lines = append(lines, w.say("notice.intro.above.nobody", "n", above))
	case n > above:
		lines = append(lines, w.say("notice.intro.above.some", "n", above, "names", w.list(late)))
	default:
		lines = append(lines, w.say("notice.intro.above", "n", above, "names", w.list(late)))
	}
	if prior > 0 {
		lines = append(lines, w.say("notice.intro.prior", "n", prior))
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

// callFirst begins a task to call: the person to call, the number, and the
// command that notes the call (S4.6).
func (w writer) callFirst(d *draft) []string {
	phone := w.in.People[d.to.Code].Mobile
	if d.to.Type == notify.ToOffice {
		phone = w.in.Policy.Offices[d.to.Code].Phone
	}
	key := "notice.call"
	if phone == "" {
		key = "notice.call.no_number"
	}
	return []string{
		w.say(key, "name", cmp.Or(d.to.Name, d.to.Code), "phone", phone, "n", len(d.told)),
		w.say("notice.call.note", "id", d.told[0].ID),
	}
}

// name adds a person's name to a list once.
func (w writer) name(list []string, code string) []string {
	name := cmp.Or(w.in.People[code].Name, code)
	if name == "" || slices.Contains(list, name) {
		return list
	}
	return append(list, name)
}
