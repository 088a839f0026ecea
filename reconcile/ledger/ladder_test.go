package ledger

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"qunguan/reconcile/calendar"
	"qunguan/reconcile/workgroup"
)

func rungs(t testing.TB, specs ...string) []DatedRung {
	t.Helper()
	var list []DatedRung
	for _, s := range specs {
		f := strings.Fields(s + " -")
		by := strings.TrimPrefix(f[2], "-")
		r, err := ParseRung(f[0], f[1], by)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, r)
	}
	return list
}

var countyRungs = []string{"due-3wd responsible", "due responsible", "due+1wd second_admin", "due+3wd unit_principal", "due+6wd office:office"}

// office is the world of one ladder: P1 owns, P2 and P3 administer, P5 is the
// principal.
func office(t testing.TB, specs ...string) Ladder {
	people := map[string]workgroup.Person{}
	for _, code := range []string{"P1", "P2", "P3", "P5", "P6"} {
		people[code] = workgroup.Person{Code: code, Status: "在职"}
	}
	return Ladder{
		Rungs: rungs(t, specs...), Days: calendar.China().For(), Zone: time.FixedZone("CST", 8*3600), People: workgroup.PeopleOf(people),
		Units:  workgroup.Units{"U1": {Code: "U1", Principal: "P5", Parent: "U0"}, "U0": {Code: "U0", Principal: "P6"}},
		Reach:  func(workgroup.Recipient) bool { return true },
		PauseN: 3, PauseU: "wd", RemindBeforeRemoval: 2,
	}
}

var theGroup = workgroup.Group{Code: "G1", Unit: "U1", Owner: "P1", Admins: []string{"P2", "P3"}}

// told is a case first told on Monday the 23rd, due on Monday, December 7th.
func told() LadderInput {
	return LadderInput{
		Case: Case{
			ID: 7, Unit: "U1", State: Found, ToldOn: "2026-11-23", DueOn: "2026-12-07", Responsible: "P1", Reminders: 1,
			Subject: Subject{Type: SubjectAccount, Group: "G1"},
		},
		Group: theGroup,
		Past:  []Notification{{Case: 7, Rung: First, ToType: workgroup.ToPerson, To: "P1", State: NotificationTold, ToldOn: "2026-11-23"}},
	}
}

func statusLine(f RungStatus) string {
	return strings.TrimSpace(fmt.Sprintf("%s %s %s %s %s", f.Rung.Name(), f.Day, f.To.Code, f.Reason, f.Record))
}

