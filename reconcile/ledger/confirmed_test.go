package ledger

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"qunguan/reconcile/workgroup"
)

var cst = time.FixedZone("CST", 8*3600)

func moment(day workgroup.Date, hour int) time.Time {
	return day.In(cst).Add(time.Duration(hour) * time.Hour)
}

func TestWhatConfirmsACase(t *testing.T) {
	told := Case{ToldOn: "2026-11-23", ToldAt: moment("2026-11-23", 9)}
	for _, c := range []struct {
		name string
		c    func(*Case)
		want bool
	}{
		{"the roster of which it was told", func(c *Case) { c.DataAt = moment("2026-11-22", 12) }, false},
		{"a roster of the very moment", func(c *Case) { c.DataAt = c.ToldAt }, false},
		{"one of the afternoon", func(c *Case) { c.DataAt = moment("2026-11-23", 15) }, true},
		{"where only the day is known, not the afternoon's", func(c *Case) { c.ToldAt, c.DataAt = time.Time{}, moment("2026-11-23", 15) }, false},
		{"but the next day's", func(c *Case) { c.ToldAt, c.DataAt = time.Time{}, moment("2026-11-24", 9) }, true},
		{"nothing, after somebody said that it is mended", func(c *Case) { c.DataAt, c.SaidAt = moment("2026-11-30", 9), moment("2026-12-01", 9) }, false},
		{"a roster that is newer than that too", func(c *Case) { c.DataAt, c.SaidAt = moment("2026-12-02", 9), moment("2026-12-01", 9) }, true},
		{"no data at all", func(*Case) {}, false},
	} {
		k := told
		c.c(&k)
		if got := k.Confirmed(cst); got != c.want {
			t.Errorf("%s: confirmed %v", c.name, got)
		}
	}
}

// month plays a case day by day until the day: due rungs are told on the same day, and rosters say
// that it is still there.
func (k *LadderInput) month(l Ladder, until workgroup.Date, rosters ...workgroup.Date) []string {
	var heard []string
	for d := k.Case.ToldOn.AddDays(1); d <= until; d = d.AddDays(1) {
		k.Day = d
		if slices.Contains(rosters, d) {
			k.Case.DataAt = moment(d, 8)
		}
		if !l.Days.IsWorkingDay(d) {
			continue
		}
		reminded := false
		for _, f := range l.Climb(*k) {
			if f.Record == "" {
				continue
			}
			t := f.Notification(k.Case)
			if t.State == NotificationDue {
				t.State, t.ToldOn, t.Notice = NotificationTold, d, "m"
				heard = append(heard, string(d[5:])+" "+f.To.Code+" "+f.Rung.Name())
				reminded = reminded || t.To == "P1" && t.Rung != Prior
			}
			k.Past = append(k.Past, t)
		}
		if reminded {
			k.Case.Reminders++
		}
	}
	return heard
}

