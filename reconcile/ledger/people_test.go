package ledger

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunguan/reconcile/calendar"
	"qunguan/reconcile/workgroup"
)

func TestAnAbsenceCountsUntilItsLastDayAndTheNewestCounts(t *testing.T) {
	all := []Absence{
		{ID: 1, Person: "P1", Deputy: "P2", From: "2026-11-01", Until: "2026-12-31", EndedOn: "2026-11-20"},
		{ID: 2, Person: "P1", Deputy: "P3", From: "2026-11-20", Until: "2026-11-30"},
		{ID: 3, Person: "P4", From: "2026-11-25", Until: "2026-11-25"},
	}
	for day, want := range map[workgroup.Date]string{
		"2026-10-31": "", "2026-11-19": "P1→P2", "2026-11-20": "P1→P3", "2026-11-30": "P1→P3", "2026-12-01": "",
	} {
		got := ""
		if a, ok := AbsentOn(all, day)["P1"]; ok {
			got = a.Person + "→" + a.Deputy
		}
		if got != want {
			t.Errorf("%s: %q, want %q", day, got, want)
		}
	}
	if a, ok := AbsentOn(all, "2026-11-25")["P4"]; !ok || a.Deputy != "" {
		t.Error("who named no deputy is absent all the same")
	}
}

