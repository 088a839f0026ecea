package ledger

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunguan/reconcile/workgroup"
)

// toldBy is a notice to a person that was accepted on Tuesday the 24th.
func toldBy(person string) SentNotice {
	return SentNotice{Notice: "m1", By: "deliver", At: noon, On: "2026-11-24", Next: "2026-11-25", Person: person}
}

func said(rung Rung, to string) Notification {
	return Notification{Case: 7, Rung: rung, Day: "2026-11-24", ToType: workgroup.ToPerson, To: to, State: NotificationDue, Notice: "m1"}
}

// covers S1.13, S6.2, S8.7
func TestWhatBeingToldDoesToACase(t *testing.T) {
	before := Case{ID: 7, State: Found, Responsible: "P1", DueOn: "2026-12-07", ToldOn: "2026-11-20", Reminders: 1, Rung: 2}
	untold := before
	untold.ToldOn, untold.Reminders, untold.Rung = "", 0, 0
	late := untold
	late.DueOn = "2026-11-24"
	instead := said(NewRung("due", "responsible"), "P5")
	instead.For = "P1"
	call := said(NewRung("due", "responsible"), "P1")
	call.Phone = true
	office := said(NewRung("due+6wd", "office:office"), "office")
	office.ToType = workgroup.ToOffice
	for _, c := range []struct {
		name  string
		c     Case
		bound []Notification
		told  SentNotice
		want  func(*Case)
		steps []string
	}{
		{"the first time begins the count", untold, []Notification{said(First, "P1")}, toldBy("P1"), func(c *Case) { c.ToldOn, c.ToldAt, c.Reminders = "2026-11-24", noon, 1 }, []string{"told m1"}},
		{"a notice from before tellings were kept is a first one", untold, nil, toldBy("P1"), func(c *Case) { c.ToldOn, c.ToldAt, c.Reminders = "2026-11-24", noon, 1 }, []string{"told m1"}},
		{
			"a deadline that would be over moves to the next working day", late,
			[]Notification{said(First, "P1")},
			toldBy("P1"),
			func(c *Case) { c.ToldOn, c.ToldAt, c.Reminders, c.DueOn = "2026-11-24", noon, 1, "2026-11-25" },
			[]string{"told m1", "due_moved 2026-11-24 → 2026-11-25"},
		},
		{
			"a rung of an earlier life, whose notice was in doubt, is no rung of this one", func() Case { c := before; c.Life = 1; return c }(),
			[]Notification{said(NewRung("due", "responsible"), "P1")},
			toldBy("P1"),
			func(c *Case) { c.Life, c.Reminders = 1, 2 },
			[]string{"rung_told due responsible m1"},
		},
		{"what somebody else hears instead reminds nobody", untold, []Notification{said(First, "P5")}, toldBy("P5"), func(c *Case) { c.ToldOn, c.ToldAt = "2026-11-24", noon }, []string{"told m1"}},
		{"a rung is counted", before, []Notification{said(NewRung("due+3wd", "unit_principal"), "P5")}, toldBy("P5"), func(c *Case) { c.Rung = 3 }, []string{"rung_told due+3wd unit_principal m1"}},
		{"so is the office's", before, []Notification{office}, toldBy(""), func(c *Case) { c.Rung = 3 }, []string{"rung_told due+6wd office:office m1"}},
		{
			"one notice with two rungs is one reminder", before,
			[]Notification{said(NewRung("due-3wd", "responsible"), "P1"), said(NewRung("due", "responsible"), "P1")},
			toldBy("P1"),
			func(c *Case) { c.Rung, c.Reminders = 4, 2 },
			[]string{"rung_told due-3wd responsible m1", "rung_told due responsible m1"},
		},
		{"a deputy hears a reminder in the person's place", before, []Notification{instead}, toldBy("P5"), func(c *Case) { c.Rung, c.Reminders = 3, 2 }, []string{"rung_told due responsible m1"}},
		{"a call is a reminder like a notice", before, []Notification{call}, toldBy(""), func(c *Case) { c.Rung, c.Reminders = 3, 2 }, []string{"rung_told due responsible m1"}},
		{
			"one note about two calls is one reminder too", before,
			[]Notification{call, said(NewRung("due-3wd", "responsible"), "P1")},
			toldBy(""),
			func(c *Case) { c.Rung, c.Reminders = 4, 2 },
			[]string{"rung_told due responsible m1", "rung_told due-3wd responsible m1"},
		},
		{"the other owner of a pair moves nothing", before, []Notification{said(OtherOwner("2"), "P9")}, toldBy("P9"), nil, []string{"told_beside P9 m1"}},
		{"a prior notice moves nothing", before, []Notification{said(Prior, "P9")}, toldBy("P9"), nil, []string{"prior_notice P9 m1"}},
		{"not even where it reaches the responsible person", before, []Notification{said(Prior, "P1")}, toldBy("P1"), nil, []string{"prior_notice P1 m1"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			want := c.c
			if c.want != nil {
				c.want(&want)
			}
			after, done, steps := Tell(c.c, c.bound, c.told)
			if diff := cmp.Diff(want, after); diff != "" {
				t.Errorf("the case (-want +got):\n%s", diff)
			}
			var reasons []string
			for _, s := range steps {
				reasons = append(reasons, s.Reason+" "+s.Note)
				if s.CaseID != 7 || s.By != "deliver" || !s.At.Equal(noon) {
					t.Errorf("%+v", s)
				}
			}
			if diff := cmp.Diff(c.steps, reasons); diff != "" {
				t.Errorf("steps (-want +got):\n%s", diff)
			}
			for i, d := range done {
				if d.State != NotificationTold || d.ToldOn != workgroup.Date("2026-11-24") || c.bound[i].State != NotificationDue {
					t.Errorf("recorded as %+v, bound %+v", d, c.bound[i])
				}
			}
		})
	}
}
