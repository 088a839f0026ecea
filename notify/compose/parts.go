package compose

import (
	"cmp"
	"fmt"
	"iter"
	"slices"

	"qunguan/notify"
	"qunguan/notify/outbox"
	"qunguan/reconcile/ledger"
)

// parts gives the changes for some recipients after the other; the notices to those who make calls come
// last.
func (p *planner) parts(recipients int) iter.Seq2[Result, error] {
	return func(yield func(Result, error) bool) {
		if first := p.outdated(); len(first.Withdraw) > 0 && !yield(first, nil) {
			return
		}
		var calls []outbox.Notice
		for some := range slices.Chunk(keys(p.steps, p.replaceable), recipients) {
			part, err := p.part(some)
			if err != nil {
				yield(Result{}, err)
				return
			}
			calls = append(calls, p.byPhone(part.Create)...)
			if !yield(part, nil) {
				return
			}
		}
		if last := (Result{Create: p.calls(calls)}); len(last.Create) > 0 {
			yield(last, nil)
		}
	}
}

// part takes the steps that have to do with some recipients, in their order, and gives the changes for
// these recipients.
func (p *planner) part(some []slot) (part Result, err error) {
	p.drafts = make(map[slot]*draft, len(some))
	var steps []step
	for _, k := range some {
		p.drafts[k] = nil
		steps = append(steps, p.steps[k]...)
	}
	slices.SortFunc(steps, step.compare)
	steps = slices.Compact(steps)
	var ids []int64
	for _, s := range steps {
		if id := p.caseOf(s); id != 0 {
			ids = append(ids, id)
		}
	}
	if err := p.look(ids); err != nil {
		return part, err
	}
	for _, s := range steps {
		p.take(s)
	}
	for _, k := range some {
		p.change(&part, k)
	}
	return part, nil
}

// look reads the open ones of the cases with the ids.
func (p *planner) look(ids []int64) error {
	p.open = map[int64]*ledger.Case{}
	if len(ids) == 0 {
		return nil
	}
	slices.Sort(ids)
	cases, err := p.cases.Some(slices.Compact(ids))
	for i := range cases {
		if cases[i].State.Open() {
			p.open[cases[i].ID] = &cases[i]
		}
	}
	return err
}

// change adds the changes for one recipient.
func (p *planner) change(part *Result, k slot) {
	d := p.drafts[k]
	if d == nil {
		p.withdraw(part, p.replaceable[k], Moved)
		return
	}
	n := d.notice(p.in)
	same := slices.IndexFunc(p.replaceable[k], func(old outbox.Notice) bool { return saysTheSame(old, n) && p.tellsTheSame(old, n) })
	if same >= 0 {
		part.Keep = append(part.Keep, p.replaceable[k][same].ID)
		p.withdraw(part, slices.Delete(slices.Clone(p.replaceable[k]), same, same+1), Replaced)
		return
	}
	p.withdraw(part, p.replaceable[k], Replaced)
	n.ID, n.NotBefore = p.in.NewID(), p.in.Allowed(n.Kind, n.Recipient, p.in.Now)
	part.Create = append(part.Create, n)
}

func (p *planner) withdraw(r *Result, notices []outbox.Notice, reason string) {
	for _, n := range notices {
		why := reason
		switch {
		case slices.ContainsFunc(n.Cases, func(id int64) bool { _, open := slices.BinarySearch(p.openIDs, id); return !open }):
			why = CaseClosed
		case reason == Moved && slices.ContainsFunc(n.Cases, func(id int64) bool { return p.in.Later[id] }):
			why = HeldBack
		}
		r.Withdraw = append(r.Withdraw, Withdrawal{n.ID, n.Version, why})
	}
}

// tellsTheSame reports whether two notices carry the same notifications. A first notification may have no record:
// older versions kept none.
func (p *planner) tellsTheSame(old, n outbox.Notice) bool {
	for _, t := range n.Notifications {
		row, ok := p.rows[topicOf(t)]
		if ok && row.Notice != old.ID || !ok && t.Rung != ledger.First {
			return false
		}
	}
	return true
}

