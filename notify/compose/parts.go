package compose

import (
	"cmp"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"

	"qunguan/notify"
	"qunguan/notify/outbox"
	"qunguan/reconcile/compact"
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
		for some := range slices.Chunk(p.surveyed.order, recipients) {
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
func (p *planner) part(some []int32) (part Result, err error) {
	p.drafts = make(map[slot]*draft, len(some))
	slots := make([]slot, len(some))
	var steps []step
	for i, n := range some {
		slots[i] = slotOf(p.surveyed.slots.At(n))
		p.drafts[slots[i]] = nil
		steps = slices.AppendSeq(steps, p.surveyed.stepsOf(n))
	}
	slices.Sort(steps)
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
	for _, k := range slots {
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
	same := slices.IndexFunc(p.replaceable[k], func(old *outbox.Notice) bool { return saysTheSame(old, &n) && p.tellsTheSame(old, &n) })
	if same >= 0 {
		part.Keep = append(part.Keep, p.replaceable[k][same].ID)
		p.withdraw(part, slices.Delete(slices.Clone(p.replaceable[k]), same, same+1), Replaced)
		return
	}
	p.withdraw(part, p.replaceable[k], Replaced)
	n.ID, n.NotBefore = p.in.NewID(), p.in.Allowed(n.Kind, n.Recipient, p.in.Now)
	part.Create = append(part.Create, n)
}

func (p *planner) withdraw(r *Result, notices []*outbox.Notice, reason string) {
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
func (p *planner) tellsTheSame(old, n *outbox.Notice) bool {
	for _, t := range n.Notifications {
		row, ok := p.row(topicOf(t))
		if ok && row.Notice != old.ID || !ok && t.Rung != ledger.First {
			return false
		}
	}
	return true
}

// saysTheSame compares the visible text and the route.
func saysTheSame(old, n *outbox.Notice) bool {
	return old.State == n.State && old.Kind == n.Kind && old.Channel == n.Channel && old.RouteSeq == n.RouteSeq &&
		slices.Equal(old.Cases, n.Cases) && old.Wording() == n.Wording()
}

// slot is the place of one draft: a recipient, reached in writing or by a call.
type slot struct {
	notify.Recipient
	phone bool
}

// ranks is the order in which results are written.
var ranks = []string{notify.ToPerson, notify.ToGroup, notify.ToUnit, notify.ToOffice, notify.ToOps}

// text is the slot as a text that tells it from every other one. They are in the order in which results are
// written; those who make calls come after themselves.
func (k slot) text() string {
	by := "\x00w"
	if k.phone {
		by = "\x00y"
	}
	return strconv.Itoa(slices.Index(ranks, k.Type)) + k.Code + by
}

// slotOf reads what text gave.
func slotOf(text string) slot {
	code, by, _ := strings.Cut(text[1:], "\x00")
	return slot{notify.Recipient{Type: ranks[text[0]-'0'], Code: code}, by == "y"}
}

// survey is which steps have to do with which slots. A county has a hundred thousand of both: they stand
// in columns.
type survey struct {
	slots compact.NumberedTexts
	noted []notedStep
	order []int32 // of slots
}

// notedStep is a step that has to do with the slot.
type notedStep struct {
	step step
	slot int32
}

// note notes that the step has to do with the slot. What is noted of a step comes together.
func (s *survey) note(k slot, now step) {
	one := notedStep{now, s.slots.NumberOf(k.text())}
	for i := len(s.noted) - 1; i >= 0 && s.noted[i].step == now; i-- {
		if s.noted[i] == one {
			return
		}
	}
	s.noted = append(s.noted, one)
}

// end puts the steps of each slot together, and the slots in order; also are slots that may have no step.
func (s *survey) end(also iter.Seq[slot]) {
	for k := range also {
		s.slots.NumberOf(k.text())
	}
	slices.SortFunc(s.noted, func(a, b notedStep) int { return cmp.Or(cmp.Compare(a.slot, b.slot), cmp.Compare(a.step, b.step)) })
	s.order = make([]int32, s.slots.Len())
	for n := range s.order {
		s.order[n] = int32(n)
	}
	slices.SortFunc(s.order, s.slots.Compare)
}

// stepsOf gives the steps of the slot with the number.
func (s *survey) stepsOf(number int32) iter.Seq[step] {
	from, _ := slices.BinarySearchFunc(s.noted, number, func(n notedStep, number int32) int { return cmp.Compare(n.slot, number) })
	return func(yield func(step) bool) {
		for _, n := range s.noted[from:] {
			if n.slot != number || !yield(n.step) {
				return
			}
		}
	}
}

// step is one thing that a plan looks at: it may tell it to several recipients, or to nobody. It is its kind, in the
// upper bits, and of a first notification the case's id, else the place in the input. Steps are taken in their order.
// Ids are below zero of cases that a dry run foresees.
type step int64

type stepKind int8

const (
	stepKindShift = 56
	stepZero      = 1 << (stepKindShift - 1)
)

func stepOf(kind stepKind, at int64) step { return step(kind)<<stepKindShift | step(at+stepZero) }

func (s step) kind() stepKind { return stepKind(s >> stepKindShift) } //nolint:gosec // it was one
func (s step) at() int64      { return int64(s)&(1<<stepKindShift-1) - stepZero }

// The kinds of steps, in the order in which they are taken.
const (
	stepFirst stepKind = iota
	stepRecorded
	stepEnding
	stepLapse
)

// take takes a step. Its case, if it has one, is in open.
func (p *planner) take(s step) {
	p.now = s
	switch s.kind() {
	case stepFirst:
		if c := p.open[s.at()]; c != nil && c.ToldOn == "" && !p.in.Later[c.ID] {
			p.first(*c)
		}
	case stepRecorded:
		p.recorded(p.in.Notifications[s.at()])
	case stepEnding:
		p.ending(p.in.Ending[s.at()])
	case stepLapse:
		p.lapse(p.in.Lapses[s.at()])
	}
}

// caseOf is the id of the step's case; 0 for none.
func (p *planner) caseOf(s step) int64 {
	switch s.kind() {
	case stepFirst:
		return s.at()
	case stepRecorded:
		return p.in.Notifications[s.at()].Case
	}
	return 0
}

// noteStep notes that the present step has to do with the recipient.
func (p *planner) noteStep(k slot) {
	p.surveyed.note(k, p.now)
}

// survey takes all steps, case by case, and notes the recipients of each; what it writes is not kept.
func (p *planner) survey() error {
	recorded := map[int64][]step{} // by case
	for i, t := range p.in.Notifications {
		if t.Case != 0 && t.State == ledger.NotificationDue {
			recorded[t.Case] = append(recorded[t.Case], stepOf(stepRecorded, int64(i)))
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
		p.take(stepOf(stepFirst, c.ID))
		for _, s := range recorded[c.ID] {
			p.take(s)
		}
	})
	if err != nil {
		return err
	}
	for i := range p.in.Ending {
		p.take(stepOf(stepEnding, int64(i)))
	}
	for i := range p.in.Lapses {
		p.take(stepOf(stepLapse, int64(i)))
	}
	p.surveyed.end(maps.Keys(p.replaceable))
	p.in.sets = setsOf(p.in.openPairs(pairs))
	return nil
}
