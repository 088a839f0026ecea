package compose

import (
	"slices"
	"strings"
	"testing"
	"time"

	"qunguan/notify"
	"qunguan/notify/outbox"
	"qunguan/reconcile/ledger"
)

// toldCard is a case that its owner P002 was told of before, with so many
// reminders, and P024 whom it is about can be reached.
func toldCard(in *Input, reminders int) ledger.Case {
	c := cardCase(1, "G002", "P024")
	c.ToldOn, c.Responsible, c.Reminders = "2026-11-09", "P002", reminders
	c.DataAt = in.Now.AddDate(0, 0, -3) // newer than the first notification
	mailbox(in, "P024")
	return c
}

func dueRung(rung ledger.Rung, to string) ledger.Notification {
	return ledger.Notification{Case: 1, Rung: rung, ToType: notify.ToPerson, To: to, State: ledger.NotificationDue}
}

func stageEnd(step string) ledger.Rung {
	return ledger.Rung{Kind: ledger.StageEnds, Step: step, Target: ledger.ToResponsible}
}

// keep is the registry's record of the notices.
func keep(in *Input, notices []outbox.Notice) {
	for _, n := range notices {
		for _, t := range n.Notifications {
			t.State, t.Notice = ledger.NotificationDue, n.ID
			i := slices.IndexFunc(in.Notifications, func(old ledger.Notification) bool { return topicOf(old) == topicOf(t) })
			if i < 0 {
				in.Notifications = append(in.Notifications, t)
			} else {
				in.Notifications[i] = t
			}
		}
	}
}

// covers S1.13
func TestARungIsToldByOneNotice(t *testing.T) {
	in := county()
	c := toldCard(&in, 1)
	in.Notifications = []ledger.Notification{dueRung(ledger.NewRung("due", "responsible"), "P002")}
	first := Plan(in, []ledger.Case{c}, nil)
	if len(first.Create) != 1 || first.Create[0].Recipient.Code != "P002" || first.Create[0].Kind != notify.KindReminder {
		t.Fatalf("%+v", ids(first.Create))
	}
	keep(&in, first.Create)
	if again := Plan(in, []ledger.Case{c}, roundTrip(t, first.Create)); len(again.Create)+len(again.Withdraw) != 0 {
		t.Errorf("planned again: %+v", again)
	}
	// The next rung, to somebody above, is a notice of its own.
	in.Notifications = append(in.Notifications, dueRung(ledger.NewRung("due+1wd", "second_admin"), "P003"))
	next := Plan(in, []ledger.Case{c}, roundTrip(t, first.Create))
	if len(next.Create) != 1 || next.Create[0].Recipient.Code != "P003" || next.Create[0].Kind != notify.KindEscalation || len(next.Withdraw) != 0 {
		t.Fatalf("%+v", next)
	}
	keep(&in, next.Create)
	// On its way it stays; the other, untried one still may change.
	both := roundTrip(t, append(first.Create, next.Create...))
	both[1].State, both[1].Attempts = outbox.Sending, 1
	if r := Plan(in, []ledger.Case{c}, both); len(r.Create)+len(r.Withdraw) != 0 {
		t.Errorf("with one on its way: %+v", r)
	}
	// A notification recorded as told is not told again.
	in.Notifications = nil
	if r := Plan(in, []ledger.Case{c}, nil); len(r.Create) != 0 {
		t.Errorf("told again: %+v", ids(r.Create))
	}
}

func TestTheNextResponsiblePersonGetsTheRung(t *testing.T) {
	in := county()
	c := toldCard(&in, 1)
	in.Notifications = []ledger.Notification{dueRung(ledger.NewRung("due", "responsible"), "P002")}
	c.Responsible = "P003"
	r := Plan(in, []ledger.Case{c}, nil)
	if len(r.Create) != 1 || r.Create[0].Recipient.Code != "P003" || r.Create[0].Notifications[0].To != "P003" {
		t.Errorf("%+v", ids(r.Create))
	}
	c.Responsible = ""
	if r := Plan(in, []ledger.Case{c}, nil); len(r.Create) != 0 {
		t.Errorf("nobody is responsible, and %v were told", ids(r.Create))
	}
}

