package compose

import (
	"qunguan/notify"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// Reasons of hops around an absent person. A deputy has the role of the person
// they stand in for.
const (
	hopAbsent = "absent" // not to be disturbed until a day
	hopDeputy = "deputy" // is told in the absent person's place
	// hopNoDeputy, followed by the reason of another hop, is why the deputy is not told.
	hopNoDeputy = "deputy_"
)

// standIn finds the deputy who is told of an absent person's cases: a deputy in service, not absent
// too, and reachable (a call needs no route). The hops record the search.
func (in Input) standIn(absent, role string, reach func(notify.Recipient) string) (deputy string, hops []ledger.Hop) {
	hops = []ledger.Hop{{To: absent, Role: role, Reason: hopAbsent}}
	deputy = in.Absent[absent].Deputy
	if deputy == "" {
		return "", hops
	}
	reason := in.deputyStands(deputy)
	if reason == ledger.Chosen {
		reason = reach(notify.Recipient{Type: notify.ToPerson, Code: deputy})
	}
	if reason != ledger.Chosen {
		return "", append(hops, ledger.Hop{To: deputy, Role: role, Reason: hopNoDeputy + reason})
	}
	return deputy, append(hops, ledger.Hop{To: deputy, Role: role, Reason: hopDeputy})
}

func (in Input) deputyStands(code string) string {
	switch p, ok := in.People.Find(code); {
	case !ok:
		return "unknown"
	case p.ServiceOn(in.day()) != workgroup.InService:
		return "not_in_service"
	}
	if _, away := in.Absent[code]; away {
		return hopAbsent
	}
	return ledger.Chosen
}

// rungTo is the recipient of a rung for a person: that person; the deputy while they are absent;
// without a deputy the recipient of the usual chain. The notification names the absent person.
func (p *planner) rungTo(c ledger.Case, t ledger.Notification, hops []ledger.Hop) (Choice, ledger.Notification) {
	choice := Choice{Responsible: t.To, To: p.in.person(t.To), Hops: hops}
	if _, absent := p.in.Absent[t.To]; !absent {
		return choice, t
	}
	choice.Away, t.For = t.To, t.To
	died := p.died[topicOf(t)]
	s := search{in: p.in, died: died}
	reach := s.reach
	if t.Phone {
		reach = func(notify.Recipient) string { return ledger.Chosen }
	}
	deputy, more := p.in.standIn(t.To, hops[0].Role, reach)
	choice.Hops = append(choice.Hops, more...)
	if deputy == "" {
		chain := p.in.chain(c)
		if t.Rung.Above() {
			chain = ledger.Chain(workgroup.Group{}, c.Unit, true, p.in.Units)
		}
		usual := chooseFrom(p.in, c, chain, died)
		choice.To, choice.Channel = usual.To, usual.Channel
		choice.Hops = append(choice.Hops, usual.Hops...)
	} else {
		choice.To = p.in.person(deputy)
	}
	t.ToType, t.To = choice.To.Type, choice.To.Code
	return choice, t
}
