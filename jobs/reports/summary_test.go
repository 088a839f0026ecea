package reports

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"qunguan/notify/digest"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/workgroup"
)

var shanghai = time.FixedZone("Asia/Shanghai", 8*3600)

func day(d workgroup.Date) time.Time { return d.In(shanghai).Add(9 * time.Hour) }

// version is a group of unit U1 on WeChat as it stood from nine o'clock on.
func version(from workgroup.Date, code, state string, change ...func(*workgroup.Group)) workgroup.GroupVersion {
	g := workgroup.Group{Code: code, Name: "群" + code, Unit: "U1", Platform: "微信", State: state}
	for _, c := range change {
		c(&g)
	}
	return workgroup.GroupVersion{Group: g, From: day(from)}
}

func founded(d workgroup.Date) func(*workgroup.Group) {
	return func(g *workgroup.Group) { g.FoundedOn = d }
}

func dissolved(d workgroup.Date) func(*workgroup.Group) {
	return func(g *workgroup.Group) { g.DissolvedOn = d }
}

func in(unit, platform string) func(*workgroup.Group) {
	return func(g *workgroup.Group) { g.Unit, g.Platform = unit, platform }
}

func into(code string) func(*workgroup.Group) {
	return func(g *workgroup.Group) { g.MergedInto = code }
}

func until(ends workgroup.Date) func(*workgroup.Group) {
	return func(g *workgroup.Group) { g.Staged, g.EndsOn = true, ends }
}

func data(from, to workgroup.Date, groups ...workgroup.GroupVersion) Data {
	return Data{
		Lang: phrase.Zh, Period: digest.Period{From: from, To: to}, Location: shanghai, Groups: groups,
		Units: workgroup.Units{"U1": {Code: "U1", Name: "水利局"}, "U2": {Code: "U2", Name: "教育局"}},
	}
}

func TestReductionIsThatOfTheDocuments(t *testing.T) { // covers S2.4, S9.4, S11.7
	for _, c := range []struct {
		before, after int
		want          float64
	}{
		{2000, 450, 77.5},
		{351, 187, 46.7},
		{342, 179, 47.7},
		{1784, 614, 65.6}, // S11.7: 1170 of 1784; the document prints 59 %
		{127, 16, 87.4},
		{4, 5, -25},
		{3, 3, 0},
	} {
		if got := digest.Reduction(c.before, c.after); got == nil || *got != c.want {
			t.Errorf("%d → %d: %v, want %v", c.before, c.after, got, c.want)
		}
	}
	if got := digest.Reduction(0, 5); got != nil {
		t.Errorf("nothing before: %v, want no percentage", *got)
	}
}