// covers S7.1, S8.7
func TestThePriorNoticeGoesWithTheDemandAndStaysWhenTheDemandWasTold(t *testing.T) {
	in := county()
	in.Policy.Member.RemindBeforeRemoval = 0
	c := toldCard(&in, 0)
	c.ToldOn, c.Rule = "", "member.left" // a case that the person cannot mend beforehand
	first := Plan(in, []ledger.Case{c}, nil)
	if !slices.Equal(ids(first.Create), []string{"msg_1 P002", "msg_2 P024"}) {
		t.Fatalf("%v", ids(first.Create))
	}
	keep(&in, first.Create)
	if r := Plan(in, []ledger.Case{c}, roundTrip(t, first.Create)); len(r.Create)+len(r.Withdraw) != 0 {
		t.Fatalf("planned again: %+v", r)
	}
	// The owner's notice on its way holds the first notification, and not the
	// prior notice; the other way round neither.
	for i := range first.Create {
		list := roundTrip(t, first.Create)
		list[i].State = outbox.Sending
		if r := Plan(in, []ledger.Case{c}, list); len(r.Create)+len(r.Withdraw) != 0 {
			t.Errorf("with %s on its way: %+v", list[i].ID, r)
		}
	}
	c.ToldOn, c.Reminders = "2026-11-23", 1
	in.Notifications = slices.DeleteFunc(in.Notifications, func(x ledger.Notification) bool { return x.Rung != ledger.Prior })
	if r := Plan(in, []ledger.Case{c}, roundTrip(t, first.Create[1:])); len(r.Create)+len(r.Withdraw) != 0 {
		t.Errorf("the demand was told, and the prior notice: %+v", r)
	}
	in.Notifications[0].State = ledger.NotificationTold
	in.Notifications = append(in.Notifications, dueRung(ledger.NewRung("due", "responsible"), "P002"))
	if r := Plan(in, []ledger.Case{c}, nil); !slices.Equal(ids(r.Create), []string{"msg_3 P002"}) {
		t.Errorf("the next demand: %v; want no second prior notice", ids(r.Create))
	}
}

// covers S1.13, S8.7
func TestWhatNewerDataDoesNotCarryIsNotSaid(t *testing.T) {
	above, demand := dueRung(ledger.NewRung("due+3wd", "unit_principal"), "P001"), dueRung(ledger.ToRemove, "P002")
	ask, prior := dueRung(ledger.IsItDone, "P002"), dueRung(ledger.Prior, "P024")
	for _, c := range []struct {
		name   string
		change func(in *Input, c *ledger.Case)
		want   []string // the recipients among the four
	}{
		{"shown by newer data: the principal, the demand, the person concerned; there is nothing to ask", nil, []string{"msg_1 P001", "msg_2 P002", "msg_3 P024"}},
		{"not shown: the question alone", func(in *Input, c *ledger.Case) { c.DataAt = in.Now.AddDate(0, 0, -30) }, []string{"msg_1 P002"}},
		{"said to be mended since: the question alone", func(in *Input, c *ledger.Case) { c.SaidAt = in.Now.AddDate(0, 0, -1) }, []string{"msg_1 P002"}},
	} {
		in := county()
		k := toldCard(&in, 2)
		if c.change != nil {
			c.change(&in, &k)
		}
		in.Notifications = []ledger.Notification{above, demand, ask, prior}
		if r := Plan(in, []ledger.Case{k}, nil); !slices.Equal(ids(r.Create), c.want) {
			t.Errorf("%s: %v", c.name, ids(r.Create))
		}
	}
}

// covers S7.1
func TestADemandAtOnceWaitsWhereThePersonConcernedCanMendIt(t *testing.T) {
	in := county()
	in.Policy.Member.RemindBeforeRemoval = 0
	for rule, want := range map[string]bool{"member.unknown": true, "member.left": true, "member.card": false, "member.out_of_scope": false, "member.missing": false} {
		c := toldCard(&in, 0)
		c.ToldOn, c.Rule, c.Subject.Person = "", rule, ""
		if rule != "member.unknown" {
			c.Subject.Person = "P027"
		}
		made := Plan(in, []ledger.Case{c}, nil).Create
		demands := slices.ContainsFunc(made[0].Notifications, func(t ledger.Notification) bool { return t.Rung == ledger.ToRemove })
		if demands != want {
			t.Errorf("%s: demanded at once %v", rule, demands)
		}
	}
}

