package overlap

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"qunguan/reconcile/phrase"
	"qunguan/reconcile/workgroup"
)

// drawPlan draws a small county: three own units, one of them with a section.
func drawPlan(t *rapid.T) ([]Candidate, []DesiredPair, Terms) {
	j, _ := ShareOf(0.6)
	c, _ := ShareOf(0.8)
	terms := Terms{
		Limits:      Limits{j, c, rapid.IntRange(0, 3).Draw(t, "least")},
		Units:       workgroup.Units{"U": {Code: "U"}, "US": {Code: "US", Parent: "U"}, "V": {Code: "V"}, "W": {Code: "W"}},
		AcrossUnits: rapid.Bool().Draw(t, "across"), MaxMembers: rapid.IntRange(4, 14).Draw(t, "members"), MaxMessages: 100,
		CountyWide: rapid.IntRange(0, 2).Draw(t, "county-wide"), Quota: map[string]int{"U": rapid.IntRange(0, 4).Draw(t, "quota U"), "V": rapid.IntRange(1, 5).Draw(t, "quota V")},
	}
	list := make([]Candidate, rapid.IntRange(0, 14).Draw(t, "groups"))
	for i := range list {
		g := &list[i]
		unit := rapid.SampledFrom([]string{"U", "US", "V", "W"}).Draw(t, "unit")
		g.Group = Group{
			Code: fmt.Sprintf("G%02d", i), Unit: unit, Own: unit[:1], Category: rapid.SampledFrom([]string{"党建", "综合"}).Draw(t, "category"),
			Reach: rapid.SampledFrom([]string{"单位内部", "跨单位", "全县"}).Draw(t, "reach"), AllStaff: rapid.IntRange(0, 5).Draw(t, "all") == 0, Counted: true,
			Since: rapid.SampledFrom([]workgroup.Date{"", "2024-01-01", "2025-01-01"}).Draw(t, "since"),
		}
		if rapid.IntRange(0, 6).Draw(t, "uncounted") == 0 {
			g.Counted, g.Kept = false, KeptUncounted
		}
		g.Forbidden = unit == "US" && g.Reach == countyWide && g.Counted
		g.Zombie = rapid.IntRange(0, 6).Draw(t, "zombie") == 0
		if rapid.IntRange(0, 6).Draw(t, "staged") == 0 {
			g.Ends = "2026-12-31"
		}
		g.Important = rapid.Bool().Draw(t, "important")
		g.LastUsed = rapid.SampledFrom([]workgroup.Date{"", "2026-11-01", "2026-11-20"}).Draw(t, "used")
		g.Messages = rapid.SampledFrom([]Rate{{}, {0, true}, {0.5, true}, {20, true}, {60, true}, {120, true}}).Draw(t, "messages")
		if rapid.IntRange(0, 7).Draw(t, "roster") > 0 {
			g.Roster = rapid.SliceOfNDistinct(rapid.Int32Range(0, 16), 0, 10, rapid.ID[int32]).Draw(t, "members")
			g.Alone = rapid.IntRange(0, 2).Draw(t, "alone")
			for _, m := range g.Roster {
				if rapid.IntRange(0, 4).Draw(t, "belongs") > 0 {
					g.Belongs = append(g.Belongs, m)
				}
			}
		}
	}
	var desired []DesiredPair
	if n := int32(len(list)); n > 1 {
		for range rapid.IntRange(0, 4).Draw(t, "wishes") {
			a, b := rapid.Int32Range(0, n-1).Draw(t, "a"), rapid.Int32Range(0, n-1).Draw(t, "b")
			if a != b && list[a].Own == list[b].Own && list[a].Counted && list[b].Counted {
				desired = append(desired, DesiredPair{a, b, SameName})
			}
		}
	}
	return list, desired, terms
}

