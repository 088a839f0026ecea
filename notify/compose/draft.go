package compose

import (
	"cmp"
	"slices"
	"strings"

	"qunguan/notify"
	"qunguan/notify/outbox"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// draft collects the cases of one recipient.
type draft struct {
	to      notify.Recipient
	channel string
	phone   bool // the recipient is told by a call
	told    []toldCase
	places  map[toldKey]int // of the cases in told; nil: it has few
	files   []notify.Attachment
}

// toldKey identifies a case, or a group that ends soon, which has no id.
type toldKey struct {
	id      int64
	subject ledger.Subject
}

// has reports whether the case is in the draft.
func (d *draft) has(c ledger.Case) bool { return d.find(c) >= 0 }

// fewCases is the number of cases up to which a draft is searched without an index: most are that small.
const fewCases = 8

// find is the place of the case in told; -1 if it is not there. An office is told of a whole county in
// one notice, and a search through it for each case would take quadratic time.
func (d *draft) find(c ledger.Case) int {
	if d.places != nil {
		if at, ok := d.places[toldKey{c.ID, c.Subject}]; ok {
			return at
		}
		return -1
	}
	return slices.IndexFunc(d.told, func(t toldCase) bool { return t.ID == c.ID && t.Subject == c.Subject })
}

// of is the case in the draft, added if it was missing.
func (d *draft) of(c ledger.Case) *toldCase {
	at := d.find(c)
	if at < 0 {
		at = len(d.told)
		d.told = append(d.told, toldCase{Case: c})
		if d.places != nil {
			d.places[toldKey{c.ID, c.Subject}] = at
		} else {
			d.index()
		}
	}
	return &d.told[at]
}

// index notes the places of the cases anew, where there are many.
func (d *draft) index() {
	if len(d.told) <= fewCases {
		return
	}
	d.places = make(map[toldKey]int, len(d.told))
	for i, t := range d.told {
		d.places[toldKey{t.ID, t.Subject}] = i
	}
}

// sort puts the cases into the order of the notice.
func (d *draft) sort() {
	slices.SortFunc(d.told, func(a, b toldCase) int {
		return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.Subject.Group, b.Subject.Group))
	})
	d.index()
}

// toldCase is one case in a draft, with its notifications.
type toldCase struct {
	ledger.Case

	hops          []ledger.Hop
	instead       string // the unreachable responsible person whom the recipient replaces; empty = there is none
	failed        bool   // instead has routes, and every send by them failed
	away          string // the absent person whom the recipient replaces
	notifications []ledger.Notification
	above         bool // its rung is for people above the responsible one
	manner        manner
	demanded      workgroup.Date // day on which the responsible person was told to remove a person; empty = not yet
	inSet         bool           // a pair of a set that another pair represents: the reader has one task
}

func (d *draft) add(in Input, c ledger.Case, choice Choice, t ledger.Notification) {
	told := d.of(c)
	told.manner = max(told.manner, in.mannerOf(t.Rung, c, choice.To))
	told.hops = append(told.hops, choice.Hops...)
	told.notifications = append(told.notifications, t)
	told.above = told.above || t.Rung.Above()
	switch {
	case choice.Away != "":
		told.away = choice.Away
	case choice.To.Private() && choice.Responsible != choice.To.Code:
		told.instead = choice.Responsible
		told.failed = slices.ContainsFunc(choice.Hops, func(h ledger.Hop) bool { return h.To == choice.Responsible && h.Reason == hopUnreachable })
	}
}

// all reports whether every case of the draft passes the test.
func (d *draft) all(such func(toldCase) bool) bool {
	return !slices.ContainsFunc(d.told, func(c toldCase) bool { return !such(c) })
}

// tone is the part of the catalogue for the draft's subject: a demand takes precedence, and a draft of
// one kind alone has a subject of its own.
func (d *draft) tone() string {
	tones := map[manner]string{concerned: ".prior", wondering: ".unknown", inquired: ".inquiry", helping: ".help", following: ".above"}
	first := d.told[0].manner
	switch {
	case d.phone:
		return ".phone"
	case d.count(demanded) > 0:
		return ".demand"
	case d.all(func(c toldCase) bool { return c.manner == first }):
		return cmp.Or(tones[first], ".plain")
	}
	return ".plain"
}

