package compose

import (
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
