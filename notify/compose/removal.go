package compose

import (
	"qunguan/notify"
	"qunguan/reconcile/ledger"
)

// priorLines tell the recipient of their own removal: from which group, why,
// and how to prevent it (S8.7).
func (w writer) priorLines(d *draft) []line {
	var all []line
	for _, c := range d.told {
		if !c.prior {
			continue
		}
		l := line{
			rank: severityRank(c.Severity), due: c.DueOn, order: c.ID, named: 1, cases: 1,
			Line: notify.Line{Text: w.say("notice.prior", "why", w.tell(c.Case).Reason()), Todo: w.priorAsk(c.Case), Urgent: c.Severity == "high"},
		}
		l.Text = w.withBasis(l.Text, c.Case)
		l.heading, l.place = w.heading(c.Case)
		all = append(all, l)
	}
	return all
}

// priorAsk is the way out for the person concerned.
func (w writer) priorAsk(c ledger.Case) string {
	if todo, ok := w.tell(c).Prior(); ok {
		return todo
	}
	contact := w.in.People[c.Responsible].Name
	if contact == "" {
		contact = w.in.office(officeFor(w.in, c.Rule)).Name
	}
	return w.say("notice.prior.todo", "contact", contact)
}

// announcements are texts for the groups from which people are to be removed:
// an administrator removes openly, with name and reason (S8.7). A recipient who
// only follows up gets none; nor does a room, which learns no names.
func (w writer) announcements(d *draft) []string {
	if !d.to.Private() || d.phone {
		return nil
	}
	var order []string
	who := map[string][]string{}
	for _, c := range d.told {
		told := w.tell(c.Case)
		if c.prior || c.above || !w.demands(told) || told.Unannounced() {
			continue
		}
		g := c.Subject.Group
		if who[g] == nil {
			order = append(order, g)
		}
		who[g] = append(who[g], w.say("notice.announce.who", "name", told.Shown(), "why", w.tell(c.Case).Reason()))
	}
	var texts []string
	for _, g := range order {
		list := who[g]
		text := w.list(list[:min(maxAnnounced, len(list))])
		if len(list) > maxAnnounced {
			text = w.say("notice.and_more", "list", text, "n", len(list))
		}
		texts = append(texts, w.say("notice.announce", "group", w.groupName(g), "list", text))
	}
	return texts
}

// maxAnnounced is how many people one announcement names.
const maxAnnounced = 20