func TestAMeasureIsRemindedOfWhileThereIsTimeToDoIt(t *testing.T) { // covers S5.7
	days := calendar.China().For()
	for name, c := range map[string]struct{ set, until, want workgroup.Date }{
		"the working day before":                    {"2026-11-23", "2026-12-04", "2026-12-03"},
		"over a weekend, on Friday":                 {"2026-11-23", "2026-11-30", "2026-11-27"},
		"set on the eve, on the day":                {"2026-12-03", "2026-12-04", "2026-12-04"},
		"for a Sunday, set on Friday, not any more": {"2026-11-27", "2026-11-29", ""},
		"for a Sunday, set on Thursday, on Friday":  {"2026-11-26", "2026-11-29", "2026-11-27"},
		"set on its own day, not at all":            {"2026-12-04", "2026-12-04", ""},
	} {
		if got := (Milestone{SetOn: c.set, Until: c.until}).RemindOn(days); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	m := Milestone{Until: "2026-12-04", Words: "改 群昵称"}
	if got := ParseMilestone(m.Note()); got != m {
		t.Errorf("%+v", got)
	}
}

func TestAMeasureIsARungOfItsOwn(t *testing.T) { // covers S5.7
	l := office(t, "due responsible")
	k := told()
	k.Case.State = Handling // taken up: reminders rest, measures do not
	k.Day = "2026-12-03"
	k.Milestones = []Milestone{
		{Case: 7, SetOn: "2026-11-24", Until: "2026-12-04", Words: "一"},
		{Case: 7, SetOn: "2026-11-24", Until: "2026-12-04", Words: "二"},
		{Case: 7, SetOn: "2026-11-24", Until: "2026-12-11", Words: "三"},
	}
	stands := func() (list []string) {
		for _, f := range l.Climb(k) {
			list = append(list, statusLine(f))
		}
		return list
	}
	want := []string{
		"due responsible 2026-12-07 P1 waits",
		"milestone-2026-12-04 responsible 2026-12-03 P1 due_now due",
		"milestone-2026-12-11 responsible 2026-12-10 P1 waits",
	}
	if diff := cmp.Diff(want, stands()); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	k.Case.SaidAt = k.Day.Time()
	if got := stands()[1]; got != "milestone-2026-12-04 responsible 2026-12-03 P1 rectified_pause" {
		t.Errorf("said to be mended: %s", got)
	}
	k.Day = "2026-12-07"
	if got := stands(); len(got) != 2 {
		t.Errorf("a day that has passed is not reminded of: %v", got)
	}
}

func TestExtend(t *testing.T) { // covers S5.7
	days := calendar.China().For()
	open := told().Case
	for name, c := range map[string]struct {
		change func(*Case)
		until  workgroup.Date
		by     string
		fault  string
		due    workgroup.Date
	}{
		"a later day":                   {nil, "2026-12-18", "P5", "", "2026-12-18"},
		"a day off moves to the next":   {nil, "2026-12-20", "P5", "", "2026-12-21"},
		"not by the responsible person": {nil, "2026-12-18", "P1", "extend_by_responsible", ""},
		"not to the same day":           {nil, "2026-12-07", "P5", "extend_not_later", ""},
		"not into the past":             {func(c *Case) { c.DueOn = "2026-11-20" }, "2026-11-30", "P5", "extend_into_past", ""},
		"what is overdue can be":        {func(c *Case) { c.DueOn = "2026-11-20" }, "2026-12-01", "P5", "", "2026-12-01"},
		"a year ahead at most":          {nil, "2027-12-01", "P5", "extend_too_long", ""},
		"not what is closed":            {func(c *Case) { c.State = Closed }, "2026-12-18", "P5", "extend_not_open", ""},
		"not what is exempt":            {func(c *Case) { c.State = Exempt }, "2026-12-18", "P5", "extend_not_open", ""},
	} {
		before := open
		if c.change != nil {
			c.change(&before)
		}
		after, fault := Extend(before, c.until, c.by, days, "2026-11-30")
		switch {
		case fault != c.fault:
			t.Errorf("%s: %q, want %q", name, fault, c.fault)
		case fault == "" && (after.DueOn != c.due || after.ExtendedBy != c.by || after.Life != before.Life+1 || after.ToldOn != before.ToldOn):
			t.Errorf("%s: %+v", name, after)
		case fault != "" && (after.DueOn != before.DueOn || after.Life != before.Life):
			t.Errorf("%s: refused, and changed: %+v", name, after)
		}
	}
	// A new deadline of the rule's own is no extension any more.
	after, _ := Extend(open, "2026-12-18", "P5", days, "2026-11-30")
	closed := Close(after, Fixed, "2026-12-01")
	if back := reopen(closed, Seen{DueOn: "2027-01-15"}, "2026-12-31"); back.ExtendedBy != "" || back.DueOn != "2027-01-15" {
		t.Errorf("reopened: %+v", back)
	}
}

func TestWhoMayExtend(t *testing.T) { // covers S5.7
	l := office(t)
	l.Units["U1"] = workgroup.Unit{Code: "U1", Principal: "P1", Leader: "P2", Parent: "U0"}
	c := told().Case // P1 is responsible, and the unit's principal
	got := MayExtend(c, l.Units, []string{"P3", "P404", "", "P6"}, l.People, "2026-11-30")
	if diff := cmp.Diff([]string{"P2", "P6", "P3"}, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestAnExemptionsEndIsToldTenWorkingDaysBefore(t *testing.T) {
	days := calendar.China().For()
	e := Exemption{ID: 1, Rule: "member.card", Group: "G1", From: "2026-11-01", Until: "2026-12-18"} // ten working days before: the 4th
	for name, c := range map[string]struct {
		e      Exemption
		others []Exemption
		day    workgroup.Date
		want   bool
	}{
		"the day before it is early":             {e, nil, "2026-12-03", false},
		"on the day":                             {e, nil, "2026-12-04", true},
		"late is better than never":              {e, nil, "2026-12-18", true},
		"when it is over":                        {e, nil, "2026-12-19", false},
		"ended early":                            {Exemption{ID: 1, Rule: "member.card", Group: "G1", From: "2026-11-01", Until: "2026-12-18", EndedOn: "2026-12-01"}, nil, "2026-12-04", false},
		"granted later than its notice would be": {Exemption{ID: 1, Rule: "member.card", Group: "G1", From: "2026-12-07", Until: "2026-12-18"}, nil, "2026-12-08", false},
		"renewed":                                {e, []Exemption{{ID: 2, Rule: "member.card", Group: "G1", From: "2026-12-01", Until: "2027-03-01"}}, "2026-12-04", false},
		"renewed for everybody and every group":  {Exemption{ID: 1, Rule: "member.card", Group: "G1", Person: "P1", From: "2026-11-01", Until: "2026-12-18"}, []Exemption{{ID: 2, Rule: "member.card", Group: "G1", From: "2026-12-01", Until: "2027-03-01"}}, "2026-12-04", false},
		"a longer one of something else":         {e, []Exemption{{ID: 2, Rule: "member.left", Group: "G1", From: "2026-12-01", Until: "2027-03-01"}}, "2026-12-04", true},
		"a longer one of one person in it only":  {e, []Exemption{{ID: 2, Rule: "member.card", Group: "G1", Person: "P1", From: "2026-12-01", Until: "2027-03-01"}}, "2026-12-04", true},
	} {
		if got := c.e.Lapses(append(c.others, c.e), days, c.day); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestAChainOfSeveralOfficesIsClimbedOneByOne(t *testing.T) { // covers S3.4
	l := office(t, "due responsible", "due+3wd office:discipline", "due+6wd office:two_offices", "due+10wd office:committee")
	k := told()
	var heard []string
	for d := k.Case.ToldOn.AddDays(1); d < "2027-01-15"; d = d.AddDays(1) {
		k.Day = d
		for _, f := range l.Climb(k) {
			if f.Record == "" {
				continue
			}
			heard = append(heard, string(d)+" "+f.To.Type+" "+f.To.Code)
			told := f.Notification(k.Case)
			told.State, told.ToldOn = NotificationTold, d
			k.Past = append(k.Past, told)
		}
	}
	want := []string{
		"2026-12-07 person P1", "2026-12-10 office discipline", "2026-12-15 office two_offices", "2026-12-21 office committee",
	}
	if diff := cmp.Diff(want, heard); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}
