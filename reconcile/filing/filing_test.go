package filing

import (
	"errors"
	"slices"
	"testing"
	"time"

	"qunguan/reconcile/workgroup"
)

func hospital() *workgroup.Directory {
	people := map[string]workgroup.Person{}
	for _, code := range []string{"P1", "P2", "P3", "P4", "P9"} {
		people[code] = workgroup.Person{Code: code, Status: "在职"}
	}
	return &workgroup.Directory{
		People: workgroup.PeopleOf(people),
		Units: workgroup.Units{
			"U1": {Code: "U1", Principal: "P1"},
			"U2": {Code: "U2", Parent: "U1", Principal: "P2", Leader: "P3"},
		},
	}
}

// covers S4.1, S10.1
func TestWhoDecidesAboutAStep(t *testing.T) {
	for _, c := range []struct {
		name, step, by string
		change         func(*workgroup.Directory)
		want           string
	}{
		{"the unit's leader", UnitLeader, "P4", nil, "P3"},
		{"without one, its principal", UnitLeader, "P4", func(d *workgroup.Directory) { u := d.Units["U2"]; u.Leader = ""; d.Units["U2"] = u }, "P2"},
		{"a leader who filed it leaves it to the principal", UnitLeader, "P3", nil, "P2"},
		{"the unit's principal", UnitPrincipal, "P4", nil, "P2"},
		{"a principal who filed it leaves it to the unit above", UnitPrincipal, "P2", nil, "P1"},
		{"one who has left decides nothing", UnitPrincipal, "P4", func(d *workgroup.Directory) {
			people := d.People.ByCode()
			people["P2"] = workgroup.Person{Code: "P2", Status: "离职"}
			d.People = workgroup.PeopleOf(people)
		}, "P1"},
		{"the register's keeper", Register, "P4", nil, "P9"},
		{"a keeper who filed it leaves it to the principal", Register, "P9", nil, "P2"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := hospital()
			if c.change != nil {
				c.change(dir)
			}
			got := Deciders(c.step, &Request{Unit: "U2", By: c.by}, dir, "P9", "2026-11-23")
			if !slices.Equal(got, []string{c.want}) {
				t.Errorf("got %v, want %s", got, c.want)
			}
		})
	}
}

// covers S4.1, S10.1
func TestStepsAreTakenInOrderByThoseWhoMay(t *testing.T) {
	steps, at := []string{UnitLeader, Register}, time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	f := Filing{ID: 1, State: Submitted, Request: Request{By: "P4"}}
	fault := func(err error, reason string) {
		t.Helper()
		var e *FaultError
		if !errors.As(err, &e) || e.Reason != reason {
			t.Errorf("got %v, want %s", err, reason)
		}
	}
	_, err := f.Decide(steps, []string{"P4"}, true, "P4", "", at)
	fault(err, OwnFiling)
	_, err = f.Decide(steps, []string{"P3"}, true, "P9", "", at)
	fault(err, NotDeciding)
	agreed, err := f.Decide(steps, []string{"P3"}, true, "P3", "同意", at)
	if err != nil || agreed.State != Agreed || agreed.Next(steps) != Register || len(f.Decisions) != 0 {
		t.Fatalf("after the leader: %+v, %v", agreed, err)
	}
	rejected, err := agreed.Decide(steps, []string{"P9"}, false, "P9", "已有群", at)
	if err != nil || rejected.State != Rejected || rejected.Next(steps) != "" {
		t.Errorf("rejected: %+v, %v", rejected, err)
	}
	_, err = rejected.Decide(steps, []string{"P9"}, true, "P9", "", at)
	fault(err, NotWaiting)
	approved, err := agreed.Decide(steps, []string{"P9"}, true, "P9", "已备案", at)
	if err != nil || approved.State != Approved || len(approved.Decisions) != 2 {
		t.Errorf("approved: %+v, %v", approved, err)
	}
	_, err = agreed.Withdraw("P3", "", at)
	fault(err, NotApplicant)
	if w, err := agreed.Withdraw("P4", "", at); err != nil || w.State != Withdrawn {
		t.Errorf("withdrawn: %+v, %v", w, err)
	}
	_, err = approved.Withdraw("P4", "", at)
	fault(err, NotWaiting)
}

// covers S4.1
func TestARequestSaysWhatForHowLongForThoseAndByOneOwner(t *testing.T) {
	var empty Request
	if got := empty.Missing(); !slices.Equal(got, []string{NoName, NoUnit, NoPurpose, NoOwner, NoUntil, NoPeople}) && !slices.Equal(got, []string{NoName, NoUnit, NoPurpose, NoOwner, NoUntil}) {
		t.Errorf("nothing said: %v", got)
	}
	full := Request{Kind: Group, Name: "校车群", Unit: "U2", Purpose: "校车", Owner: "P2", OpenEnded: "长期", AllStaff: true}
	if got := full.Missing(); len(got) != 0 {
		t.Errorf("all said: %v", got)
	}
	full.OpenEnded = " "
	if got := full.Missing(); !slices.Equal(got, []string{NoUntil}) {
		t.Errorf("a blank reason is none: %v", got)
	}
	known := Request{Kind: Group, Purpose: "校车"}
	known.FillIn(workgroup.Group{Name: "校车群", Unit: "U2", Owner: "P2", Purpose: "别的", EndsOn: "2027-06-30", AllStaff: true})
	if got := known.Missing(); len(got) != 0 || known.Purpose != "校车" {
		t.Errorf("filled in: %v %+v", got, known)
	}
}
