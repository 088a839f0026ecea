package ledger

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"qunguan/reconcile/workgroup"
)

// soundFile is a case that was opened, told by m1 and, on its due day, told
// again by m2.
func soundFile() CaseFile {
	c := Case{
		ID: 7, Rule: "member.card", Subject: Subject{Type: SubjectAccount, Group: "G1", Account: "wx_a"}, State: Found,
		OpenedOn: "2026-11-20", DueOn: "2026-12-04", ToldOn: "2026-11-23", Reminders: 2, Rung: 1,
	}
	monday := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	return CaseFile{
		Case: c, Key: c.Subject.Key(),
		Steps: []Step{
			{ID: 1, CaseID: 7, At: monday, State: Found, Reason: "opened"},
			{ID: 2, CaseID: 7, At: monday, State: Found, Reason: "told", Note: "m1"},
			{ID: 3, CaseID: 7, At: monday.AddDate(0, 0, 11), State: Found, Reason: "rung_told", Note: "due responsible m2"},
		},
		Notifications: []Notification{
			{Case: 7, Rung: First, Day: "2026-11-23", ToType: workgroup.ToPerson, To: "P1", State: NotificationTold, Notice: "m1", ToldOn: "2026-11-23"},
			{Case: 7, Rung: NewRung("due", "responsible"), Day: "2026-12-04", ToType: workgroup.ToPerson, To: "P1", State: NotificationTold, Notice: "m2", ToldOn: "2026-12-04"},
		},
		Notices: map[string]bool{"m1": true, "m2": true},
	}
}

