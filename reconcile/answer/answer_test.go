package answer

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"qunguan/reconcile/calendar"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/policy"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

var now = time.Date(2026, 11, 25, 10, 0, 0, 0, time.FixedZone("CST", 8*3600))

// world: P1 leads U1, P2 owns G1, P3 administers it, P4 works there, P9 is the
// office's contact, P8 has left, P5 works in another unit.
func world(t *testing.T) RegistrySnapshot {
	t.Helper()
	people := map[string]workgroup.Person{}
	for code, unit := range map[string]string{"P1": "U1", "P2": "U1", "P3": "U1", "P4": "U1", "P5": "U2", "P8": "U1", "P9": "U0"} {
		people[code] = workgroup.Person{Code: code, Name: "某" + code, Unit: unit, Status: "在职"}
	}
	left := people["P8"]
	left.Status = "离职"
	people["P8"] = left
	units := workgroup.Units{"U0": {Code: "U0"}, "U1": {Code: "U1", Principal: "P1"}, "U2": {Code: "U2"}}
	p := &policy.Policy{
		Offices: map[string]policy.Office{"office": {Contact: "P9"}}, Lead: policy.Lead{Group: "office"},
		Approvals: policy.Approvals{
			Extension: "unit_principal", Exemption: "office", Renewal: "unit_principal", Reassign: "unit_principal", Dissolution: "unit_principal", Wrong: "office",
		},
	}
	return RegistrySnapshot{
		Snapshot: rule.NewSnapshot(p, workgroup.NewDirectory(units, workgroup.PeopleOf(people)), now), Days: calendar.China().For(),
		Groups: workgroup.GroupsOf(map[string]workgroup.Group{"G1": {Code: "G1", Name: "工作群", Unit: "U1", Platform: "微信", Owner: "P2", Admins: []string{"P3"}, Staged: true, EndsOn: "2026-11-20"}}),
	}
}

func stranger() ledger.Case {
	return ledger.Case{
		ID: 7, Rule: rule.MemberUnknown, Unit: "U1", State: ledger.Found, DueOn: "2026-12-07", Responsible: "P2", Title: "认不出",
		Subject: ledger.Subject{Type: ledger.SubjectAccount, Group: "G1", Account: "@星辰"}, Evidence: []byte(`{"nickname":"星辰"}`),
	}
}

func ended() ledger.Case {
	return ledger.Case{
		ID: 8, Rule: rule.GroupStageExpired, Unit: "U1", State: ledger.Found, DueOn: "2026-12-07", Responsible: "P2", Title: "到期",
		Subject: ledger.Subject{Type: ledger.SubjectGroup, Group: "G1"}, Evidence: []byte(`{}`),
	}
}

func TestWhatIsRefusedSaysWhy(t *testing.T) {
	card := stranger()
	card.Evidence = []byte(`{"nickname":"王?"}`)
	closed := stranger()
	closed.State = ledger.Closed
	said := stranger()
	said.SaidAt = now.Add(-time.Hour)
	for _, c := range []struct {
		name string
		k    ledger.Case
		a    Answer
		want string
	}{
		{"closed", closed, Answer{Action: Rectified, By: "P2"}, NotOpen},
		{"somebody who does not answer for it", stranger(), Answer{Action: Rectified, By: "P4"}, NotAnswering},
		{"somebody who has left", stranger(), Answer{Action: Rectified, By: "P8"}, NotAnswering},
		{"said, and not looked at since", said, Answer{Action: Rectified, By: "P2"}, Waiting},
		{"kept, but no group", stranger(), Answer{Action: Keep, By: "P2", Until: "2027-01-01", Reason: "用"}, NotForCase},
		{"an exemption of a whole group", stranger(), Answer{Action: Exempt, By: "P2", Until: "2027-01-01", Reason: "用"}, NotForCase},
		{"a damaged card", card, Answer{Action: Who, By: "P2", Person: "P4"}, NoCard},
		{"nobody named", stranger(), Answer{Action: Who, By: "P2"}, NoPerson},
		{"somebody who left is named", stranger(), Answer{Action: Who, By: "P2", Person: "P8"}, NoPerson},
		{"named through other hands", stranger(), Answer{Action: Who, By: "P2", Person: "P4", Way: ByRelayedLink}, NotByRelay},
		{"dissolved tomorrow", ended(), Answer{Action: Dissolved, By: "P2", Until: "2026-11-26"}, DayInFuture},
		{"dissolved, says the principal", ended(), Answer{Action: Dissolved, By: "P1", Until: "2026-11-24"}, NotOwner},
		{"no day", ended(), Answer{Action: Keep, By: "P2", Reason: "用"}, NoDay},
		{"two years", ended(), Answer{Action: Keep, By: "P2", Until: "2028-11-24", Reason: "用"}, DayTooFar},
		{"not later", ended(), Answer{Action: Extend, By: "P2", Until: "2026-12-07", Reason: "忙"}, DayPassed},
		{"no reason", ended(), Answer{Action: Wrong, By: "P2", Reason: " "}, NoReason},
		{"the same person", ended(), Answer{Action: NotMine, By: "P3", Person: "P2", Reason: "换"}, SamePerson},
		{"no call", ended(), Answer{Action: Phoned, By: "P2"}, NoCall},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.a.At = now
			_, refused := Say(world(t), Question{Case: c.k}, c.a)
			if refused == nil || refused.Reason != c.want {
				t.Errorf("got %+v, want %s", refused, c.want)
			}
		})
	}
}

