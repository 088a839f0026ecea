package compose

import (
	"cmp"
	"slices"
	"time"

	"qunguan/notify"
	"qunguan/notify/outbox"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// Plan makes one notice for every recipient of all open cases that nobody has
// been told of, and says what becomes of the notices that exist. Cases that
// are closed, exempt or told are left out. Planning again with nothing new
// changes nothing.
//
// A notice that nobody has tried to send (planned, pending, manual) is
// replaced when it would read differently now; it is withdrawn when one of
// its cases is no longer among the given ones, and its other cases are told
// anew. Cases in a notice on its way (sending, failed, uncertain) stay with
// it. What died is told anew from the next day on, not in a circle.
func Plan(in Input, cases []ledger.Case, existing []outbox.Notice) Result {
	var result Result
	onTheWay := map[int64]bool{}
	standing := map[RouteKey][]outbox.Notice{}
	for _, n := range existing {
		switch fate(n, in.Now) {
		case fateOnTheWay:
			for _, id := range n.Cases {
				onTheWay[id] = true
			}
		case fateReplaceable:
			k := RouteKey{n.Recipient.Type, n.Recipient.Code}
			standing[k] = append(standing[k], n)
		}
	}

	open := map[int64]bool{}
	drafts := map[RouteKey]*draft{}
	for _, c := range cases {
		if !c.State.Open() || c.ToldOn != "" {
			continue
		}
		open[c.ID] = true
		if onTheWay[c.ID] {
			continue
		}
		choice := Choose(in, c)
		k := RouteKey{choice.To.Type, choice.To.Code}
		if drafts[k] == nil {
			drafts[k] = &draft{to: choice.To, channel: choice.Channel}
		}
		drafts[k].add(c, choice)
	}

	for _, k := range keys(drafts, standing) {
		d := drafts[k]
		if d == nil {
			result.withdraw(standing[k], open, Moved)
			continue
		}
		n := d.notice(in)
		same := slices.IndexFunc(standing[k], func(old outbox.Notice) bool { return saysTheSame(old, n) })
		if same >= 0 {
			result.Keep = append(result.Keep, standing[k][same].ID)
			result.withdraw(slices.Delete(slices.Clone(standing[k]), same, same+1), open, Replaced)
			continue
		}
		result.withdraw(standing[k], open, Replaced)
		n.ID, n.NotBefore = in.NewID(), in.Allowed(n.Kind, n.Recipient, in.Now)
		result.Create = append(result.Create, n)
	}
	return result
}

func (r *Result) withdraw(notices []outbox.Notice, open map[int64]bool, reason string) {
	for _, n := range notices {
		why := reason
		if slices.ContainsFunc(n.Cases, func(id int64) bool { return !open[id] }) {
			why = CaseClosed
		}
		r.Withdraw = append(r.Withdraw, Withdrawal{n.ID, n.Version, why})
	}
}

const (
	fateOver        = iota // its cases are untold again, or told
	fateOnTheWay           // its cases stay with it
	fateReplaceable        // nobody has tried to send it
)

func fate(n outbox.Notice, now time.Time) int {
	switch n.State {
	case outbox.Planned, outbox.Pending, outbox.Manual:
		if n.Attempts > 0 || n.RouteSeq > 0 || n.Kind != notify.KindReminder {
			return fateOnTheWay
		}
		return fateReplaceable
	case outbox.Sending, outbox.Failed, outbox.Uncertain:
		return fateOnTheWay
	case outbox.Dead:
		if workgroup.DateOf(n.CreatedAt.In(now.Location())) == workgroup.DateOf(now) {
			return fateOnTheWay
		}
	}
	return fateOver
}

// saysTheSame compares what a recipient would notice, and where it would go.
func saysTheSame(old, n outbox.Notice) bool {
	return old.State == n.State && old.Kind == n.Kind && old.Channel == n.Channel && old.RouteSeq == n.RouteSeq &&
		old.Title == n.Title && old.Body == n.Body && slices.Equal(old.Cases, n.Cases) && slices.Equal(old.Refs, n.Refs) &&
		slices.Equal(old.Hops, n.Hops)
}

// keys lists every recipient that has a draft or a notice, in the order in
// which results are written: persons, groups, units, offices, operators.
func keys(drafts map[RouteKey]*draft, standing map[RouteKey][]outbox.Notice) []RouteKey {
	var all []RouteKey
	for k := range drafts {
		all = append(all, k)
	}
	for k := range standing {
		if drafts[k] == nil {
			all = append(all, k)
		}
	}
	rank := []string{notify.ToPerson, notify.ToGroup, notify.ToUnit, notify.ToOffice, notify.ToOps}
	slices.SortFunc(all, func(a, b RouteKey) int {
		return cmp.Or(
			cmp.Compare(slices.Index(rank, a.Type), slices.Index(rank, b.Type)),
			cmp.Compare(a.Code, b.Code),
		)
	})
	return all
}