func TestACaseFileIsComparedWithItsSteps(t *testing.T) {
	add := func(f *CaseFile, state State, reason, note string) {
		f.Steps = append(f.Steps, Step{ID: int64(len(f.Steps) + 1), CaseID: 7, State: state, Reason: reason, Note: note})
		f.Case.State = state
	}
	closed := func(f *CaseFile) {
		add(f, Closed, "fixed", "")
		f.Case.ClosedOn, f.Case.ClosedReason = "2026-12-07", Fixed
	}
	reopened := func(f *CaseFile) {
		closed(f)
		add(f, Found, "reopened", "")
		f.Case.ClosedOn, f.Case.ClosedReason, f.Case.ToldOn, f.Case.Rung, f.Case.Reopened, f.Case.Life = "", "", "", 0, 1, 1
	}
	for _, c := range []struct {
		name string
		harm func(*CaseFile)
		want []string
	}{
		{"told, and told again on the due day", func(*CaseFile) {}, nil},
		{"closed by a run", closed, nil},
		{"seen by the newest run", func(f *CaseFile) {
			f.Newest = time.Date(2026, 12, 7, 17, 0, 0, 0, time.UTC) // the 8th in China
			f.Case.LastSeenOn, f.Case.DataAt = "2026-12-08", f.Newest.Add(-time.Hour)
		}, nil},
		{"seen in years to come", func(f *CaseFile) { f.Case.LastSeenOn = "2030-01-01" }, []string{FlawSeen}},
		{"data of years to come", func(f *CaseFile) { f.Case.DataAt = time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC) }, []string{FlawSeen}},
		{"closed and come back, untold", reopened, nil},
		{"a rung of another life by the same name", func(f *CaseFile) {
			reopened(f)
			add(f, Found, "rung_told", "due responsible m3")
			f.Case.ToldOn, f.Case.Rung, f.Notices["m3"] = "2026-12-03", 1, true
		}, nil},
		{"a rung under an extended deadline", func(f *CaseFile) {
			add(f, Found, ReasonExtended, "2026-12-04 → 2026-12-18 分步实施")
			add(f, Found, "rung_told", "due responsible m3")
			f.Case.DueOn, f.Case.Rung, f.Case.Life, f.Notices["m3"] = "2026-12-18", 1, 1, true
		}, nil},
		{"a notice in doubt that is sent again under a later deadline, and its rung for that one", func(f *CaseFile) {
			f.Notifications = append(f.Notifications, Notification{Case: 7, Rung: NewRung("due+1wd", "second_admin"), Day: "2026-12-07", To: "P2", State: NotificationTold, Notice: "m3", ToldOn: "2026-12-08"})
			add(f, Found, ReasonExtended, "2026-12-04 → 2026-12-18 分步实施")
			add(f, Found, "rung_told", "due+1wd second_admin m3")
			add(f, Found, "rung_told", "due+1wd second_admin m4")
			f.Case.DueOn, f.Case.Rung, f.Case.Life, f.Notices["m3"], f.Notices["m4"] = "2026-12-18", 1, 1, true, true
		}, nil},
		{"exempt, and found again untold", func(f *CaseFile) {
			add(f, Exempt, "updated", "exempted")
			add(f, Found, "updated", "exemption_ended")
			f.Case.ToldOn, f.Case.Rung = "", 0
		}, nil},
		{"a person's steps as the table has them", func(f *CaseFile) {
			add(f, Handling, ReasonStep, "")
			add(f, Handling, ReasonRectified, "")
			add(f, Accountability, ReasonStep, "")
		}, nil},
		{"a rung that was passed over by somebody who saw the case before it was closed", func(f *CaseFile) {
			closed(f)
			f.Steps = append(f.Steps, Step{ID: 9, State: Found, Reason: "rung_skipped"})
		}, nil},
		{"a call that was made, of a task with two", func(f *CaseFile) {
			add(f, Found, "rung_told", "due+1wd second_admin m3")
			f.Notifications = append(f.Notifications, Notification{Case: 7, Rung: NewRung("due+1wd", "second_admin"), Day: "2026-12-07", To: "P2", Phone: true, State: NotificationTold, Notice: "m3", ToldOn: "2026-12-07"})
			f.Notices["m3"], f.Case.Rung = false, 2
		}, nil},
		{"no steps at all", func(f *CaseFile) { f.Steps = nil }, []string{FlawNoStep, FlawNoStep, FlawState, FlawUntold, FlawRungCount}},
		{"the first step is lost", func(f *CaseFile) { f.Steps = f.Steps[1:] }, []string{FlawStep}},
		{"a case that is circulated cannot be handed over", func(f *CaseFile) {
			add(f, Circulated, ReasonStep, "")
			add(f, HandedOver, ReasonStep, "")
		}, []string{FlawStep}},
		{"a run closes what is closed", func(f *CaseFile) { closed(f); add(f, Closed, "fixed", "") }, []string{FlawStep}},
		{"reopened without having been closed", func(f *CaseFile) {
			add(f, Found, "reopened", "")
			f.Case.ToldOn, f.Case.Rung, f.Case.Reopened = "", 0, 1
		}, []string{FlawStep}},
		{"another state than its steps lead to", func(f *CaseFile) { f.Case.State = Handling }, []string{FlawState}},
		{"closed without a day", func(f *CaseFile) { closed(f); f.Case.ClosedOn = "" }, []string{FlawClosed}},
		{"open with a day of closing", func(f *CaseFile) { f.Case.ClosedOn = "2026-12-07" }, []string{FlawClosed}},
		{"exempt without an end", func(f *CaseFile) { add(f, Exempt, "updated", "exempted") }, []string{FlawExempt}},
		{"stored under another key", func(f *CaseFile) { f.Key = "0" }, []string{FlawKey}},
		{"a reopening that nobody counted", func(f *CaseFile) { reopened(f); f.Case.Reopened = 0 }, []string{FlawReopened}},
		{"told, and no step says so", func(f *CaseFile) { f.Steps, f.Notices, f.Case.Rung = f.Steps[:1], nil, 0 }, []string{FlawUntold}},
		{"a step says told, and the case is untold", func(f *CaseFile) { f.Case.ToldOn = "" }, []string{FlawUntold}},
		{"a step says told by a notice that told nothing", func(f *CaseFile) { f.Notices["m1"] = false }, []string{FlawNotTold}},
		{"a step says told by a notice that does not name the case", func(f *CaseFile) { delete(f.Notices, "m2") }, []string{FlawNotTold}},
		{"a notice that told it left no step", func(f *CaseFile) { f.Notices["m3"] = true }, []string{FlawNoStep}},
		{"due on the day of the first telling", func(f *CaseFile) { f.Case.DueOn = f.Case.ToldOn }, []string{FlawDue}},
		{"a rung told twice", func(f *CaseFile) {
			add(f, Found, "rung_told", "due responsible m3")
			f.Notices["m3"], f.Case.Rung = true, 2
		}, []string{FlawRungTwice}},
		{"a rung that was not counted", func(f *CaseFile) { f.Case.Rung = 0 }, []string{FlawRungCount}},
		{"told without a day", func(f *CaseFile) { f.Notifications[0].ToldOn = "" }, []string{FlawNotification, FlawTooEarly}},
		{"told by nothing", func(f *CaseFile) { f.Notifications[0].Notice = "" }, []string{FlawNotification}},
		{"due, and with a day", func(f *CaseFile) { f.Notifications[0].State = NotificationDue }, []string{FlawNotification}},
		{"a rung before its day", func(f *CaseFile) { f.Notifications[1].ToldOn = "2026-12-03" }, []string{FlawTooEarly}},
		{"the later rung first", func(f *CaseFile) {
			f.Notifications[1].ToldOn = "2026-12-10"
			f.Notifications = append(f.Notifications, Notification{Case: 7, Rung: NewRung("due+2wd", "responsible"), Day: "2026-12-08", ToType: workgroup.ToPerson, To: "P1", State: NotificationTold, Notice: "m2", ToldOn: workgroup.Date("2026-12-09")})
		}, []string{FlawRungOrder}},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := soundFile()
			c.harm(&f)
			var kinds []string
			for _, flaw := range f.Flaws() {
				if flaw.Case != 7 {
					t.Errorf("%+v is about another case", flaw)
				}
				kinds = append(kinds, flaw.Kind)
			}
			if diff := cmp.Diff(c.want, kinds); diff != "" {
				t.Errorf("-want +got\n%s\n%+v", diff, f.Flaws())
			}
		})
	}
}