func TestWhoSomebodyIsCountsAtOnceInTheOwnUnitAndWaitsElsewhere(t *testing.T) {
	w := world(t)
	o, refused := Say(w, Question{Case: stranger()}, Answer{Action: Who, By: "P2", Person: "P4", At: now})
	if refused != nil || o.Identity == nil || o.Identity.Group != "G1" || o.Identity.Card != "星辰" || o.Task == nil || o.Task.After.Responsible != "P4" {
		t.Fatalf("a colleague: %+v, %+v", o, refused)
	}
	task := o.Task.After
	task.ID = 9
	d, refused := Decide(w, task, stranger(), Answer{Action: Deny, By: "P4", At: now})
	if refused != nil || !d.EndSaid || d.After.State != ledger.Closed {
		t.Errorf("不是我: %+v, %+v", d, refused)
	}
	o, refused = Say(w, Question{Case: stranger()}, Answer{Action: Who, By: "P2", Person: "P5", At: now})
	if refused != nil || o.Identity != nil || o.Task == nil || o.Task.After.Responsible != "P5" {
		t.Fatalf("somebody of another unit: %+v, %+v", o, refused)
	}
	task = o.Task.After
	if d, refused = Decide(w, task, stranger(), Answer{Action: Approve, By: "P5", At: now}); refused != nil || d.Identity == nil || d.Identity.Person != "P5" {
		t.Errorf("agreed: %+v, %+v", d, refused)
	}
}

func TestARequestPausesTheLadderForThreeWorkingDaysAndIsDecidedByOthers(t *testing.T) {
	w := world(t)
	for _, c := range []struct {
		action  Action
		until   workgroup.Date
		person  string
		decider string
		does    func(Outcome) bool
	}{
		{Extend, "2026-12-21", "", "P1", func(o Outcome) bool { return o.About.DueOn == "2026-12-21" }},
		{Exempt, "2027-02-01", "", "P9", func(o Outcome) bool { return o.Exempt != nil && o.About.State == ledger.Exempt }},
		{Keep, "2027-02-01", "", "P1", func(o Outcome) bool { return o.Group != nil && o.Group.What == workgroup.Renewed }},
		{Dissolved, "2026-11-24", "", "P1", func(o Outcome) bool { return o.Group != nil && o.Group.What == workgroup.Dissolved }},
		{NotMine, "", "P4", "P1", func(o Outcome) bool { return o.Handover != nil && o.Handover[1].Owner == "P4" }},
		{Wrong, "", "", "P9", func(o Outcome) bool { return o.About.State == ledger.Closed }},
	} {
		t.Run(string(c.action), func(t *testing.T) {
			o, refused := Say(w, Question{Case: ended()}, Answer{Action: c.action, By: "P2", Until: c.until, Person: c.person, Reason: "有原因", At: now})
			if refused != nil {
				t.Fatal(refused)
			}
			task := o.Task.After
			got := []string{task.Responsible, string(task.DueOn), string(o.After.PausedUntil)}
			if diff := cmp.Diff([]string{c.decider, "2026-11-30", "2026-11-30"}, got); diff != "" {
				t.Errorf("decider, due, paused until (-want +got):\n%s", diff)
			}
			if again, r := Say(w, Question{Case: o.After, Tasks: []ledger.Case{task}}, Answer{Action: c.action, By: "P2", Until: c.until, Person: c.person, Reason: "再问", At: now}); r == nil || r.Reason != AlreadyAsked {
				t.Errorf("asked again: %+v", again)
			}
			if _, r := Decide(w, task, o.After, Answer{Action: Approve, By: "P2", At: now}); r == nil || r.Reason != NotDeciding {
				t.Errorf("who asks decides: %+v", r)
			}
			if _, r := Decide(w, task, o.After, Answer{Action: Approve, By: c.decider, Way: ByRelayedLink, At: now}); r == nil || r.Reason != NotByRelay {
				t.Errorf("decided through other hands: %+v", r)
			}
			yes, r := Decide(w, task, o.After, Answer{Action: Approve, By: c.decider, At: now})
			if r != nil || yes.After.State != ledger.Closed || !c.does(yes) {
				t.Errorf("agreed: %+v, %+v", yes, r)
			}
			no, r := Decide(w, task, o.After, Answer{Action: Deny, By: c.decider, At: now})
			if r != nil || no.Exempt != nil || no.Group != nil || no.Handover != nil || no.About.State != ledger.Found || no.About.PausedUntil != "" {
				t.Errorf("refused: %+v, %+v", no, r)
			}
		})
	}
}