// covers S1.13, S6.2, S8.7
func TestNothingIsUnsolvedUntilNewerDataSaysSo(t *testing.T) {
	start := func() (Ladder, LadderInput) {
		l, k := office(t, countyRungs...), told()
		l.Private = func(workgroup.Recipient) bool { return true }
		k.ByData, k.Asks, k.Concerned = true, true, ToldBefore
		k.Case.ToldAt, k.Case.DataAt, k.Case.Subject.Person = moment("2026-11-23", 9), moment("2026-11-23", 8), "P9"
		return l, k
	}
	for _, c := range []struct {
		name    string
		rosters []workgroup.Date
		change  func(*Ladder, *LadderInput)
		want    []string
	}{
		{"no newer roster ever comes: the question is asked once, and passed on once", nil, nil, []string{
			"12-02 P1 due-3wd responsible", "12-07 P1 inquiry responsible", "12-10 P5 inquiry unit_principal",
		}},
		{"a roster before the due day: the person concerned first, then the demand, then the ladder", []workgroup.Date{"2026-11-30"}, nil, []string{
			"12-02 P1 due-3wd responsible", "12-02 P9 prior", "12-07 P1 due responsible", "12-07 P1 demand responsible",
			"12-08 P2 due+1wd second_admin", "12-10 P5 due+3wd unit_principal", "12-15 office due+6wd office:office",
		}},
		{"a roster on the due day confirms, and the person concerned has a working day", []workgroup.Date{"2026-12-07"}, nil, []string{
			"12-02 P1 due-3wd responsible", "12-07 P1 due responsible", "12-07 P9 prior", "12-08 P2 due+1wd second_admin", "12-08 P1 demand responsible",
			"12-10 P5 due+3wd unit_principal", "12-15 office due+6wd office:office",
		}},
		{"a late roster: from then on one rung a working day", []workgroup.Date{"2026-12-21"}, nil, []string{
			"12-02 P1 due-3wd responsible", "12-07 P1 inquiry responsible", "12-10 P5 inquiry unit_principal",
			"12-21 P1 due responsible", "12-21 P9 prior", "12-22 P2 due+1wd second_admin", "12-22 P1 demand responsible",
			"12-23 P5 due+3wd unit_principal", "12-24 office due+6wd office:office",
		}},
		{"without a way of their own the demand does not wait", []workgroup.Date{"2026-12-07"}, func(l *Ladder, _ *LadderInput) { l.Private = func(workgroup.Recipient) bool { return false } }, []string{
			"12-02 P1 due-3wd responsible", "12-07 P1 due responsible", "12-07 P1 demand responsible", "12-08 P2 due+1wd second_admin",
			"12-10 P5 due+3wd unit_principal", "12-15 office due+6wd office:office",
		}},
		{"a stranger is nobody to be told", []workgroup.Date{"2026-12-07"}, func(_ *Ladder, k *LadderInput) { k.Concerned, k.Case.Subject.Person = NotTold, "" }, []string{
			"12-02 P1 due-3wd responsible", "12-07 P1 due responsible", "12-07 P1 demand responsible", "12-08 P2 due+1wd second_admin",
			"12-10 P5 due+3wd unit_principal", "12-15 office due+6wd office:office",
		}},
		{"who has left hears on the day of the demand", []workgroup.Date{"2026-12-07"}, func(_ *Ladder, k *LadderInput) { k.Concerned = ToldBeside }, []string{
			"12-02 P1 due-3wd responsible", "12-07 P1 due responsible", "12-07 P1 demand responsible", "12-07 P9 prior", "12-08 P2 due+1wd second_admin",
			"12-10 P5 due+3wd unit_principal", "12-15 office due+6wd office:office",
		}},
		{"nobody is asked to remove themselves", []workgroup.Date{"2026-11-30"}, func(_ *Ladder, k *LadderInput) { k.Case.Subject.Person = "P1" }, []string{
			"12-02 P1 due-3wd responsible", "12-07 P1 due responsible", "12-08 P2 due+1wd second_admin", "12-10 P5 due+3wd unit_principal", "12-15 office due+6wd office:office",
		}},
		{"what ends in no removal asks all the same", nil, func(_ *Ladder, k *LadderInput) { k.Asks = false }, []string{
			"12-02 P1 due-3wd responsible", "12-07 P1 inquiry responsible", "12-10 P5 inquiry unit_principal",
		}},
		{"what the registry says is so whenever it is judged", nil, func(_ *Ladder, k *LadderInput) { k.ByData, k.Asks = false, false }, []string{
			"12-02 P1 due-3wd responsible", "12-07 P1 due responsible", "12-08 P2 due+1wd second_admin", "12-10 P5 due+3wd unit_principal", "12-15 office due+6wd office:office",
		}},
		{"a principal who answers for it is asked once", nil, func(_ *Ladder, k *LadderInput) {
			k.Group.Owner, k.Group.Admins, k.Case.Responsible, k.Past[0].To = "", nil, "P5", "P5"
		}, []string{"12-02 P5 due-3wd responsible", "12-07 P5 inquiry responsible"}},
		{"where nobody answers for it the principal hears all the same", nil, func(_ *Ladder, k *LadderInput) { k.Case.Responsible = "" }, []string{"12-10 P5 inquiry unit_principal"}},
		{"one reminder: the demand comes with the next rung", []workgroup.Date{"2026-11-30"}, func(l *Ladder, _ *LadderInput) { l.RemindBeforeRemoval = 1 }, []string{
			"11-30 P9 prior", "12-02 P1 due-3wd responsible", "12-02 P1 demand responsible", "12-07 P1 due responsible",
			"12-08 P2 due+1wd second_admin", "12-10 P5 due+3wd unit_principal", "12-15 office due+6wd office:office",
		}},
		{"without a ladder: prior notice with the last reminder, the demand a working day later", []workgroup.Date{"2026-11-24"}, func(l *Ladder, _ *LadderInput) { l.Rungs = nil }, []string{
			"11-24 P1 reminder 2", "11-24 P9 prior", "11-25 P1 demand responsible",
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			l, k := start()
			if c.change != nil {
				c.change(&l, &k)
			}
			if diff := cmp.Diff(c.want, k.month(l, "2027-01-08", c.rosters...)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

// A prior notice whose way is broken must not hold the demand for ever.
func TestADemandWaitsThreeWorkingDaysForAPriorNoticeThatDoesNotArrive(t *testing.T) {
	l, k := office(t, countyRungs...), told()
	l.Private = func(workgroup.Recipient) bool { return true }
	k.ByData, k.Asks, k.Concerned, k.Case.Reminders = true, true, ToldBefore, 2
	k.Case.ToldAt, k.Case.DataAt, k.Case.Subject.Person = moment("2026-11-23", 9), moment("2026-12-07", 8), "P9"
	for _, r := range rungs(t, "due-3wd responsible", "due responsible") {
		k.Past = append(k.Past, Notification{Case: 7, Rung: r.Rung, ToType: workgroup.ToPerson, To: "P1", State: NotificationTold, ToldOn: "2026-12-07"})
	}
	k.Past = append(k.Past, Notification{Case: 7, Rung: Prior, Day: "2026-12-08", ToType: workgroup.ToPerson, To: "P9", State: NotificationDue})
	for day, want := range map[workgroup.Date]string{"2026-12-10": RungPrior, "2026-12-11": RungDueNow} {
		k.Day = day
		for _, f := range l.Climb(k) {
			if f.Rung == ToRemove && f.Reason != want {
				t.Errorf("%s: the demand is %s, want %s", day, f.Reason, want)
			}
		}
	}
}
