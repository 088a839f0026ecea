package compose

import (
	"qunguan/notify"
	"qunguan/notify/outbox"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// Unreachable is for how many days back compose looks at notices that died:
// whom a notice about something could not reach is not tried with it again,
// and the next one of the chain is told. Each death makes the chain shorter,
// and at its end somebody passes the text on by hand, so that nothing is lost
// and nothing goes in a circle. Longer back a route may have been mended.
const Unreachable = 7

// dead notes whom a notice could not reach. The next one of the chain hears of
// a first telling the same day. A rung and a group's end have a recipient of
// their own, and their record says nothing of earlier ones: they rest for the
// day, and then a rung is passed on by hand.
func (p *planner) dead(n outbox.Notice, bound []ledger.Telling) {
	k := notify.Recipient{Type: n.Recipient.Type, Code: n.Recipient.Code}
	loc := p.in.Now.Location()
	today := workgroup.DateOf(n.CreatedAt.In(loc)) == p.in.day() || workgroup.DateOf(n.TriedAt.In(loc)) == p.in.day()
	for _, a := range abouts(n, bound) {
		p.died[a] = append(p.died[a], k)
		if today && (a.id == 0 || a.rung != ledger.First) {
			p.onTheWay[a] = true
		}
	}
}
