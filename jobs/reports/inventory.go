package reports

import (
	"cmp"
	"slices"
	"strings"

	"qunguan/notify/digest"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// InventoryOf lists every group that was registered by the period's end and
// had not ended before its beginning, as it stood at the end (S9.2).
func InventoryOf(d Data) []digest.InventoryRow {
	_, until := Bounds(d.Period, d.Location)
	rows, cases := []digest.InventoryRow{}, d.casesByGroup()
	for code, versions := range d.history() {
		g, ok := at(versions, until)
		if !ok {
			continue
		}
		if d.Period.From != "" && g.Ended() {
			end, ok := lifeOf(versions, versions[0].From, d.Location).lastEnd(d.Period.To)
			if ok && end.end < d.Period.From {
				continue
			}
		}
		members, known := d.Members[code]
		if !known {
			members = -1
		}
		admins := g.Admins
		if admins == nil {
			admins = []string{}
		}
		var names []string
		for _, admin := range admins {
			names = append(names, cmp.Or(d.People.Of(admin).Name, admin))
		}
		rows = append(rows, digest.InventoryRow{
			OwnerName: cmp.Or(d.People.Of(g.Owner).Name, g.Owner), AdminNames: names, LastActive: d.LastActive[code], Opinion: d.opinion(g.Group, cases[code]),
			Group: code, Platform: g.Platform, Number: g.Number, Name: g.Name, Purpose: g.Purpose, Category: g.Category, Reach: g.Reach,
			Unit: g.Unit, UnitName: d.unitName(g.Unit), Owner: g.Owner, Admins: admins, FoundedOn: g.FoundedOn, Staged: g.Staged,
			StartsOn: g.StartsOn, EndsOn: g.EndsOn, Filing: g.Filing, Scope: g.Scope.String(), AllStaff: g.AllStaff, Importance: g.Importance,
			State: g.State, MergedInto: g.MergedInto, DissolvedOn: g.DissolvedOn, Members: members,
		})
	}
	byUnit(rows, func(r digest.InventoryRow) string { return r.Unit }, func(r digest.InventoryRow) string { return r.Group })
	return rows
}

// opinion is 处理意见: to dissolve, to merge, to keep and mend, or to keep. It
// rests on the cases that were open at the period's end.
func (d Data) opinion(g workgroup.Group, cases []ledger.Case) string {
	say := func(key phrase.Key, pairs ...any) string { return d.Lang.Say(key, pairs...) }
	switch g.State {
	case workgroup.StateDissolved:
		return say("report.opinion.dissolved")
	case workgroup.StateMerged:
		return say("report.opinion.merged")
	case workgroup.StatePending:
		return say("report.opinion.pending")
	}
	open := map[string]bool{}
	var kinds []string
	for _, c := range cases {
		if c.State == ledger.Exempt || c.OpenedOn > d.Period.To || c.ClosedOn != "" && c.ClosedOn <= d.Period.To {
			continue
		}
		if kind := rule.Short(d.Lang, c.Rule); !open[c.Rule] {
			open[c.Rule], kinds = true, append(kinds, kind)
		}
	}
	for _, end := range []struct {
		rule string
		key  phrase.Key
	}{
		{"group.stage_expired", "report.opinion.dissolve"},
		{"group.zombie", "report.opinion.dissolve"},
		{"group.duplicate", "report.opinion.merge"},
		{"group.overlap", "report.opinion.merge"},
	} {
		if open[end.rule] {
			return say(end.key, "why", rule.Short(d.Lang, end.rule))
		}
	}
	if len(kinds) == 0 {
		return say("report.opinion.keep")
	}
	slices.Sort(kinds)
	return say("report.opinion.mend", "what", strings.Join(kinds, say("report.comma")))
}