// brokenPromises are the promises that a plan breaks.
func brokenPromises(list []Candidate, plan *Plan, terms Terms) []string {
	var broken []string
	complain := func(format string, args ...any) { broken = append(broken, fmt.Sprintf(format, args...)) }
	of, rows, result := map[string]*Candidate{}, map[string]*Row{}, map[string]Candidate{}
	for i := range list {
		of[list[i].Code] = &list[i]
	}
	for i := range plan.Rows {
		rows[plan.Rows[i].Group] = &plan.Rows[i]
	}
	for _, c := range plan.Result() {
		result[c.Code] = c
	}
	survives := func(r *Row) bool { return r.Action == Keep || r.Action == Trim }
	counted, wide, excused := map[string]int{}, map[string]int{}, map[string]bool{}
	for code, c := range of {
		r := rows[code]
		switch {
		case r.Members+r.Joins-r.Leaves != r.After:
			complain("%s: %d + %d - %d is not %d", code, r.Members, r.Joins, r.Leaves, r.After)
		case c.Kept != "" && r.Action != Keep:
			complain("%s is of a category that is kept, and to be %s", code, r.Action)
		case c.Kept == "" && c.Zombie && r.Action != Dissolve:
			complain("%s is a zombie, and to be %s", code, r.Action)
		case c.Kept == "" && !c.Zombie && c.Ends != "" && (r.Action != DissolveAtEnd || r.On != c.Ends):
			complain("%s ends with its stage, and is to be %s", code, r.Action)
		case survives(r) != (result[code].Code != ""):
			complain("%s is %s, and in the result: %v", code, r.Action, result[code].Code)
		}
		if survives(r) {
			after := result[code]
			if n := len(after.Roster) + after.Alone; n != r.After {
				complain("%s has %d members afterwards, its row says %d", code, n, r.After)
			}
			if grown := r.Joins > 0 || r.Forecast != r.Messages; grown && (r.After > terms.MaxMembers || r.Forecast.Day > terms.MaxMessages) {
				complain("%s grows beyond the limits: %d members, %v messages", code, r.After, r.Forecast)
			}
			if c.Counted {
				counted[c.Own]++
				if c.Reach == countyWide {
					wide[c.Own]++
				}
				for _, a := range r.Advice {
					excused[c.Own+a.Why] = true
				}
			}
		}
		if r.Action != Merge {
			continue
		}
		into := rows[r.Into]
		if into == nil || !survives(into) {
			complain("%s is merged into %s, which does not survive", code, r.Into)
			continue
		}
		if of[r.Into].Own != c.Own && !terms.AcrossUnits || !covers(of[r.Into].Reach, c.Reach) {
			complain("%s is merged into %s of another unit or a narrower reach", code, r.Into)
		}
		for _, m := range c.followers() {
			if !slices.Contains(result[r.Into].Roster, m) {
				complain("%d of %s is left out of %s", m, code, r.Into)
			}
		}
	}
	for own, n := range counted {
		if limit, ok := terms.Quota[own]; ok && n > limit && !excused[own+QuotaNotMet] {
			complain("%s keeps %d groups, %d are allowed, and no row says why", own, n, limit)
		}
		if wide[own] > terms.CountyWide && !excused[own+CountyWideNotMet] {
			complain("%s keeps %d county-wide groups, and no row says why", own, wide[own])
		}
	}
	return broken
}

// covers S1.4, S2.3, S4.3, S5.3
func TestAPlanKeepsItsPromises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list, desired, terms := drawPlan(t)
		plan := NewPlan(list, desired, terms)
		if broken := brokenPromises(list, plan, terms); len(broken) > 0 {
			t.Fatal(strings.Join(broken, "\n"))
		}
		left := plan.Result()
		place := map[string]int32{}
		for i := range left {
			place[left[i].Code] = int32(i)
		}
		var still []DesiredPair
		for _, w := range desired {
			a, okA := place[list[w.A].Code]
			b, okB := place[list[w.B].Code]
			if okA && okB {
				still = append(still, DesiredPair{a, b, w.Reason})
			}
		}
		for _, r := range NewPlan(left, still, terms).Rows {
			if r.Action != Keep {
				t.Fatalf("the plan of the result: %+v", r)
			}
		}
		reversed, n := slices.Clone(list), int32(len(list))
		slices.Reverse(reversed)
		turned := slices.Clone(desired)
		for i := range turned {
			turned[i].A, turned[i].B = n-1-turned[i].A, n-1-turned[i].B
		}
		if diff := cmp.Diff(plan.Rows, NewPlan(reversed, turned, terms).Rows); diff != "" {
			t.Fatalf("the order of the input decides (-want +got)\n%s", diff)
		}
	})
}

