package compose

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// away makes P002, who owns G002, not to be disturbed.
func away(deputy string, more ...string) map[string]ledger.Absence {
	absent := map[string]ledger.Absence{"P002": {ID: 1, Person: "P002", Deputy: deputy}}
	for _, person := range more {
		absent[person] = ledger.Absence{Person: person}
	}
	return absent
}

func hopsOf(hops []ledger.Hop) (list []string) {
	for _, h := range hops {
		list = append(list, h.Role+" "+h.To+" "+h.Reason)
	}
	return list
}

func TestADeputyIsChosenInThePlaceOfWhoIsAbsent(t *testing.T) {
	for name, c := range map[string]struct {
		absent map[string]ledger.Absence
		to     string
		hops   []string
	}{
		"the deputy":                         {away("P001"), "P001", []string{"owner P002 absent", "owner P001 deputy"}},
		"without one, the next of the chain": {away(""), "P003", []string{"owner P002 absent", "admin P003 chosen"}},
		"a deputy who left":                  {away("P005"), "P003", []string{"owner P002 absent", "owner P005 deputy_not_in_service", "admin P003 chosen"}},
		"a deputy whom no way leads to":      {away("P004"), "P003", []string{"owner P002 absent", "owner P004 deputy_no_route", "admin P003 chosen"}},
		"a deputy who is absent too":         {away("P001", "P001"), "P003", []string{"owner P002 absent", "owner P001 deputy_absent", "admin P003 chosen"}},
		"somebody the directory lacks":       {away("P404"), "P003", []string{"owner P002 absent", "owner P404 deputy_unknown", "admin P003 chosen"}},
		"everybody absent: the office":       {away("", "P003", "P001"), "office", []string{"owner P002 absent", "admin P003 absent", "unit_principal P001 absent", "office " + "office chosen"}},
	} {
		in := county()
		in.Absent = c.absent
		r := Plan(in, []ledger.Case{cardCase(1, "G002", "P024")}, nil)
		if len(r.Create) != 1 || r.Create[0].Recipient.Code != c.to {
			t.Errorf("%s: %v, want %s", name, ids(r.Create), c.to)
			continue
		}
		n := r.Create[0]
		if diff := cmp.Diff(c.hops, hopsOf(n.Hops)); diff != "" {
			t.Errorf("%s: hops (-want +got)\n%s", name, diff)
		}
		if got := n.Notifications[0]; got.For != "P002" || got.To != c.to {
			t.Errorf("%s: told %s in the place of %q", name, got.To, got.For)
		}
		if n.Recipient.Private() && !strings.Contains(n.Body, "其本人目前免打扰") {
			t.Errorf("%s: the text does not say why:\n%s", name, n.Body)
		}
	}
}

func TestADeputysOwnAndTheOthersAreOneNotice(t *testing.T) {
	in := county()
	in.Absent = away("P003")
	mine := cardCase(2, "G003", "P024") // P003 is responsible there
	register(&in, ownedBy(in.Groups.Of("G003"), "P003"))
	r := Plan(in, []ledger.Case{cardCase(1, "G002", "P024"), mine}, nil)
	if len(r.Create) != 1 || !slices.Equal(r.Create[0].Cases, []int64{1, 2}) {
		t.Fatalf("%v", ids(r.Create))
	}
	if !strings.Contains(r.Create[0].Body, "其中 1 项原应通知") {
		t.Errorf("%s", r.Create[0].Body)
	}
}

