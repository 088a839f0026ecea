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

func TestInventoryIsAsOfThePeriodsEnd(t *testing.T) { // covers S9.2
	d := data("2026-11-10", "2026-11-17", county()...)
	d.Members = map[string]int{"A": 12}
	type row struct {
		group, state string
		members      int
	}
	var got []row
	for _, r := range InventoryOf(d) {
		got = append(got, row{r.Group, r.State, r.Members})
	}
	// C is merged only on the 18th; E ended before the period.
	want := []row{{"A", "正常", 12}, {"B", "已解散", -1}, {"C", "正常", -1}, {"D", "正常", -1}, {"F", "待批", -1}, {"Q", "", -1}, {"S", "正常", -1}}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(row{})); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestLedgerIsAsOfThePeriodsEnd(t *testing.T) { // covers S5.5, S13.3
	step := func(id int64, at workgroup.Date, state ledger.State, by, reason, note string) ledger.Step {
		return ledger.Step{CaseID: id, At: day(at), State: state, By: by, Reason: reason, Note: note}
	}
	history := []ledger.Step{
		step(1, "2026-11-02", ledger.Found, "member-check", "opened", ""), // open all the time
		step(1, "2026-11-12", ledger.Handling, "P1", "step", "周五前改好"),
		step(1, "2026-11-13", ledger.Handling, "P1", "milestone", "2026-11-19 逐一核对"),
		step(1, "2026-11-14", ledger.Handling, "P1", "told", "msg_1"),     // a notice passed on by hand is no note
		step(2, "2026-11-02", ledger.Found, "member-check", "opened", ""), // closed in the period
		step(2, "2026-11-16", ledger.Closed, "member-check", "fixed", ""),
		step(3, "2026-11-02", ledger.Found, "member-check", "opened", ""), // closed before it
		step(3, "2026-11-05", ledger.Closed, "member-check", "fixed", ""),
		step(4, "2026-11-02", ledger.Found, "member-check", "opened", ""), // came back in it
		step(4, "2026-11-05", ledger.Closed, "member-check", "fixed", ""),
		step(4, "2026-11-14", ledger.Found, "member-check", "reopened", ""),
		step(5, "2026-11-25", ledger.Found, "member-check", "opened", ""), // opened after it
		step(6, "2026-11-02", ledger.Found, "member-check", "opened", ""), // closed after it
		step(6, "2026-11-24", ledger.Found, "deliver", "due_moved", "2026-11-16 → 2026-11-27"),
		step(6, "2026-11-25", ledger.Closed, "P1", "by_hand", "核实无误"),
	}
	d := data("2026-11-10", "2026-11-20", county()...)
	d.People = workgroup.PeopleOf(map[string]workgroup.Person{"P1": {Code: "P1", Name: "王伟"}})
	d.Steps = map[int64][]ledger.Step{}
	for _, s := range history {
		d.Steps[s.CaseID] = append(d.Steps[s.CaseID], s)
	}
	for id := int64(1); id <= 6; id++ {
		d.Cases = append(d.Cases, ledger.Case{
			ID: id, Rule: "member.card", Clause: "S6.2", Unit: "U1", Subject: ledger.Subject{Group: "C"}, Title: "群昵称不合要求",
			Responsible: "P1", OpenedOn: "2026-11-02", DueOn: "2026-11-16", State: ledger.Closed, ClosedOn: "2026-11-25",
			ToldOn: "2026-11-03", DataAt: workgroup.Date("2026-11-09").In(shanghai),
		})
	}
	d.Cases[5].DataAt = workgroup.Date("2026-11-02").In(shanghai) // whether it was done by the due day nobody knows
	row := digest.LedgerRow{
		Rule: "member.card", Clause: "S6.2", Unit: "U1", UnitName: "水利局", Group: "C", GroupName: "群C", Problem: "群昵称不合要求", Measure: "按规定格式修改群昵称。",
		Responsible: "P1", ResponsibleName: "王伟", OpenedOn: "2026-11-02", DueOn: "2026-11-16", State: ledger.Found, Overdue: true, Measures: []digest.Milestone{},
	}
	as := func(id int64, change func(*digest.LedgerRow)) digest.LedgerRow {
		r := row
		r.ID = id
		change(&r)
		return r
	}
	want := []digest.LedgerRow{
		as(1, func(r *digest.LedgerRow) {
			r.State, r.Note, r.Measures = ledger.Handling, "周五前改好", []digest.Milestone{{Until: "2026-11-19", Words: "逐一核对"}}
		}),
		as(2, func(r *digest.LedgerRow) {
			r.State, r.Overdue, r.ClosedOn, r.ClosedReason = ledger.Closed, false, "2026-11-16", ledger.Fixed
		}),
		as(4, func(r *digest.LedgerRow) { r.Reopened = 1 }),
		as(6, func(r *digest.LedgerRow) { r.Overdue, r.Unknown = false, true }),
	}
	if diff := cmp.Diff(want, LedgerOf(d)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	d.Cases[5].DueOn = "2026-11-27" // its value since the 24th
	if diff := cmp.Diff(want, LedgerOf(d)); diff != "" {
		t.Errorf("a deadline that was moved after the period: -want +got\n%s", diff)
	}
	d.Period = digest.Period{From: "2026-11-21", To: "2026-11-30"}
	last := LedgerOf(d)
	if r := last[len(last)-1]; r.ID != 6 || r.ClosedReason != ledger.ByHand || r.Note != "核实无误" {
		t.Errorf("closed by a person: %+v", r)
	}
}

func TestBurdenCountsWeeksFromMonday(t *testing.T) { // covers S5.4
	at := func(d workgroup.Date, hour int) time.Time { return d.In(shanghai).Add(time.Duration(hour) * time.Hour) }
	told := []Message{
		{"P1", at("2026-11-16", 9), false}, // a Monday
		{"P1", at("2026-11-22", 9), true},  // the Sunday of that week
		{"P1", at("2026-11-23", 20), true},
		{"P2", at("2026-11-18", 9), false},
	}
	d := data("2026-11-16", "2026-11-29")
	d.People = workgroup.PeopleOf(map[string]workgroup.Person{"P1": {Code: "P1", Unit: "U1"}, "P2": {Code: "P2", Unit: "U2"}})
	want := []digest.BurdenRow{
		{Person: "P1", Unit: "U1", UnitName: "水利局", Groups: 4, Messages: 3, PerWeek: 1.5, Most: 2, OffHours: 2, Weeks: []digest.WeekLoad{{Week: "2026-11-16", Messages: 2, OffHours: 1}, {Week: "2026-11-23", Messages: 1, OffHours: 1}}},
		{Person: "P2", Unit: "U2", UnitName: "教育局", Messages: 1, PerWeek: 0.5, Most: 1, Weeks: []digest.WeekLoad{{Week: "2026-11-16", Messages: 1, OffHours: 0}}},
		{Person: "P3", Groups: 2, Weeks: []digest.WeekLoad{}},
	}
	if diff := cmp.Diff(want, BurdenOf(d, told, map[string]int{"P1": 4, "P3": 2, "P9": 0})); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// covers S13.4
func TestAStepThatWasNotedLaterSaysSo(t *testing.T) {
	at := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	d := Data{Lang: phrase.Zh, Location: time.UTC}
	for after, want := range map[time.Duration]string{0: "", 24 * time.Hour: "", 48 * time.Hour: "（2026-11-25 09:00 登记）", -48 * time.Hour: "（2026-11-21 09:00 登记）"} {
		if got := d.written(ledger.Step{At: at, WrittenAt: at.Add(after)}); got != want {
			t.Errorf("%s later: %q, want %q", after, got, want)
		}
	}
}
