package reports

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"qunguan/notify/digest"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// SummaryOf counts groups before and after, by unit and platform, then by
// platform, then all (S9.3, S9.4, S4.4, S2.4). Without a first day the period
// begins with the first registration.
func SummaryOf(d Data) []digest.SummaryRow {
	period := d.Period
	if period.From == "" {
		period.From = d.firstDay()
	}
	history := d.history()
	first := firstByUnit(history)
	cases := d.casesByGroup()
	_, until := Bounds(period, d.Location)
	type key struct{ unit, platform string }
	rows := map[key]*digest.SummaryRow{}
	for _, code := range slices.Sorted(maps.Keys(history)) {
		versions := history[code]
		now, ok := at(versions, until)
		if !ok {
			now = versions[0]
		}
		l := lifeOf(versions, first[versions[0].Unit], d.Location)
		if !ok && l.spans == nil {
			continue
		}
		reopened, rebounded := cameBack(l, cases[code], period)
		if !l.existedIn(period.From, period.To) && !reopened {
			continue
		}
		k := key{now.Unit, now.Platform}
		if rows[k] == nil {
			rows[k] = &digest.SummaryRow{
				Level: digest.LevelUnit, Unit: k.unit, UnitName: d.unitName(k.unit), Platform: k.platform, Ended: []digest.EndedGroup{},
			}
		}
		row := rows[k]
		if reopened {
			row.Reopened++
		}
		if rebounded {
			row.Rebounded++
		}
		if !l.existedIn(period.From, period.To) {
			continue // it ended earlier, and is in use all the same
		}
		d.tally(row, period, now, l, cases[code])
		row.MembersRemoved += d.MembersLeft[code]
	}
	list := slices.Collect(maps.Values(rows))
	slices.SortFunc(list, func(a, b *digest.SummaryRow) int {
		return cmp.Or(strings.Compare(a.Unit, b.Unit), strings.Compare(a.Platform, b.Platform))
	})
	return withTotals(list)
}

// cameBack reports whether an ended group was registered as live again in the
// period, or is in use as before; and whether a new one stands in the place of an
// ended one (S9.8).
func cameBack(l life, cases []ledger.Case, p digest.Period) (reopened, rebounded bool) {
	for i, s := range l.spans {
		reopened = reopened || i > 0 && s.from >= p.From && s.from <= p.To
	}
	for _, c := range cases {
		if c.OpenedOn > p.To || c.ClosedOn != "" && c.ClosedOn < p.From {
			continue
		}
		reopened = reopened || c.Rule == rule.GroupStillActive
		rebounded = rebounded || c.Rule == rule.GroupRebound
	}
	return reopened, rebounded
}

// tally counts one group into its row.
func (d Data) tally(row *digest.SummaryRow, period digest.Period, now workgroup.GroupVersion, l life, cases []ledger.Case) {
	before, after := l.existsBefore(period.From), l.existsAfter(period.To)
	if before {
		row.Before++
	} else {
		row.Founded++
	}
	if after {
		row.After++
		if now.Staged && now.EndsOn != "" {
			row.StageGroups++
		}
		return
	}
	end, ok := l.lastEnd(period.To)
	if !ok {
		return
	}
	if end.how.State == workgroup.StateMerged {
		row.Merged++
	} else {
		row.Dissolved++
	}
	row.Ended = append(row.Ended, digest.EndedGroup{
		Group: now.Code, Name: end.how.Name, State: end.how.State, Into: end.how.MergedInto, On: end.end, Cases: concerned(cases, end.end),
	})
}

// concerned lists the cases about a group that were open on the day it ended:
// the reduction answers them.
func concerned(cases []ledger.Case, on workgroup.Date) []int64 {
	ids := []int64{}
	for _, c := range cases {
		if c.OpenedOn <= on && (c.ClosedOn == "" || c.ClosedOn >= on) {
			ids = append(ids, c.ID)
		}
	}
	return ids
}

func (d Data) casesByGroup() map[string][]ledger.Case {
	byGroup := map[string][]ledger.Case{}
	for _, c := range d.Cases {
		byGroup[c.Subject.Group] = append(byGroup[c.Subject.Group], c)
		if g := c.Subject.Group2; g != "" {
			byGroup[g] = append(byGroup[g], c)
		}
	}
	return byGroup
}

func withTotals(list []*digest.SummaryRow) []digest.SummaryRow {
	rows := summed(list, func(r *digest.SummaryRow) string { return r.Platform }, func(level, platform string) *digest.SummaryRow {
		return &digest.SummaryRow{Level: level, Platform: platform, Ended: []digest.EndedGroup{}}
	}, (*digest.SummaryRow).Add)
	for i := range rows {
		rows[i].Reduction = digest.Reduction(rows[i].Before, rows[i].After)
	}
	return rows
}

// summed are the units' rows, then one for each platform, then one for all.
func summed[R any](list []*R, platform func(*R) string, empty func(level, platform string) *R, add func(*R, R)) []R {
	total, platforms := empty(digest.LevelTotal, ""), map[string]*R{}
	rows := []R{}
	for _, r := range list {
		name := platform(r)
		if platforms[name] == nil {
			platforms[name] = empty(digest.LevelPlatform, name)
		}
		add(platforms[name], *r)
		add(total, *r)
		rows = append(rows, *r)
	}
	for _, name := range slices.Sorted(maps.Keys(platforms)) {
		rows = append(rows, *platforms[name])
	}
	return append(rows, *total)
}

// firstByUnit is when the groups of each unit were first registered.
func firstByUnit(history map[string][]workgroup.GroupVersion) map[string]time.Time {
	first := map[string]time.Time{}
	for _, versions := range history {
		v := versions[0]
		if t, ok := first[v.Unit]; !ok || v.From.Before(t) {
			first[v.Unit] = v.From
		}
	}
	return first
}

// firstDay is the day of the first registration.
func (d Data) firstDay() workgroup.Date {
	var first time.Time
	for _, v := range d.Groups {
		if first.IsZero() || v.From.Before(first) {
			first = v.From
		}
	}
	if first.IsZero() {
		return d.Period.To
	}
	return workgroup.DateOf(first.In(d.Location))
}