// saysTheSame compares the visible text and the route.
func saysTheSame(old, n outbox.Notice) bool {
	return old.State == n.State && old.Kind == n.Kind && old.Channel == n.Channel && old.RouteSeq == n.RouteSeq &&
		old.Title == n.Title && old.Body == n.Body && slices.Equal(old.Cases, n.Cases) && slices.Equal(old.Refs, n.Refs) &&
		slices.Equal(old.Hops, n.Hops)
}

// keys lists every slot that has steps or a notice, in the order in which results are written:
// persons, groups, units, offices, operators.
func keys(steps map[slot][]step, replaceable map[slot][]outbox.Notice) []slot {
	var all []slot
	for k := range steps {
		all = append(all, k)
	}
	for k := range replaceable {
		if steps[k] == nil {
			all = append(all, k)
		}
	}
	rank := []string{notify.ToPerson, notify.ToGroup, notify.ToUnit, notify.ToOffice, notify.ToOps}
	slices.SortFunc(all, func(a, b slot) int {
		return cmp.Or(
			cmp.Compare(slices.Index(rank, a.Type), slices.Index(rank, b.Type)),
			cmp.Compare(a.Code, b.Code),
			cmp.Compare(fmt.Sprint(a.phone), fmt.Sprint(b.phone)),
		)
	})
	return all
}

// step is one thing that a plan looks at: it may tell it to several recipients, or to nobody.
type step struct {
	kind stepKind
	at   int64 // of a first notification the case's id, else the place in the input
}

type stepKind int8

// The kinds of steps, in the order in which they are taken.
const (
	stepFirst stepKind = iota
	stepRecorded
	stepEnding
	stepLapse
)

func (s step) compare(other step) int {
	return cmp.Or(cmp.Compare(s.kind, other.kind), cmp.Compare(s.at, other.at))
}

// take takes a step. Its case, if it has one, is in open.
func (p *planner) take(s step) {
	p.now = s
	switch s.kind {
	case stepFirst:
		if c := p.open[s.at]; c != nil && c.ToldOn == "" && !p.in.Later[c.ID] {
			p.first(*c)
		}
	case stepRecorded:
		p.recorded(p.in.Notifications[s.at])
	case stepEnding:
		p.ending(p.in.Ending[s.at])
	case stepLapse:
		p.lapse(p.in.Lapses[s.at])
	}
}

// caseOf is the id of the step's case; 0 for none.
func (p *planner) caseOf(s step) int64 {
	switch s.kind {
	case stepFirst:
		return s.at
	case stepRecorded:
		return p.in.Notifications[s.at].Case
	}
	return 0
}

// noteStep notes that the present step has to do with the recipient.
func (p *planner) noteStep(k slot) {
	if list := p.steps[k]; len(list) == 0 || list[len(list)-1] != p.now {
		p.steps[k] = append(list, p.now)
	}
}

// survey takes all steps, case by case, and notes the recipients of each; what it writes is not kept.
func (p *planner) survey() error {
	recorded := map[int64][]step{} // by case
	for i, t := range p.in.Notifications {
		if t.Case != 0 && t.State == ledger.NotificationDue {
			recorded[t.Case] = append(recorded[t.Case], step{stepRecorded, int64(i)})
		}
	}
	var pairs []ledger.Case
	p.open = map[int64]*ledger.Case{}
	err := p.cases.Each(func(c ledger.Case) {
		if !c.State.Open() {
			return
		}
		p.openIDs = append(p.openIDs, c.ID)
		if isPair(c) {
			pairs = append(pairs, c)
		}
		clear(p.open)
		p.open[c.ID] = &c
		p.take(step{stepFirst, c.ID})
		for _, s := range recorded[c.ID] {
			p.take(s)
		}
	})
	if err != nil {
		return err
	}
	for i := range p.in.Ending {
		p.take(step{stepEnding, int64(i)})
	}
	for i := range p.in.Lapses {
		p.take(step{stepLapse, int64(i)})
	}
	p.in.sets = setsOf(p.in.openPairs(pairs))
	return nil
}
