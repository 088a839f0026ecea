package compose

import (
	"cmp"
	"slices"
	"strings"

	"qunguan/notify"
	"qunguan/notify/outbox"
	"qunguan/reconcile/ledger"
)

// draft collects what one recipient is to be told.
type draft struct {
	to      notify.Recipient
	channel string
	told    []toldCase
}

type toldCase struct {
	ledger.Case

	hops    []outbox.Hop
	instead string // the responsible person who cannot be reached; empty = it is the recipient, or nobody
}

func (d *draft) add(c ledger.Case, choice Choice) {
	t := toldCase{Case: c, hops: choice.Hops}
	if choice.To.Private() && choice.Responsible != choice.To.Code {
		t.instead = choice.Responsible
	}
	d.told = append(d.told, t)
}

// notice is the row of the outbox that tells the recipient everything; its id
// and its first moment are the caller's.
func (d *draft) notice(in Input) outbox.Notice {
	slices.SortFunc(d.told, func(a, b toldCase) int { return cmp.Compare(a.ID, b.ID) })
	w := writer{in: in, lang: in.Lang}
	doc := w.document(d)
	n := outbox.Notice{
		Kind: notify.KindReminder, Recipient: d.to, Channel: d.channel, State: outbox.Planned,
		CreatedAt: in.Now, Title: doc.Title, Body: doc.Text(), Document: doc,
	}
	if in.Act {
		n.State = outbox.Pending
		if d.channel == notify.Manual {
			n.State = outbox.Manual
		}
	}
	for _, c := range d.told {
		n.Cases = append(n.Cases, c.ID)
		n.Refs = append(n.Refs, w.ref(c.Case, d.to))
		for _, h := range c.hops {
			if !slices.Contains(n.Hops, h) {
				n.Hops = append(n.Hops, h)
			}
		}
	}
	// The chain in its order, also where cases of several groups are told.
	slices.SortStableFunc(n.Hops, func(a, b outbox.Hop) int { return cmp.Compare(hopRank(a), hopRank(b)) })
	return n
}

var roles = []string{ledger.RoleOwner, ledger.RoleAdmin, ledger.RoleUnitPrincipal, ledger.RoleParentPrincipal, roleOffice}

func hopRank(h outbox.Hop) int {
	if h.Reason == hopByHand {
		return len(roles)
	}
	return slices.Index(roles, h.Role)
}

// ref is the case for programs. Rooms get no account, person, title and todo.
func (w writer) ref(c ledger.Case, to notify.Recipient) notify.CaseRef {
	r := notify.CaseRef{
		ID: c.ID, Rule: c.Rule, Clause: c.Clause, Unit: c.Unit, Group: c.Subject.Group,
		GroupName: w.in.Groups[c.Subject.Group].Name, DueOn: string(c.DueOn),
	}
	if to.Private() {
		r.Account, r.Person, r.Title, r.Todo = c.Subject.Account, c.Subject.Person, mask(c.Title), w.ask([]ledger.Case{c})
	}
	return r
}

// document is what the recipient reads: everything for a person, counts for a
// room.
func (w writer) document(d *draft) notify.Document {
	doc := notify.Document{Lang: w.lang, Title: w.title(d)}
	var sections []section
	if d.to.Private() {
		sections, doc.LeftOut = cut(w.personLines(d))
		doc.Intro = w.greeting(d)
	} else {
		sections, doc.LeftOut = cut(w.roomLines(d))
		doc.Intro = []string{w.say("notice.intro."+roomKind(d.to), "n", len(d.told))}
	}
	for _, s := range sections {
		doc.Sections = append(doc.Sections, s.render())
	}
	doc.Outro = w.closing(d, doc.LeftOut)
	if w.in.PublicURL != "" {
		doc.LinkText, doc.LinkURL = w.say("notice.link"), w.in.PublicURL
	}
	return doc
}

func roomKind(to notify.Recipient) string {
	if to.Type == notify.ToOffice {
		return "office"
	}
	return "room"
}

func (w writer) title(d *draft) string {
	groups := map[string]bool{}
	for _, c := range d.told {
		groups[c.Subject.Group] = true
	}
	switch name := w.in.Groups[d.told[0].Subject.Group].Name; {
	case groups[""]:
		return w.say("notice.title.general", "n", len(d.told))
	case len(groups) == 1 && name != "":
		return w.say("notice.title.group", "group", notify.Inline(name), "n", len(d.told))
	}
	return w.say("notice.title.groups", "groups", len(groups), "n", len(d.told))
}

func (w writer) greeting(d *draft) []string {
	lines := []string{
		w.say("notice.hello", "name", orElse(d.to.Name, d.to.Code)),
		w.say("notice.intro", "n", len(d.told)),
	}
	var names []string
	n := 0
	for _, c := range d.told {
		if c.instead == "" {
			continue
		}
		n++
		if name := orElse(w.in.People[c.instead].Name, c.instead); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if n > 0 {
		lines = append(lines, w.say("notice.instead", "n", n, "names", w.list(names)))
	}
	return lines
}

func (w writer) closing(d *draft, leftOut int) []string {
	lead := w.in.Policy.Lead.Group
	if d.told[0].Subject.Group == "" {
		lead = officeFor(w.in, d.told[0].Rule)
	}
	lead = orElse(lead, roleOffice)
	office := w.in.office(lead).Name
	var lines []string
	if leftOut > 0 && w.in.PublicURL == "" {
		lines = append(lines, w.say("notice.full_list", "office", office))
	}
	if !d.to.Private() {
		if len(lines) == 0 && w.in.PublicURL == "" {
			lines = append(lines, w.say("notice.room.details"))
		}
		return lines
	}
	if title := strings.Trim(w.in.Policy.Title, "《》 "); title != "" {
		if w.lang != "en" {
			title = "《" + title + "》"
		}
		lines = append(lines, w.say("notice.basis", "title", title))
	} else {
		lines = append(lines, w.say("notice.basis.general"))
	}
	if phone := w.in.Policy.Offices[lead].Phone; phone != "" {
		return append(lines, w.say("notice.contact.phone", "office", office, "phone", phone))
	}
	return append(lines, w.say("notice.contact", "office", office))
}
