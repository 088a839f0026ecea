package compose

import (
	"qunguan/notify"
	"qunguan/reconcile/ledger"
)

// priorLines tell recipients what concerns themselves: the present state, the right one, the deadline,
// and the person to ask (S8.7).
func (w writer) priorLines(d *draft) []line {
	var all []line
	for _, c := range d.told {
		if c.manner != concerned {
			continue
		}
		it := w.item(d, c)
		text, ok := it.Yours()
		if !ok {
			text = w.say("notice.prior", "why", it.Reason())
		}
		by := w.deadline(it, c.DueOn)
		l := line{
			rank: severityRank(c.Severity), due: by, order: c.ID, named: 1, cases: 1,
			Line: notify.Line{Text: w.withBasis(text, c.Case), Todo: w.priorAsk(c.Case), DueOn: w.due(by), Urgent: c.Severity == "high"},
		}
		l.heading, l.place = w.heading(c.Case)
		all = append(all, l)
	}
	return all
}

// priorAsk is the request to the person concerned, with the name of the person to ask.
func (w writer) priorAsk(c ledger.Case) string {
	contact := w.contact(c)
	if todo, ok := w.tell(c).Prior(); ok {
		return w.say("notice.prior.contact", "todo", todo, "contact", contact)
	}
	return w.say("notice.prior.todo", "contact", contact)
}

// contact is the name of the person to ask about a case: the responsible one.
func (w writer) contact(c ledger.Case) string {
	if name := w.in.People.Of(c.Responsible).Name; name != "" {
		return name
	}
	return w.in.office(officeFor(w.in, c.Rule)).Name
}

// announcements are texts for the groups from which people are to be removed. A removal is announced
// openly, with names and reasons, and people without a private route read here what they can do (S8.7).
// Readers who only follow up get no such text, and rooms get none either, because they may not learn
// names.
func (w writer) announcements(d *draft) []string {
	if !d.to.Private() || d.phone {
		return nil
	}
	var order []ledger.Case
	who := map[string][]string{}
	for _, c := range d.told {
		it := w.item(d, c)
		if it.manner != demanded || it.own || it.Unannounced() {
			continue
		}
		g := c.Subject.Group
		if who[g] == nil {
			order = append(order, c.Case)
		}
		text, ok := it.Announced()
		if !ok {
			text = w.say("notice.announce.who", "name", it.Shown(), "why", it.Reason())
		}
		who[g] = append(who[g], text)
	}
	var texts []string
	for _, c := range order {
		list := who[c.Subject.Group]
		text := w.list(list[:min(maxAnnounced, len(list))])
		if len(list) > maxAnnounced {
			text = w.say("notice.and_more", "list", text, "n", len(list))
		}
		texts = append(texts, w.say("notice.announce", "group", w.groupName(c.Subject.Group), "list", text,
			"by", w.due(w.workdayAfter(demandDays)), "contact", w.contact(c)))
	}
	return texts
}

// maxAnnounced is the most people one announcement names.
const maxAnnounced = 20
