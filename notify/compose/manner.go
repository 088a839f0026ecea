package compose

import (
	"slices"

	"qunguan/notify"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// manner is the capacity in which a recipient hears of a case, which decides the request to them. Of
// several the later one counts.
type manner int

const (
	concerned manner = iota // their own removal is announced to them
	wondering               // they hear that it is unknown whether the case is done
	asked                   // they are to handle it
	inquired                // they are to answer whether it is done
	demanded                // they are to remove a person
	helping                 // they are to help: the responsible person has not finished
	following               // they are to make sure that the responsible person finishes
)

// mannerOf is the capacity in which a recipient hears of a case by a rung.
func (in Input) mannerOf(r ledger.Rung, c ledger.Case, to notify.Recipient) manner {
	above := r.Above() && (!to.Private() || to.Code != c.Responsible)
	switch {
	case r == ledger.Prior:
		return concerned
	case r == ledger.ToRemove:
		return demanded
	case r.Kind == ledger.Inquiry && above:
		return wondering
	case r.Kind == ledger.Inquiry:
		return inquired
	case above && (r.Target == ledger.ToSecondAdmin || in.superior(c.Responsible, to)):
		return helping
	case above:
		return following
	}
	return asked
}

// superior reports whether the first person stands above the recipient, who must not be asked to urge
// them.
func (in Input) superior(above string, to notify.Recipient) bool {
	if above == "" || !to.Private() || above == to.Code {
		return false
	}
	for _, u := range in.Units.Chain(in.People.Of(to.Code).Unit) {
		switch above {
		case u.Leader:
			return to.Code != u.Leader
		case u.Principal:
			return to.Code != u.Principal && to.Code != u.Leader
		}
	}
	return false
}

// proven reports whether a case may be called unsolved.
func (in Input) proven(c ledger.Case) bool { return rule.Proven(c, in.Now.Location()) }

// mute reports whether a recorded notification must not be told now: newer data has answered its question,
// or a person has said since that the case is rectified, and no newer data shows otherwise.
func (in Input) mute(t ledger.Notification, c ledger.Case) bool {
	switch r := t.Rung; r.Kind {
	case ledger.Inquiry:
		return in.proven(c)
	case ledger.Demand:
		return !in.proven(c)
	case ledger.PriorNotice:
		return rule.ConcernedIn(c) == ledger.ToldBefore && !in.proven(c)
	case ledger.LadderRung:
		return (r.Above() || t.Day >= c.DueOn) && !in.proven(c)
	}
	return false
}

// item is one case in the capacity in which one recipient hears of it.
type item struct {
	rule.CaseText

	manner   manner
	own      bool // it is about the recipient
	demanded workgroup.Date
	// summed says that the recipient hears of it by a rung for principals or offices, who need no list
	// of other people's tasks.
	summed bool
}

func tolds(items []item) []rule.CaseText {
	list := make([]rule.CaseText, len(items))
	for i, it := range items {
		list[i] = it.CaseText
	}
	return list
}

// item reads a case for the draft's recipient.
func (w writer) item(d *draft, c toldCase) item {
	own := d.to.Private() && d.to.Code == c.Subject.Person
	summed := slices.ContainsFunc(c.notifications, func(t ledger.Notification) bool { return t.Rung.Above() && t.Rung.Target != ledger.ToSecondAdmin })
	return item{CaseText: w.tell(c.Case), manner: c.manner, own: own, demanded: c.demanded, summed: summed}
}

// size is the number of things that the draft tells.
func (d *draft) size() int {
	return d.count(concerned, wondering, asked, inquired, demanded, helping, following)
}

// count is the number of things that the draft tells in the given manners: cases, and a set of pairs as
// one.
func (d *draft) count(manners ...manner) int {
	n := 0
	for _, c := range d.told {
		if !c.inSet && slices.Contains(manners, c.manner) {
			n++
		}
	}
	return n
}