func TestNobodyIsAskedToUrgeTheirOwnSuperior(t *testing.T) {
	for _, c := range []struct {
		name        string
		responsible string
		help        bool
	}{
		{"somebody of the unit", "P002", false},
		{"the leader who stands above the unit's principal", "P003", true},
		{"the principal of a unit above", "P009", true},
	} {
		in := county()
		u := in.Units["U001"]
		u.Parent, u.Leader = "U002", "P003"
		in.Units["U001"] = u
		k := toldCard(&in, 2)
		k.Responsible = c.responsible
		in.Notifications = []ledger.Notification{dueRung(ledger.NewRung("due+3wd", "unit_principal"), "P001")}
		made := Plan(in, []ledger.Case{k}, nil).Create
		if len(made) != 1 || strings.Contains(made[0].Body, "请协助办理") != c.help || strings.Contains(made[0].Body, "请督促") == c.help {
			t.Errorf("%s: %+v", c.name, made)
		}
	}
}

func TestWhoeverIsTheirOwnCaseHearsItOnce(t *testing.T) {
	in := county()
	in.Policy.Member.RemindBeforeRemoval = 0
	c := toldCard(&in, 0)
	c.ToldOn, c.Subject.Person = "", "P002"
	if r := Plan(in, []ledger.Case{c}, nil); !slices.Equal(ids(r.Create), []string{"msg_1 P002"}) {
		t.Errorf("%v", ids(r.Create))
	}
}

// covers S1.11
func TestAnEndIsToldOnce(t *testing.T) {
	in := county()
	g := in.Groups.Of("G001")
	g.Staged, g.EndsOn = true, "2026-12-08"
	notification := ledger.Notification{Group: "G001", Rung: stageEnd("2026-12-08 15"), Day: "2026-11-23"}
	in.Ending = []Ending{{g, notification}}
	first := Plan(in, nil, nil)
	if len(first.Create) != 1 || len(first.Create[0].Cases) != 0 || first.Create[0].Recipient.Code != "P002" {
		t.Fatalf("%+v", first)
	}
	keep(&in, first.Create)
	if r := Plan(in, nil, roundTrip(t, first.Create)); len(r.Create)+len(r.Withdraw) != 0 {
		t.Errorf("planned again: %+v", r)
	}
	in.Notifications[0].State = ledger.NotificationTold
	in.Now = in.Now.Add(24 * time.Hour)
	if r := Plan(in, nil, nil); len(r.Create) != 0 {
		t.Errorf("told again: %v", ids(r.Create))
	}
	// The end was moved: the waiting notices are taken back.
	in.Ending, in.Notifications[0].State = nil, ledger.NotificationDue
	if r := Plan(in, nil, roundTrip(t, first.Create)); len(r.Withdraw) != 1 || len(r.Create) != 0 {
		t.Errorf("%+v", r)
	}
}

func TestAPartThatIsReleasedFirstTakesBackTheRest(t *testing.T) {
	in := county()
	all := Plan(in, threeCases, nil).Create
	in.Later = map[int64]bool{2: true, 3: true}
	r := Plan(in, threeCases, all)
	if len(r.Create) != 1 || !slices.Equal(r.Create[0].Cases, []int64{1}) {
		t.Errorf("%+v", r.Create)
	}
	if !slices.Equal(r.Withdraw, []Withdrawal{{"msg_1", 0, Replaced}, {"msg_2", 0, HeldBack}}) {
		t.Errorf("%+v", r.Withdraw)
	}
}

// A person who hears of a case after its removal was demanded must not hear a deadline that the
// demand has replaced.
func TestAfterADemandEverybodyHearsItsDeadline(t *testing.T) {
	in := county()
	c := toldCard(&in, 2)
	c.DueOn = "2026-11-18"
	demand := dueRung(ledger.ToRemove, "P002")
	demand.State, demand.ToldOn = ledger.NotificationTold, "2026-11-20"
	in.Notifications = []ledger.Notification{demand, dueRung(ledger.NewRung("due+3wd", "unit_principal"), "P001")}
	made := Plan(in, []ledger.Case{c}, nil).Create
	if len(made) != 1 || !strings.Contains(made[0].Body, "11月22日 周日（原期限 11月18日，已逾期 5 天）") {
		t.Errorf("the principal hears another deadline: %+v", made)
	}
	c.Life++ // it came back since
	in.Notifications[1].Life = c.Life
	if made := Plan(in, []ledger.Case{c}, nil).Create; len(made) != 1 || strings.Contains(made[0].Body, "原期限") {
		t.Errorf("the demand of an earlier life is told: %+v", made)
	}
}
