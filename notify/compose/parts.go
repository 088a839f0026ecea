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
func (p *planner) parts(recipients int) iter.Seq[Result] {
	return func(yield func(Result) bool) {
		if first := p.outdated(); len(first.Withdraw) > 0 && !yield(first) {
			return
		}
		var calls []outbox.Notice
		for some := range slices.Chunk(keys(p.drafts, p.replaceable), recipients) {
			var part Result
			for _, k := range some {
				p.change(&part, k)
			}
			calls = append(calls, p.byPhone(part.Create)...)
			if !yield(part) {
				return
			}
		}
		if last := (Result{Create: p.calls(calls)}); len(last.Create) > 0 {
			yield(last)
		}
	}
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
		case slices.ContainsFunc(n.Cases, func(id int64) bool { _, ok := p.open[id]; return !ok }):
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

// keys lists every slot that has a draft or a notice, in the order in which results are written:
// persons, groups, units, offices, operators.
func keys(drafts map[slot]*draft, replaceable map[slot][]outbox.Notice) []slot {
	var all []slot
	for k := range drafts {
		all = append(all, k)
	}
	for k := range replaceable {
		if drafts[k] == nil {
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