// covers S1.13, S2.2, S3.4
func TestHowEveryRungStands(t *testing.T) {
	at := time.Date(2026, 12, 2, 10, 0, 0, 0, time.FixedZone("CST", 8*3600)) // Wednesday
	for _, c := range []struct {
		name   string
		day    workgroup.Date
		change func(*Ladder, *LadderInput)
		want   []string
	}{
		{"before its first rung nothing is due", "2026-12-01", nil, []string{
			"due-3wd responsible 2026-12-02 P1 waits", "due responsible 2026-12-07 P1 waits", "due+1wd second_admin 2026-12-08 P2 waits",
			"due+3wd unit_principal 2026-12-10 P5 waits", "due+6wd office:office 2026-12-15 office waits",
		}},
		{"three working days before the due day the responsible person is reminded", "2026-12-02", nil, []string{
			"due-3wd responsible 2026-12-02 P1 due_now due", "due responsible 2026-12-07 P1 waits", "due+1wd second_admin 2026-12-08 P2 waits",
			"due+3wd unit_principal 2026-12-10 P5 waits", "due+6wd office:office 2026-12-15 office waits",
		}},
		{"rungs whose day was not after the first telling are done by it", "2026-12-07", func(_ *Ladder, k *LadderInput) { k.Case.ToldOn = "2026-12-02" }, []string{
			"due-3wd responsible 2026-12-02 P1 done_by_first_telling", "due responsible 2026-12-07 P1 due_now due", "due+1wd second_admin 2026-12-08 P2 waits",
			"due+3wd unit_principal 2026-12-10 P5 waits", "due+6wd office:office 2026-12-15 office waits",
		}},
		{"a person whom an earlier rung told is not told again", "2026-12-15", func(l *Ladder, k *LadderInput) {
			l.Units["U1"] = workgroup.Unit{Code: "U1", Principal: "P2"}
			k.record(l, "2026-12-09")
		}, []string{
			"due-3wd responsible 2026-12-02 P1 on_the_way", "due responsible 2026-12-07 P1 on_the_way", "due+1wd second_admin 2026-12-08 P2 on_the_way",
			"due+3wd unit_principal 2026-12-10 P2 person_already_told skipped", "due+6wd office:office 2026-12-15 office due_now due",
		}},
		{"a principal who answers for the case was told first", "2026-12-10", func(l *Ladder, k *LadderInput) {
			k.Group.Owner, k.Group.Admins, k.Case.Responsible, k.Past[0].To = "", nil, "P5", "P5"
			k.record(l, "2026-12-09")
		}, []string{
			"due-3wd responsible 2026-12-02 P5 on_the_way", "due responsible 2026-12-07 P5 on_the_way", "due+1wd second_admin 2026-12-08  nobody",
			"due+3wd unit_principal 2026-12-10 P5 person_already_told skipped", "due+6wd office:office 2026-12-15 office waits",
		}},
		{"a vacant post is skipped, and the next rung is not", "2026-12-10", func(l *Ladder, k *LadderInput) {
			k.Group.Admins = nil
			l.Units["U1"] = workgroup.Unit{Code: "U1", Principal: "gone"}
			k.record(l, "2026-12-07")
		}, []string{
			"due-3wd responsible 2026-12-02 P1 on_the_way", "due responsible 2026-12-07 P1 on_the_way", "due+1wd second_admin 2026-12-08  nobody skipped",
			"due+3wd unit_principal 2026-12-10  nobody skipped", "due+6wd office:office 2026-12-15 office waits",
		}},
		{"who cannot be reached is skipped", "2026-12-08", func(l *Ladder, k *LadderInput) {
			l.Reach = func(to workgroup.Recipient) bool { return to.Code != "P2" }
			k.record(l, "2026-12-07")
		}, []string{
			"due-3wd responsible 2026-12-02 P1 on_the_way", "due responsible 2026-12-07 P1 on_the_way", "due+1wd second_admin 2026-12-08 P2 unreachable skipped",
			"due+3wd unit_principal 2026-12-10 P5 waits", "due+6wd office:office 2026-12-15 office waits",
		}},
		{"taken up, it is not reminded of before the due day; the deadline stays", "2026-12-08", func(l *Ladder, k *LadderInput) {
			k.Case.State = Handling
		}, []string{
			"due-3wd responsible 2026-12-02 P1 acknowledged skipped", "due responsible 2026-12-08 P1 due_now due", "due+1wd second_admin 2026-12-08 P2 one_a_day",
			"due+3wd unit_principal 2026-12-10 P5 waits", "due+6wd office:office 2026-12-15 office waits",
		}},
		{"said to be rectified, it rests", "2026-12-04", func(_ *Ladder, k *LadderInput) { k.Case.SaidAt = at }, []string{
			"due-3wd responsible 2026-12-02 P1 rectified_pause", "due responsible 2026-12-07 P1 waits", "due+1wd second_admin 2026-12-08 P2 waits",
			"due+3wd unit_principal 2026-12-10 P5 waits", "due+6wd office:office 2026-12-15 office waits",
		}},
		{"the rest ends with the policy's time", "2026-12-07", func(_ *Ladder, k *LadderInput) { k.Case.SaidAt = at }, []string{
			"due-3wd responsible 2026-12-02 P1 overtaken skipped", "due responsible 2026-12-07 P1 due_now due", "due+1wd second_admin 2026-12-08 P2 waits",
			"due+3wd unit_principal 2026-12-10 P5 waits", "due+6wd office:office 2026-12-15 office waits",
		}},
		{"the rest ends when newer data shows it still there", "2026-12-03", func(_ *Ladder, k *LadderInput) { k.Case.SaidAt, k.Case.DataAt = at, at.Add(time.Hour) }, []string{
			"due-3wd responsible 2026-12-03 P1 due_now due", "due responsible 2026-12-07 P1 waits", "due+1wd second_admin 2026-12-08 P2 waits",
			"due+3wd unit_principal 2026-12-10 P5 waits", "due+6wd office:office 2026-12-15 office waits",
		}},
		{"nobody above hears before the due day, whatever the policy says", "2026-12-03", func(l *Ladder, k *LadderInput) {
			l.Rungs = rungs(t, "due-3wd second_admin", "due-2d unit_principal")
		}, []string{"due-3wd second_admin 2026-12-07 P2 before_due", "due-2d unit_principal 2026-12-07 P5 waits"}},
		{"several offices hear one after the other", "2026-12-09", func(l *Ladder, k *LadderInput) {
			l.Rungs = rungs(t, "due+1wd office:audit", "due+2wd office:party", "due+1m office:board", "due+2wd parent_principal")
		}, []string{
			"due+1wd office:audit 2026-12-09 audit due_now due", "due+2wd office:party 2026-12-09 party one_a_day", "due+1m office:board 2027-01-07 board waits",
			"due+2wd parent_principal 2026-12-09 P6 one_a_day",
		}},
		{"an untold case does not climb", "2026-12-30", func(_ *Ladder, k *LadderInput) { k.Case.ToldOn, k.Past = "", nil }, []string{
			"due-3wd responsible 2026-12-02 P1 untold", "due responsible 2026-12-07 P1 untold", "due+1wd second_admin 2026-12-08 P2 untold",
			"due+3wd unit_principal 2026-12-10 P5 untold", "due+6wd office:office 2026-12-15 office untold",
		}},
		{"a closed case does not climb", "2026-12-30", func(_ *Ladder, k *LadderInput) { k.Case.State = Closed }, []string{
			"due-3wd responsible 2026-12-02 P1 not_open", "due responsible 2026-12-07 P1 not_open", "due+1wd second_admin 2026-12-08 P2 not_open",
			"due+3wd unit_principal 2026-12-10 P5 not_open", "due+6wd office:office 2026-12-15 office not_open",
		}},
		{"a case that came back climbs anew", "2026-12-02", func(l *Ladder, k *LadderInput) {
			k.record(l, "2026-12-15")
			k.Case.Life = 1
		}, []string{
			"due-3wd responsible 2026-12-02 P1 due_now due", "due responsible 2026-12-07 P1 waits", "due+1wd second_admin 2026-12-08 P2 waits",
			"due+3wd unit_principal 2026-12-10 P5 waits", "due+6wd office:office 2026-12-15 office waits",
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			l, k := office(t, countyRungs...), told()
			if c.change != nil {
				c.change(&l, &k)
			}
			k.Day = c.day
			var got []string
			for _, f := range l.Climb(k) {
				got = append(got, statusLine(f))
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

// record climbs day by day up to the day, and keeps what was to be recorded.
func (k *LadderInput) record(l *Ladder, until workgroup.Date) {
	for d := k.Case.ToldOn; d <= until; d = d.AddDays(1) {
		k.Day = d
		for _, f := range l.Climb(*k) {
			if f.Record != "" {
				k.Past = append(k.Past, f.Notification(k.Case))
			}
		}
	}
}

// covers S4.6
func TestAPhoneRungNeedsNoRoute(t *testing.T) {
	l, k := office(t, "due+1wd unit_principal phone"), told()
	l.Reach = func(workgroup.Recipient) bool { return false }
	k.Day = "2026-12-08"
	f := l.Climb(k)[0]
	if statusLine(f) != "due+1wd unit_principal 2026-12-08 P5 due_now due" || !f.Notification(k.Case).Phone {
		t.Errorf("%s, phone %v", statusLine(f), f.Notification(k.Case).Phone)
	}
}

// covers S6.2, S7.1
func TestRemindersGoOnUntilTheRemovalWasDemanded(t *testing.T) {
	for _, c := range []struct {
		name      string
		before    int // remind_before_removal
		ladder    []string
		reminders []string // days on which the responsible person hears, the demand last
	}{
		{"the ladder's rungs carry reminders and demand", 2, countyRungs, []string{"2026-11-23", "2026-12-02", "2026-12-07"}},
		{"more reminders than rungs go on one working day apart", 4, countyRungs, []string{"2026-11-23", "2026-12-02", "2026-12-07", "2026-12-08", "2026-12-09"}},
		{"without a ladder they come one working day apart", 2, nil, []string{"2026-11-23", "2026-11-24", "2026-11-25"}},
		{"at once: the first telling was the demand", 0, nil, []string{"2026-11-23"}},
		{"at once, and the ladder still climbs", 0, countyRungs, []string{"2026-11-23", "2026-12-02", "2026-12-07"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			l, k := office(t, c.ladder...), told()
			l.RemindBeforeRemoval, k.Asks = c.before, true
			if c.before == 0 {
				k.Past = append(k.Past, Notification{Case: 7, Rung: ToRemove, ToType: workgroup.ToPerson, To: "P1", State: NotificationTold, ToldOn: "2026-11-23"})
			}
			got := []string{"2026-11-23"}
			for d := k.Case.ToldOn.AddDays(1); d < "2027-01-15"; d = d.AddDays(1) {
				k.Day = d
				heard := false
				for _, f := range l.Climb(k) {
					if f.Record == "" {
						continue
					}
					t := f.Notification(k.Case)
					if t.State == NotificationDue {
						t.State, t.ToldOn = NotificationTold, d
						heard = heard || t.To == "P1"
					}
					k.Past = append(k.Past, t)
				}
				if heard {
					k.Case.Reminders++
					got = append(got, string(d))
				}
			}
			if diff := cmp.Diff(c.reminders, got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

// No rung is recorded twice, nobody above hears before the due day, and a
// second climb on a day records nothing, whatever the policy and the data.
func TestClimbingRandomCases(t *testing.T) {
	targets := []string{ToResponsible, ToSecondAdmin, ToUnitPrincipal, ToParentPrincipal, "office:office", "office:audit"}
	for seed := range uint64(300) {
		rng := rand.New(rand.NewPCG(seed, 7))
		var specs []string
		for range rng.IntN(6) {
			at := []string{"due-7d", "due-3wd", "due-1wd", "due", "due+1wd", "due+2d", "due+1m"}[rng.IntN(7)]
			specs = append(specs, at+" "+targets[rng.IntN(len(targets))])
		}
		slices.Sort(specs)
		l, k := office(t, slices.Compact(specs)...), told()
		silent := fmt.Sprint("P", rng.IntN(8))
		l.Reach = func(to workgroup.Recipient) bool { return to.Code != silent }
		k.Asks, l.RemindBeforeRemoval = rng.IntN(2) == 0, rng.IntN(4)
		if rng.IntN(3) == 0 {
			k.Group.Admins = nil
		}
		k.ByData, k.Concerned, k.Case.Subject.Person = rng.IntN(2) == 0, Concerned(rng.IntN(3)), fmt.Sprint("P", rng.IntN(9))
		l.Private, k.Case.ToldAt = l.Reach, moment("2026-11-23", 9)
		recorded := map[string]bool{}
		for d := workgroup.Date("2026-11-20"); d < "2027-02-01"; d = d.AddDays(1 + rng.IntN(3)) {
			k.Day = d
			if rng.IntN(12) == 0 {
				k.Case.DataAt = moment(d, 8)
			}
			if rng.IntN(25) == 0 {
				k.Case.SaidAt = moment(d, 7)
			}
			if rng.IntN(20) == 0 {
				k.Case.State = []State{HandedOver, Handling, Circulated}[rng.IntN(3)]
			}
			heard := false
			for _, f := range l.Climb(k) {
				if f.Record == "" {
					continue
				}
				if recorded[f.Rung.Name()] {
					t.Fatalf("seed %d: %s was recorded twice", seed, f.Rung.Name())
				}
				recorded[f.Rung.Name()] = true
				if f.Record == NotificationDue && f.Rung.Above() && d < k.Case.DueOn {
					t.Fatalf("seed %d: %s tells %s on %s, before the due day", seed, f.Rung.Name(), f.To.Code, d)
				}
				if unproven := k.ByData && !k.Case.Confirmed(l.Zone); unproven && (f.Rung.Kind == LadderRung && f.Rung.Above() || f.Rung.Kind == Demand || f.Rung == Prior) {
					t.Fatalf("seed %d: %s on %s, and no newer data has shown it", seed, f.Rung.Name(), d)
				}
				if f.Rung.Kind == Demand && k.Case.Subject.Person == f.To.Code {
					t.Fatalf("seed %d: %s is asked to remove themselves", seed, f.To.Code)
				}
				notification := f.Notification(k.Case)
				if f.Record == NotificationDue && rng.IntN(3) > 0 {
					notification.State, notification.ToldOn = NotificationTold, d
					heard = heard || notification.To == k.Case.Responsible && notification.Rung != Prior
				}
				k.Past = append(k.Past, notification)
			}
			for _, f := range l.Climb(k) {
				if f.Record != "" {
					t.Fatalf("seed %d: a second climb on %s records %s", seed, d, f.Rung.Name())
				}
			}
			if heard {
				k.Case.Reminders++
			}
		}
	}
}

func TestRungsThatCannotBeRead(t *testing.T) {
	for _, at := range []string{"", "due+", "due+3", "due 3wd", "Due", "due+99999wd", "due-3wd ", "due+3y"} {
		if r, err := ParseRung(at, "responsible", ""); err == nil {
			t.Errorf("%q is read as %+v", at, r)
		}
	}
	if _, err := ParseRung("due", "responsible", "pigeon"); err == nil {
		t.Error("by pigeon is read")
	}
}