// notice is the outbox row that tells the recipient everything; the caller sets its id and its first
// moment.
func (d *draft) notice(in Input) outbox.Notice {
	d.sort()
	kind := notify.KindReminder
	above := slices.ContainsFunc(d.told, func(c toldCase) bool { return c.above })
	if above {
		kind = notify.KindEscalation
	}
	w := newWriter(in)
	w.on = in.readOn(kind, d.to)
	w.above = above
	w.own(d.to)
	if d.to.Private() {
		w.reader = d.to.Code
	}
	w.mine = make(map[int64]bool, len(d.told))
	for _, c := range d.told {
		w.mine[c.ID] = true
	}
	doc := w.document(d)
	n := outbox.Notice{
		Kind: kind, Recipient: d.to, Channel: d.channel, State: outbox.Planned,
		CreatedAt: in.Now, Title: doc.Title, Body: doc.Text(), Document: doc, Files: d.files,
	}
	if in.Act {
		n.State = outbox.Pending
		if d.channel == notify.Manual {
			n.State = outbox.Manual
		}
	}
	said := map[ledger.Hop]bool{}
	for _, c := range d.told {
		if c.ID != 0 {
			n.Cases = append(n.Cases, c.ID)
			n.Refs = append(n.Refs, w.ref(d, c))
		}
		n.Notifications = append(n.Notifications, c.notifications...)
		for _, h := range c.hops {
			if !said[h] {
				n.Hops = append(n.Hops, h)
			}
			said[h] = true
		}
	}
	// The hops in the order of the chain, also where cases of several groups are told.
	slices.SortStableFunc(n.Hops, func(a, b ledger.Hop) int { return cmp.Compare(hopRank(a), hopRank(b)) })
	return n
}

var roles = []string{ledger.RoleOwner, ledger.RoleAdmin, ledger.RoleUnitPrincipal, ledger.RoleParentPrincipal, ledger.ToApprover, ledger.ToOtherOwner, roleOffice}

func hopRank(h ledger.Hop) int {
	if h.Reason == hopByHand {
		return len(roles)
	}
	return slices.Index(roles, h.Role)
}

// ref is the case for programs. Rooms get no account, person, title and todo.
func (w writer) ref(d *draft, c toldCase) notify.CaseRef {
	r := notify.CaseRef{
		ID: c.ID, Rule: c.Rule, Clause: c.Clause, Basis: w.basisOf(c.Case), Unit: c.Unit, Group: c.Subject.Group,
		GroupName: w.in.Groups.Of(c.Subject.Group).Name, DueOn: string(c.DueOn),
	}
	if d.to.Private() {
		it := w.item(d, c)
		if it.manner > demanded {
			it.manner = asked // the task is the same whoever does it
		}
		r.Account, r.Person, r.Title, r.Todo = c.Subject.Account, c.Subject.Person, mask(c.Title), w.ask([]item{it})
		if c.manner == concerned {
			r.Todo = w.priorAsk(c.Case)
		}
	}
	return r
}

// document is the notice's text: everything for a person, counts for a room.
func (w writer) document(d *draft) notify.Document {
	if d.to.Private() {
		w.markSets(d)
	}
	doc := notify.Document{Lang: w.lang, Title: w.title(d)}
	var sections []section
	if d.to.Private() {
		sections, doc.LeftOut = cut(w.withRests(w.personLines(d), d.told))
		doc.Intro = w.greeting(d)
		if doc.LeftOut > 0 || len(d.told) > MaxLines {
			d.files = w.ownList(d)
		}
	} else {
		sections, doc.LeftOut = cut(w.roomLines(d))
		doc.Intro = w.roomIntro(d)
	}
	for _, s := range sections {
		doc.Sections = append(doc.Sections, s.render())
	}
	doc.Outro = w.closing(d, doc.LeftOut)
	switch {
	case w.in.Links && d.to.Type == notify.ToPerson:
		doc.LinkText, doc.LinkURL = w.say("notice.link.answer"), notify.LinkPlaceholder
	case w.in.PublicURL != "":
		doc.LinkText, doc.LinkURL = w.say("notice.link"), w.in.PublicURL
	}
	return doc
}

func (w writer) closing(d *draft, leftOut int) []string {
	lead := w.in.Policy.Lead.Group
	if d.told[0].Subject.Group == "" {
		lead = officeFor(w.in, d.told[0].Rule)
	}
	lead = cmp.Or(lead, roleOffice)
	office := w.in.office(lead).Name
	lines := slices.Concat(w.announcements(d), w.decided(d), w.rostersDue(d))
	switch {
	case len(d.files) > 0:
		lines = append(lines, w.say("notice.list.attached", "n", d.size()))
	case leftOut > 0 && w.in.PublicURL == "":
		lines = append(lines, w.say("notice.full_list", "office", office))
	}
	if !d.to.Private() {
		if len(lines) == 0 && w.in.PublicURL == "" {
			lines = append(lines, w.say("notice.room.details"))
		}
		return lines
	}
	clauses := ""
	if w.quotesClauses(d) {
		clauses = w.say("notice.basis.clauses")
	}
	if title := strings.Trim(w.in.Policy.Title, "《》 "); title != "" {
		if w.lang != "en" {
			title = "《" + title + "》"
		}
		lines = append(lines, w.say("notice.basis", "title", title, "clauses", clauses))
	} else {
		lines = append(lines, w.say("notice.basis.general", "clauses", clauses))
	}
	if w.belongs(d.to, lead) {
		return lines
	}
	if phone := w.in.Policy.Offices[lead].Phone; phone != "" {
		return append(lines, w.say("notice.contact.phone", "office", office, "phone", phone))
	}
	return append(lines, w.say("notice.contact", "office", office))
}
