package compose

import (
	"qunguan/notify"
	"qunguan/reconcile/ledger"
)

// bothOwners tells a pair to the owner of each of its groups: the two groups become one only if both
// owners agree, and the responsible person need not know the other one. It happens once, beside the
// first notification, and is never passed up the chain: colleagues speak to an owner without a route.
func (p *planner) bothOwners(c ledger.Case, choice Choice) {
	if !isPair(c) || c.Subject.Group2 == "" {
		return
	}
	for _, r := range []ledger.Rung{ledger.OtherOwner("1"), ledger.OtherOwner("2")} {
		t := ledger.Notification{Case: c.ID, Life: c.Life, Rung: r, Day: p.in.day(), ToType: notify.ToPerson}
		if _, recorded := p.rows[topicOf(t)]; !recorded && !p.onTheWay[topicOf(t)] {
			p.otherOwner(c, t, choice)
		}
	}
}

// otherOwner tells the pair to one group's owner, or the administrator who can be reached, unless that
// person hears of it as the responsible one.
func (p *planner) otherOwner(c ledger.Case, t ledger.Notification, choice Choice) {
	code := c.Subject.Group
	if t.Rung == ledger.OtherOwner("2") {
		code = c.Subject.Group2
	}
	to := p.ownerOf(code, topicOf(t))
	if to == "" || to == choice.To.Code || to == choice.Responsible {
		return
	}
	d := p.draft(p.in.person(to), p.in.channels(notify.ToPerson, to)[0], false)
	if d.has(c) {
		return
	}
	t.ToType, t.To = notify.ToPerson, to
	told := d.of(c)
	told.manner, told.notifications = asked, []ledger.Notification{t}
	told.hops = []ledger.Hop{{To: to, Role: ledger.ToOtherOwner, Reason: ledger.Chosen}}
}

// ownerOf is the first owner or administrator of the group who can be reached.
func (p *planner) ownerOf(code string, about topic) string {
	g := p.in.Groups.Of(code)
	s := search{in: p.in, died: p.died[about], tried: map[string]bool{}}
	for _, person := range g.Responsible() {
		_, hops := ledger.Responsible([]ledger.Hop{{To: person, Role: ledger.RoleOwner}}, p.in.People, p.in.day())
		for _, h := range hops {
			s.hop(h)
		}
	}
	return s.found
}

// pairTold finds the present recipient of a recorded notification to the other owner.
func (p *planner) pairTold(c ledger.Case, t ledger.Notification) {
	responsible, _ := ledger.Responsible(p.in.chain(c), p.in.People, p.in.day())
	p.otherOwner(c, t, Choice{Responsible: responsible})
}
