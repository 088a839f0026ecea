package compose

import (
	"cmp"

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
			Line: notify.Line{Text: w.say("notice.prior", "why", w.why(c.Case)), Todo: w.priorAsk(c.Case), Urgent: c.Severity == "high"},
		}
		l.Text = w.withBasis(l.Text, c.Case)
		l.heading, l.place = w.heading(c.Case)
		all = append(all, l)
	}
	return all
}

// why is the reason of a removal as the person concerned, and the group, may
// read it.
func (w writer) why(c ledger.Case) string { return w.say("notice.why." + c.Rule) }

// priorAsk is the way out of the person concerned.
func (w writer) priorAsk(c ledger.Case) string {
	e := evidenceOf(c, w.in.People)
	if c.Rule == "member.card" && len(e.Accepted) > 0 {
		return w.say("notice.prior.todo.card", "card", e.Accepted[0])
	}
	if c.Rule == "member.left" {
		return w.say("notice.prior.todo.left")
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
		if c.prior || c.above || !w.demands(c.Case) || evidenceOf(c.Case, w.in.People).Status == statusDied {
			continue
		}
		g := c.Subject.Group
		if who[g] == nil {
			order = append(order, g)
		}
		who[g] = append(who[g], w.say("notice.announce.who", "name", w.shown(c.Case), "why", w.why(c.Case)))
	}
	var texts []string
	for _, g := range order {
		list := who[g]
		text := w.list(list[:min(maxAnnounced, len(list))])
		if len(list) > maxAnnounced {
			text = w.say("notice.and_more", "list", text, "n", len(list))
		}
		texts = append(texts, w.say("notice.announce", "group", notify.Inline(cmp.Or(w.in.Groups[g].Name, g)), "list", text))
	}
	return texts
}

// maxAnnounced is how many people one announcement names.
const maxAnnounced = 20

// shown is how the group knows the member: by name, or by card.
func (w writer) shown(c ledger.Case) string {
	e := evidenceOf(c, w.in.People)
	if nick := e.nickname(); nick != "" && (c.Subject.Person == "" || c.Rule == "member.other_account") {
		return w.say("notice.quoted", "text", nick)
	}
	if name := notify.Inline(e.Name); name != "" {
		return name
	}
	if acc := account(c); acc != "" {
		return w.say("notice.account", "account", acc)
	}
	return w.say("notice.no_card")
}
