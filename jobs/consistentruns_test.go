package jobs

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"qunguan/reconcile"
	"qunguan/reconcile/ledger"
)

func kindsOf(flaws []ledger.Flaw) []string {
	var kinds []string
	for _, f := range flaws {
		kinds = append(kinds, f.Kind)
	}
	return kinds
}

func TestATickIsTakenInTimeAndEndsOnceItsJobRan(t *testing.T) {
	nine := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name string
		harm func(*TickFile)
		want []string
	}{
		{"a tick that ended well", func(*TickFile) {}, nil},
		{"one that is at work", func(f *TickFile) { f.EndAt, f.Outcome, f.Ran = time.Time{}, "", false }, nil},
		{"one that failed before its run could be noted", func(f *TickFile) { f.Outcome, f.Ran = StatusFailed, false }, nil},
		{"the beginning of a schedule", func(f *TickFile) { f.Outcome, f.Ran = scheduledOnly, false }, nil},
		{"ended, and nobody says how", func(f *TickFile) { f.Outcome = "" }, []string{FlawTickHalf}},
		{"an outcome of what has not ended", func(f *TickFile) { f.EndAt = time.Time{} }, []string{FlawTickHalf}},
		{"taken by nobody", func(f *TickFile) { f.Holder = "" }, []string{FlawTickHalf}},
		{"taken a second before its time", func(f *TickFile) { f.TakenAt = nine.Add(-time.Second) }, []string{FlawTickEarly}},
		{"ended before it began", func(f *TickFile) { f.EndAt = nine.Add(time.Second) }, []string{FlawTickEnd}},
		{"ended well without a run", func(f *TickFile) { f.Ran = false }, []string{FlawTickRun}},
		{"held back without a run", func(f *TickFile) { f.Outcome, f.Ran = StatusHeld, false }, []string{FlawTickRun}},
	} {
		f := TickFile{Tick: Tick{"compose", nine}, Holder: "h:1:x", TakenAt: nine.Add(2 * time.Second), EndAt: nine.Add(time.Minute), Outcome: StatusOK, Ran: true}
		c.harm(&f)
		if diff := cmp.Diff(c.want, kindsOf(f.Flaws())); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestARunEndsWhenItsPartsAreDoneAndNoUnitIsInTwoOfThem(t *testing.T) {
	nine := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	tick := Tick{"member-check", nine}
	for _, c := range []struct {
		name string
		harm func(*RunFile)
		want []string
	}{
		{"a run whose parts are done", func(*RunFile) {}, nil},
		{"a run without parts", func(f *RunFile) { f.Parts = nil }, nil},
		{"one that is at work, a part of it taken, a part waiting", func(f *RunFile) {
			f.FinishedAt, f.Status = time.Time{}, ""
			f.Parts[0].Done, f.Parts[0].Reported = false, false
			f.Parts[1] = PartFile{Seq: 2, Tick: tick, Moment: nine, Range: UnitRange{"C", "D"}, Ticked: true}
		}, nil},
		{"one that failed with a part undone", func(f *RunFile) { f.Status, f.Parts[1].Done, f.Parts[1].Reported = StatusFailed, false, false }, nil},
		{"ended, and nobody says how", func(f *RunFile) { f.Status = "" }, []string{FlawRunHalf}},
		{"ended before it began", func(f *RunFile) { f.FinishedAt = nine }, []string{FlawRunEnd}},
		{"ended well with a part undone", func(f *RunFile) { f.Parts[1].Done, f.Parts[1].Reported = false, false }, []string{FlawRunOpen}},
		{"a run that never was", func(f *RunFile) { *f = RunFile{RunRecord: reconcile.RunRecord{ID: 7}, Parts: f.Parts[:1]} }, []string{FlawPartRun}},
		{"a part of another job", func(f *RunFile) { f.Parts[0].Tick.Job = "compose" }, []string{FlawPartRun}},
		{"a part of another moment", func(f *RunFile) { f.Parts[0].Moment = nine.Add(time.Hour) }, []string{FlawPartRun}},
		{"a part of a tick that never was", func(f *RunFile) { f.Parts[1].Ticked = false }, []string{FlawPartTick}},
		{"a part that is done and reported nothing", func(f *RunFile) { f.Parts[0].Reported = false }, []string{FlawPartHalf}},
		{"a part that nobody did", func(f *RunFile) { f.Parts[0].Holder, f.Parts[0].Token = "", 0 }, []string{FlawPartHalf}},
		{"a part held under no token", func(f *RunFile) { f.Parts[0].Token = 0 }, []string{FlawPartHalf}},
		{"a unit in two parts", func(f *RunFile) { f.Parts[1].Range.First = "B" }, []string{FlawPartRange}},
		{"a part that ends before it begins", func(f *RunFile) { f.Parts[1].Range.Last = "A" }, []string{FlawPartRange}},
		{"the first part is missing", func(f *RunFile) { f.Parts = f.Parts[1:] }, []string{FlawPartRange}},
	} {
		f := RunFile{Known: true, Parts: []PartFile{
			{Seq: 1, Tick: tick, Moment: nine, Range: UnitRange{"A", "B"}, Holder: "h:1:x", Token: 1, Done: true, Reported: true, Ticked: true},
			{Seq: 2, Tick: tick, Moment: nine, Range: UnitRange{"C", "D"}, Holder: "h:2:y", Token: 3, Done: true, Reported: true, Ticked: true},
		}}
		f.RunRecord = reconcile.RunRecord{ID: 7, Job: "member-check", Moment: nine, Tick: true, StartedAt: nine.Add(time.Second), FinishedAt: nine.Add(time.Minute), Status: StatusOK}
		c.harm(&f)
		if diff := cmp.Diff(c.want, kindsOf(f.Flaws())); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestALeaseHasAHolderAndAToken(t *testing.T) {
	for f, want := range map[LeaseFile][]string{
		{"scheduler", "h:1:x", 1}: nil,
		{"scheduler", "", 4}:      {FlawLeaseHalf},
		{"scheduler", "h:1:x", 0}: {FlawLeaseHalf},
	} {
		if diff := cmp.Diff(want, kindsOf(f.Flaws())); diff != "" {
			t.Errorf("%+v (-want +got):\n%s", f, diff)
		}
	}
}