func TestWhenAGroupExists(t *testing.T) {
	dead, merged, live, pending, frozen := workgroup.StateDissolved, workgroup.StateMerged, workgroup.StateLive, workgroup.StatePending, workgroup.StateFrozen
	first := day("2026-11-02") // when the unit's groups were first registered
	type row struct{ from, end workgroup.Date }
	for _, c := range []struct {
		name     string
		versions []workgroup.GroupVersion
		want     []row
	}{
		{"a group without a founding date that came with the first registration was always there", []workgroup.GroupVersion{version("2026-11-02", "G", live)}, []row{{"", ""}}},
		{"one that came later is new from the day it was registered", []workgroup.GroupVersion{version("2026-11-10", "G", live)}, []row{{"2026-11-10", ""}}},
		{"a founding date counts before both", []workgroup.GroupVersion{version("2026-11-10", "G", "", founded("2025-01-01"))}, []row{{"2025-01-01", ""}}},
		{"it ends on the day the import says so", []workgroup.GroupVersion{version("2026-11-02", "G", live), version("2026-11-12", "G", dead)}, []row{{"", "2026-11-12"}}},
		{"an earlier date of dissolution is the truth", []workgroup.GroupVersion{version("2026-11-02", "G", live), version("2026-11-12", "G", merged, dissolved("2026-11-05"))}, []row{{"", "2026-11-05"}}},
		{"also one that was filled in afterwards", []workgroup.GroupVersion{version("2026-11-02", "G", live), version("2026-11-12", "G", dead), version("2026-11-20", "G", dead, dissolved("2026-11-06"))}, []row{{"", "2026-11-06"}}},
		{"a date after the day that told of it is not believed", []workgroup.GroupVersion{version("2026-11-02", "G", live), version("2026-11-12", "G", dead, dissolved("2027-01-01"))}, []row{{"", "2026-11-12"}}},
		{"a group that was over when it was registered, nobody knows since when, is no period's work", []workgroup.GroupVersion{version("2026-11-02", "G", dead, founded("2020-01-01"))}, nil},
		{"one that was over on a known day ended then", []workgroup.GroupVersion{version("2026-11-02", "G", dead, founded("2020-01-01"), dissolved("2026-10-20"))}, []row{{"2020-01-01", "2026-10-20"}}},
		{"one that waits for approval is not there yet", []workgroup.GroupVersion{version("2026-11-02", "G", pending), version("2026-11-08", "G", live)}, []row{{"2026-11-08", ""}}},
		{"and never was if it was not approved", []workgroup.GroupVersion{version("2026-11-02", "G", pending)}, nil},
		{"a frozen group exists", []workgroup.GroupVersion{version("2026-11-02", "G", live), version("2026-11-08", "G", frozen)}, []row{{"", ""}}},
		{"one that comes back has two lives", []workgroup.GroupVersion{version("2026-11-02", "G", live, founded("2024-01-01")), version("2026-11-08", "G", dead, founded("2024-01-01")), version("2026-11-20", "G", live, founded("2024-01-01"))}, []row{{"2024-01-01", "2026-11-08"}, {"2026-11-20", ""}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []row
			for _, s := range lifeOf(c.versions, first, shanghai).spans {
				got = append(got, row{s.from, s.end})
			}
			if diff := cmp.Diff(c.want, got, cmp.AllowUnexported(row{})); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

// eight groups of two units, registered on 2 November; then one is dissolved,
// one merged, one founded, one dissolved before the period, one approved.
func county() []workgroup.GroupVersion {
	return []workgroup.GroupVersion{
		version("2026-11-02", "A", workgroup.StateLive),
		version("2026-11-02", "B", workgroup.StateLive),
		version("2026-11-16", "B", workgroup.StateDissolved, dissolved("2026-11-12")),
		version("2026-11-02", "C", workgroup.StateLive),
		version("2026-11-18", "C", workgroup.StateMerged, into("A")),
		version("2026-11-17", "D", workgroup.StateLive),
		version("2026-11-02", "E", workgroup.StateDissolved, dissolved("2026-10-01")),
		version("2026-11-02", "F", workgroup.StatePending),
		version("2026-11-02", "Q", "", in("U1", "QQ")),
		version("2026-11-02", "S", workgroup.StateLive, in("U2", "QQ"), until("2026-12-31")),
	}
}

func TestSummaryOfASmallCounty(t *testing.T) { // covers S9.3, S9.4, S4.4
	d := data("2026-11-10", "2026-11-30", county()...)
	d.MembersLeft = map[string]int{"A": 3, "Q": 1, "E": 9}
	d.Cases = []ledger.Case{
		{ID: 7, Subject: ledger.Subject{Group: "B"}, OpenedOn: "2026-11-03", ClosedOn: "2026-11-16"},
		{ID: 8, Subject: ledger.Subject{Group: "B"}, OpenedOn: "2026-11-03", ClosedOn: "2026-11-05"},
		{ID: 9, Subject: ledger.Subject{Group: "A", Group2: "C"}, OpenedOn: "2026-11-04"},
	}
	percent := func(p float64) *float64 { return &p }
	none := []digest.EndedGroup{}
	want := []digest.SummaryRow{
		{Level: "unit", Unit: "U1", UnitName: "水利局", Platform: "QQ", Before: 1, After: 1, Reduction: percent(0), MembersRemoved: 1, Ended: none},
		{
			Level: "unit", Unit: "U1", UnitName: "水利局", Platform: "微信", Before: 3, Founded: 1, Dissolved: 1, Merged: 1, After: 2, Reduction: percent(33.3), MembersRemoved: 3,
			Ended: []digest.EndedGroup{
				{Group: "B", Name: "群B", State: "已解散", On: "2026-11-12", Cases: []int64{7}},
				{Group: "C", Name: "群C", State: "已合并", Into: "A", On: "2026-11-18", Cases: []int64{9}},
			},
		},
		{Level: "unit", Unit: "U2", UnitName: "教育局", Platform: "QQ", Before: 1, After: 1, Reduction: percent(0), StageGroups: 1, Ended: none},
		{Level: "platform", Platform: "QQ", Before: 2, After: 2, Reduction: percent(0), MembersRemoved: 1, StageGroups: 1, Ended: none},
		{Level: "platform", Platform: "微信", Before: 3, Founded: 1, Dissolved: 1, Merged: 1, After: 2, Reduction: percent(33.3), MembersRemoved: 3, Ended: none},
		{Level: "total", Before: 5, Founded: 1, Dissolved: 1, Merged: 1, After: 4, Reduction: percent(20), MembersRemoved: 4, StageGroups: 1, Ended: none},
	}
	if diff := cmp.Diff(want, SummaryOf(d)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestAfterIsBeforeAndWhatHappened(t *testing.T) {
	days := []workgroup.Date{"2026-09-01", "2026-11-02", "2026-11-03", "2026-11-11", "2026-11-12", "2026-11-13", "2026-11-17", "2026-11-18", "2026-11-30"}
	for i, from := range days {
		for _, to := range days[i:] {
			rows := SummaryOf(data(from, to, county()...))
			total := rows[len(rows)-1]
			if total.After != total.Before+total.Founded-total.Dissolved-total.Merged {
				t.Errorf("%s to %s: %+v", from, to, total)
			}
			next := SummaryOf(data(to.AddDays(1), to.AddDays(1), county()...))
			if before := next[len(next)-1].Before; before != total.After {
				t.Errorf("%s to %s: %d after, but %d before the next day", from, to, total.After, before)
			}
		}
	}
}

func TestWithoutAFirstDayTheSummaryBeginsWithTheRecords(t *testing.T) {
	rows := SummaryOf(data("", "2026-11-30", county()...))
	total := rows[len(rows)-1]
	// E had ended before; everything else is as in the period above.
	if total.Before != 5 || total.After != 4 || total.Dissolved != 1 {
		t.Errorf("%+v", total)
	}
}
