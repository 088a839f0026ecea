package compose

import (
	"slices"
	"strings"

	"qunguan/notify"
	"qunguan/notify/outbox"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// Unreachable is the number of days for which a dead notice counts against its recipient: the recipient
// is not tried again with the same cases, and the next one of the chain is told. Each death makes the
// chain shorter, and at its end a colleague passes the text on by hand, so that no case is lost and
// none goes in a circle. Afterwards the route may have been repaired.
const Unreachable = 7

// dead notes the recipient of a dead notice. The next one of the chain hears of a first notification on the
// same day. A rung and a group's end have a fixed recipient, and their record holds no earlier ones:
// they rest for the day, and then a rung is passed on by hand.
func (p *planner) dead(n outbox.Notice, bound []ledger.Notification) {
	k := notify.Recipient{Type: n.Recipient.Type, Code: n.Recipient.Code}
	loc := p.in.Now.Location()
	today := workgroup.DateOf(n.CreatedAt.In(loc)) == p.in.day() || workgroup.DateOf(n.TriedAt.In(loc)) == p.in.day()
	for _, a := range topicsOf(n, bound) {
		p.died[a] = append(p.died[a], k)
		if today && (a.id == 0 || a.rung != ledger.First) {
			p.onTheWay[a] = true
		}
	}
}

// isOver reports whether a tried notice would be sent again although nothing in it holds any longer: each
// of its cases was closed, exempted or reopened since, or has a later deadline. It is withdrawn, and what
// is due then is told anew. A repetition has the words of the first attempt; of a notice in doubt they
// would reproach people for what they had mended, and tell their principals before the new deadline.
// Where one thing still holds the notice is repeated as it is: its recipient may have it, and must not
// get the same in other words without a mark.
func (p *planner) isOver(n outbox.Notice, bound []ledger.Notification) bool {
	if n.State == outbox.Sending || n.Kind != notify.KindReminder && n.Kind != notify.KindEscalation {
		return false
	}
	for _, t := range bound { // in their case's present life
		if t.Case != 0 || p.announces(t) {
			return false
		}
	}
	said := map[int64]workgroup.Date{}
	for _, r := range n.Refs {
		said[r.ID] = workgroup.Date(r.DueOn)
	}
	for _, id := range n.Cases {
		// A first notification of an older version has no record.
		if c := p.open[id]; c != nil && c.ToldOn == "" && c.DueOn <= said[id] {
			return false
		}
	}
	return len(n.Cases) > 0 || len(bound) > 0
}

// announces reports whether a recorded announcement of an end still names the right day.
func (p *planner) announces(t ledger.Notification) bool {
	if t.Rung.Kind == ledger.StageEnds {
		g := p.in.Groups.Of(t.Group)
		day, _, _ := strings.Cut(t.Rung.Step, " ")
		return g.Live() && g.Staged && string(g.EndsOn) == day
	}
	return slices.ContainsFunc(p.in.Lapses, func(l Lapse) bool { return l.Notification.Rung == t.Rung })
}

// outdated withdraws the notices that are over.
func (p *planner) outdated() Result {
	var r Result
	for _, n := range p.over {
		r.Withdraw = append(r.Withdraw, Withdrawal{n.ID, n.Version, Outdated})
		if n.Doubts == 0 {
			continue // it did not arrive
		}
		for _, id := range n.Cases {
			r.Doubted = append(r.Doubted, ledger.Step{CaseID: id, At: p.in.Now, By: "compose", Reason: ledger.ReasonDoubted, Note: n.ID})
		}
	}
	return r
}