func TestRungsGoToTheDeputyAndBackAgain(t *testing.T) {
	for name, c := range map[string]struct {
		rung   ledger.Rung
		to     string
		absent map[string]ledger.Absence
		told   string
		kept   string // the person replaced
	}{
		"a rung of the responsible person":           {ledger.NewRung("due", "responsible"), "P002", away("P001"), "P001", "P002"},
		"nobody absent":                              {ledger.NewRung("due", "responsible"), "P002", nil, "P002", ""},
		"no deputy: the usual chain":                 {ledger.NewRung("due", "responsible"), "P002", away(""), "P003", "P002"},
		"a rung above":                               {ledger.NewRung("due+1wd", "second_admin"), "P003", map[string]ledger.Absence{"P003": {Person: "P003", Deputy: "P001"}}, "P001", "P003"},
		"a rung above, no deputy: who stands higher": {ledger.NewRung("due+1wd", "second_admin"), "P003", map[string]ledger.Absence{"P003": {Person: "P003"}}, "P001", "P003"},
	} {
		in := county()
		told := toldCard(&in, 1)
		in.Absent = c.absent
		in.Notifications = []ledger.Notification{dueRung(c.rung, c.to)}
		r := Plan(in, []ledger.Case{told}, nil)
		if len(r.Create) != 1 || r.Create[0].Recipient.Code != c.told || r.Create[0].Notifications[0].For != c.kept {
			t.Errorf("%s: %v %+v", name, ids(r.Create), r.Create)
			continue
		}
		keep(&in, r.Create)
		if again := Plan(in, []ledger.Case{told}, roundTrip(t, r.Create)); len(again.Create)+len(again.Withdraw) != 0 {
			t.Errorf("%s: planned again: %+v", name, again)
		}
		in.Absent = nil // back, before it was sent
		back := Plan(in, []ledger.Case{told}, roundTrip(t, r.Create))
		switch {
		case c.kept == "" && len(back.Create)+len(back.Withdraw) != 0:
			t.Errorf("%s: nothing changed: %+v", name, back)
		case c.kept != "" && (len(back.Create) != 1 || back.Create[0].Recipient.Code != c.to || back.Create[0].Notifications[0].For != "" || len(back.Withdraw) != 1):
			t.Errorf("%s: back again: %+v", name, back)
		}
	}
}

func TestTheEndOfAnExemptionIsToldToBothSidesOnce(t *testing.T) {
	in := county()
	e := ledger.Exemption{ID: 4, Rule: "member.card", Group: "G002", Person: "P024", Approver: "P001", From: "2026-10-01", Until: "2026-12-07"}
	in.Lapses = []Lapse{{e, e.LapseNotification(ledger.ToResponsible, "2026-11-23")}, {e, e.LapseNotification(ledger.ToApprover, "2026-11-23")}}
	// Beside it the same group's own end, which is another line.
	g := in.Groups.Of("G002")
	g.Staged, g.EndsOn = true, "2026-12-08"
	register(&in, g)
	in.Ending = []Ending{{g, ledger.Notification{Group: "G002", Rung: stageEnd("2026-12-08 15"), Day: "2026-11-23"}}}
	first := Plan(in, nil, nil)
	if !slices.Equal(ids(first.Create), []string{"msg_1 P001", "msg_2 P002"}) {
		t.Fatalf("%v", ids(first.Create))
	}
	for i, want := range []int{1, 2} {
		if n := first.Create[i]; len(n.Document.Sections) != 1 || len(n.Document.Sections[0].Lines) != want || !strings.Contains(n.Body, "豁免将于 2026年12月7日 到期") {
			t.Errorf("%s reads:\n%s", n.Recipient.Code, n.Body)
		}
	}
	keep(&in, first.Create)
	if r := Plan(in, nil, roundTrip(t, first.Create)); len(r.Create)+len(r.Withdraw) != 0 {
		t.Errorf("planned again: %+v", r)
	}
	for i := range in.Notifications {
		in.Notifications[i].State = ledger.NotificationTold
	}
	if r := Plan(in, nil, nil); len(r.Create) != 0 {
		t.Errorf("told again: %v", ids(r.Create))
	}
	// The approver has left: the office hears it.
	in.Notifications, in.Ending = nil, nil
	p := in.People.Of("P001")
	p.Status = "退休"
	enlist(&in, p)
	if r := Plan(in, nil, nil); !slices.Equal(ids(r.Create), []string{"msg_3 P002", "msg_4 office"}) {
		t.Errorf("%v", ids(r.Create))
	}
}

func TestALineNamesAnExtensionAndTheMeasuresThatAreDue(t *testing.T) { // covers S5.7
	in := county()
	plain, other := cardCase(1, "G002", "P024"), cardCase(2, "G002", "P021")
	other.DueOn, other.ExtendedBy = "2026-12-21", "P001"
	in.Measures = map[int64][]ledger.Milestone{1: {{Case: 1, Until: "2026-11-24", Words: "联系 13812345678"}}}
	body := Plan(in, []ledger.Case{plain, other}, nil).Create[0].Body
	for _, want := range []string{"期限已延至 2026年12月21日", "整改措施“联系 138****5678”应于 2026年11月24日 前完成"} {
		if strings.Count(body, want) != 1 {
			t.Errorf("want %q once:\n%s", want, body)
		}
	}
}

func ownedBy(g workgroup.Group, owner string) workgroup.Group {
	g.Owner = owner
	return g
}
