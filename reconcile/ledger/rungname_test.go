package ledger

import "testing"

// Names are read back: pages and commands put into words the codes in steps.
func TestARungIsReadBackFromItsName(t *testing.T) {
	for _, r := range []Rung{
		First, Prior, ToRemove, IsItDone, Unknown,
		NewRung("due", "responsible"), NewRung("due-3wd", "responsible"), NewRung("due+2m", "office:supervision"),
		{Kind: Reminder, Step: "2", Target: ToResponsible},
		{Kind: MeasureDue, Step: "2026-12-07", Target: ToResponsible},
		{Kind: StageEnds, Step: "2026-12-31 30", Target: ToResponsible},
		{Kind: LapseNotice, Step: "7 2026-12-31", Target: ToApprover},
	} {
		if got, ok := ReadRungName(r.Name()); !ok || got != r {
			t.Errorf("%q: %+v, want %+v", r.Name(), got, r)
		}
	}
	for _, name := range []string{"", "due", "due*3wd office", "demand", "打过电话 了"} {
		if r, ok := ReadRungName(name); ok {
			t.Errorf("%q is read as %+v", name, r)
		}
	}
}