// covers S4.3, S4.4
func TestAPlanTellsTheFourFigures(t *testing.T) {
	terms := Terms{Limits: limits(t, 0.7, 0.8, 2), MaxMembers: 5, MaxMessages: 100, CountyWide: 1, Quota: map[string]int{"U": 3}}
	group := func(code, reach string, members ...int32) Candidate {
		return Candidate{Group: Group{Code: code, Unit: "U", Own: "U", Reach: reach, Counted: true}, Roster: members}
	}
	a, b, c, d, e, f := group("A", "跨单位", 1, 2, 3, 4), group("B", "跨单位", 1, 2, 3, 9), group("C", "跨单位", 5, 6), group("D", "跨单位", 7), group("E", "全县", 11, 12, 13, 14), group("F", "跨单位", 11, 12, 13, 14, 15, 16)
	b.Belongs, b.Messages = []int32{1, 2, 3}, Rate{2, true}
	a.Messages = Rate{5, true}
	c.Zombie, d.Ends = true, "2026-12-31"
	e.Important, e.Belongs, e.Messages = true, []int32{11, 12, 13}, Rate{0.2, true}
	plan := NewPlan([]Candidate{a, b, c, d, e, f}, []DesiredPair{{0, 1, SameName}, {4, 5, SameName}}, terms)
	want := []Row{
		{Group: "A", Action: Keep, Members: 4, After: 4, Messages: Rate{5, true}, Forecast: Rate{7, true}},
		{Group: "B", Action: Merge, Into: "A", Reason: SameName, Members: 4, Leaves: 4, Messages: Rate{2, true}},
		{Group: "C", Action: Dissolve, Reason: ByZombie, Members: 2, Leaves: 2},
		{Group: "D", Action: DissolveAtEnd, On: "2026-12-31", Reason: ByStage, Members: 1, Leaves: 1},
		{Group: "E", Action: Trim, Reason: ByQuiet, Members: 4, After: 3, Leaves: 1, Messages: Rate{0.2, true}, Forecast: Rate{0.2, true}},
		{
			Group: "F", Action: Keep, Members: 6, After: 6,
			Advice: []Advice{{Why: TooManyMembers, With: "E", Forecast: Forecast{6, 3, Rate{0.2, false}}, Limit: 5}},
		},
	}
	if diff := cmp.Diff(want, plan.Rows); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if diff := cmp.Diff(Figures{Before: 6, After: 3, Dissolved: 1, Merged: 1, Removed: 1, DissolveAtEnd: 1}, plan.Figures()); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	text := plan.Rows[5].Advice[0]
	if zh, en := text.Text(phrase.Zh), text.Text(phrase.En); zh != "不建议并入 E：并入后有 6 人（新进 3 人），超过 5 人" || en != "not to be merged into E: it would have 6 members (3 of them new), more than 5" {
		t.Errorf("%s\n%s", zh, en)
	}
}

// covers S2.1, S11.1
func TestAQuotaIsMetByMergingTheLeastUsed(t *testing.T) {
	terms := Terms{Limits: limits(t, 0.7, 0.8, 5), MaxMembers: 500, MaxMessages: 100, CountyWide: 1, Quota: map[string]int{"U": 2}}
	var list []Candidate
	for i, used := range []workgroup.Date{"2026-11-20", "2026-10-01", "", "2026-11-22"} {
		list = append(list, Candidate{
			Group: Group{Code: fmt.Sprintf("G%d", i), Unit: "U", Own: "U", Reach: "跨单位", Counted: true}, LastUsed: used,
			Roster: []int32{int32(i), int32(i + 1), int32(i + 2)},
		})
	}
	list[3].Reach = "单位内部"
	plan := NewPlan(list, nil, terms)
	got := map[string]string{}
	for _, r := range plan.Rows {
		got[r.Group] = fmt.Sprint(r.Action, " ", r.Into, " ", r.Reason)
	}
	want := map[string]string{"G0": "keep  ", "G1": "merge G0 quota", "G2": "keep  ", "G3": "merge G2 quota"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestEveryReasonAndAdviceHasWords(t *testing.T) {
	for _, key := range []string{
		KeptUncounted, KeptProtected, SamePeople, Contained, SameName, SamePurpose, ByZombie, ByStage, ByQuiet, ByQuota, ByForbiddenKind, ByTooMany,
	} {
		if !phrase.Has(phrase.Key("plan.reason." + key)) {
			t.Errorf("reason %s has no words", key)
		}
	}
	for _, key := range []string{TooManyMembers, TooManyMessages, NarrowerReach, OtherUnit, NoRoster, QuotaNotMet, CountyWideNotMet, ForbiddenNotMet} {
		if !phrase.Has(phrase.Key("plan.advice." + key)) {
			t.Errorf("advice %s has no words", key)
		}
	}
	for _, key := range []Action{Keep, Trim, Merge, Dissolve, DissolveAtEnd} {
		if !phrase.Has(phrase.Key("plan.action." + string(key))) {
			t.Errorf("action %s has no words", key)
		}
	}
}
