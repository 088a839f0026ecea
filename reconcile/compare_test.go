package reconcile

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"qunguan/reconcile/calendar"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/policy"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

var monday = time.Date(2026, 11, 23, 9, 0, 0, 0, time.FixedZone("", 8*60*60))

func input(moment time.Time, f *rule.Findings, existing ...ledger.Case) Input {
	p := &policy.Policy{
		Severity: map[string]string{rule.MemberLeft: "high", rule.MemberUnknown: "high"},
		Due:      map[string]policy.Span{"high": {N: 3, Unit: "wd"}, "normal": {N: 10, Unit: "wd"}, "low": {N: 1, Unit: "m"}},
		Cites:    map[string]string{rule.MemberUnknown: "S6.3"},
		Member:   policy.Member{RemovalDays: 1}, Stage: policy.Stage{GraceDays: 35},
	}
	groups := map[string]workgroup.Group{
		"G1": {Code: "G1", Name: "水利局工作群", Unit: "U1", Owner: "P1"},
		"G2": {Code: "G2", Name: "旧群", Unit: "U1", State: workgroup.StateDissolved},
	}
	dir := workgroup.NewDirectory(workgroup.Units{"U1": {Code: "U1"}}, workgroup.PeopleOf(map[string]workgroup.Person{"P1": {Code: "P1", Status: "在职"}}))
	return Input{
		Snapshot: rule.NewSnapshot(p, dir, moment), Groups: workgroup.GroupsOf(groups), Existing: existing, Findings: f, Days: calendar.China().For(),
	}
}

func account(rule_, group, name string) rule.Violation {
	return rule.Violation{
		Rule: rule_, Unit: "U1", Reason: "nobody_fits",
		Subject:  ledger.Subject{Type: ledger.SubjectAccount, Group: group, Account: name},
		Evidence: map[string]any{"nickname": name},
	}
}

func judged(violations ...rule.Violation) *rule.Findings {
	f := rule.NewFindings()
	f.Judged(rule.MemberUnknown, "G1")
	f.Violations = violations
	return f
}

// stored is the plan as the registry would keep it.
func stored(p Plan, before ...ledger.Case) []ledger.Case {
	byID := map[int64]ledger.Case{}
	next := int64(1)
	for _, c := range before {
		byID[c.ID] = c
		next = max(next, c.ID+1)
	}
	for _, c := range p.Changes {
		if c.Event == ledger.EventOpened {
			c.After.ID = next
			next++
		}
		byID[c.After.ID] = c.After
	}
	var all []ledger.Case
	for _, c := range byID {
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b ledger.Case) int { return int(a.ID - b.ID) })
	return all
}

func events(p Plan) []string {
	var list []string
	for _, c := range p.Changes {
		list = append(list, fmt.Sprintf("%s %s %s", c.Event, c.After.Subject.Account, c.After.ClosedReason))
	}
	return list
}

func TestCompare(t *testing.T) {
	unknown := account(rule.MemberUnknown, "G1", "wx_1")
	open := stored(Compare(input(monday, judged(unknown))))
	for _, c := range []struct {
		name     string
		findings *rule.Findings
		existing []ledger.Case
		set      func(*Input)
		want     []string
	}{
		{"what is seen for the first time is opened", judged(unknown), nil, nil, []string{"opened wx_1 "}},
		{"what is seen again is left alone", judged(unknown), open, nil, nil},
		{"what was judged and is not seen is closed", judged(), open, nil, []string{"closed wx_1 subject_gone"}},
		{"what was not judged is neither guilt nor cure", rule.NewFindings(), open, nil, nil},
		{"a rule that was switched off closes its cases", rule.NewFindings(), open, func(in *Input) { in.Snapshot.Policy.Rules.Off = []string{rule.MemberUnknown} }, []string{"closed wx_1 rule_off"}},
		{"a group that ended closes its cases", rule.NewFindings(), open, func(in *Input) {
			in.Groups = workgroup.GroupsOf(map[string]workgroup.Group{"G1": {Code: "G1", Unit: "U1", State: workgroup.StateDissolved}})
		}, []string{"closed wx_1 group_ended"}},
		{"judging again before speaking opens nothing", judged(unknown, account(rule.MemberUnknown, "G1", "wx_2")), open, func(in *Input) { in.CloseOnly = true }, nil},
		{"the same thing seen twice is one case", judged(unknown, unknown), nil, nil, []string{"opened wx_1 "}},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := input(monday, c.findings, c.existing...)
			if c.set != nil {
				c.set(&in)
			}
			if diff := cmp.Diff(c.want, events(Compare(in))); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

func TestWhereNothingCanBeJudgedTheResponsiblePersonIsStillKeptCurrent(t *testing.T) {
	open := stored(Compare(input(monday, judged(account(rule.MemberUnknown, "G1", "wx_1")))))
	in := input(monday, rule.NewFindings(), open...)
	in.Snapshot.Dir.People = workgroup.PeopleOf(map[string]workgroup.Person{"P1": {Code: "P1", Status: "离职"}})
	plan := Compare(in)
	if len(plan.Changes) != 1 || plan.Changes[0].After.Responsible != "" || plan.Changes[0].Reason != "responsible_changed" {
		t.Errorf("changes: %+v", plan.Changes)
	}
}

func TestCloseReasons(t *testing.T) {
	c := ledger.Case{Rule: rule.GroupZombie, Evidence: []byte(`{"days":60,"last_activity":"2026-09-01"}`)}
	for _, k := range []struct {
		name    string
		verdict rule.Verdict
		want    ledger.CloseReason
	}{
		{"somebody spoke", rule.Verdict{Reason: "active", Evidence: map[string]any{"last_activity": "2026-11-20", "days": 60}}, ledger.Fixed},
		{"the policy gives it more days", rule.Verdict{Reason: "active", Evidence: map[string]any{"last_activity": "2026-09-01", "days": 90}}, ledger.PolicyChanged},
		{"strangers are welcome now", rule.Verdict{Reason: "open_group"}, ledger.PolicyChanged},
		{"the account is not there any more", rule.Verdict{}, ledger.SubjectGone},
		{"another case took its place", rule.Verdict{Reason: rule.ReasonSuperseded}, ledger.SubjectGone},
	} {
		if got := closeReason(&c, k.verdict); got != k.want {
			t.Errorf("%s: %s, want %s", k.name, got, k.want)
		}
	}
}

func TestDue(t *testing.T) { // covers S8.3, S5.7
	left := func(on workgroup.Date) rule.Violation {
		return rule.Violation{Rule: rule.MemberLeft, Evidence: map[string]any{"left_on": on}}
	}
	for _, c := range []struct {
		name     string
		v        rule.Violation
		baseline bool
		at       time.Time
		want     workgroup.Date
	}{
		{"high severity has three working days", account(rule.MemberUnknown, "G1", "a"), false, monday, "2026-11-26"},
		{"normal severity has ten working days", account(rule.MemberCard, "G1", "a"), false, monday, "2026-12-07"},
		{"a leaver of today must go tomorrow", left("2026-11-23"), false, monday, "2026-11-24"},
		{"a leaver of last month must go on the next working day", left("2026-10-01"), false, monday, "2026-11-24"},
		{"a leaver without a date must go on the next working day", left(""), false, monday, "2026-11-24"},
		{"on a Friday the next working day is Monday", left("2026-11-27"), false, monday.AddDate(0, 0, 4), "2026-11-30"},
		{"a backlog of expired groups gets days of grace", rule.Violation{Rule: rule.GroupStageExpired}, true, monday, "2026-12-28"},
		{"later ones do not", rule.Violation{Rule: rule.GroupStageExpired}, false, monday, "2026-12-07"},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := input(c.at, rule.NewFindings())
			in.Baseline = map[string]bool{rule.GroupStageExpired: c.baseline}
			if got := in.dueOn(c.v.Case(), in.Snapshot.Policy.SeverityOf(c.v.Rule)); got != c.want {
				t.Errorf("due %s, want %s", got, c.want)
			}
		})
	}
}

func TestAMonthIsAMonthOfTheCalendar(t *testing.T) { // covers S3.2
	for opened, want := range map[workgroup.Date]workgroup.Date{
		"2026-11-23": "2026-12-23", "2026-11-20": "2026-12-21", "2026-08-31": "2026-09-30", // the 20th is a Sunday, September has 30 days
	} {
		in := input(opened.Time().Add(time.Hour), rule.NewFindings())
		p := *in.Snapshot.Policy
		p.Due = map[string]policy.Span{"normal": {N: 1, Unit: "m"}}
		in.Snapshot.Policy = &p
		if got := in.dueOn(account(rule.MemberCard, "G1", "a").Case(), "normal"); got != want {
			t.Errorf("found on %s: due %s, want %s", opened, got, want)
		}
	}
}

func TestComparingTwiceGivesAnEmptySecondPlanAndOrderDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var cases []ledger.Case
		moment := monday
		for range rapid.IntRange(1, 4).Draw(t, "runs") {
			var vs []rule.Violation
			for _, n := range rapid.SliceOfDistinct(rapid.IntRange(1, 8), rapid.ID[int]).Draw(t, "seen") {
				vs = append(vs, account(rule.MemberUnknown, "G1", fmt.Sprintf("wx_%d", n)))
			}
			plan := Compare(input(moment, judged(vs...), cases...))
			shuffled := rapid.Permutation(vs).Draw(t, "shuffled")
			if diff := cmp.Diff(plan, Compare(input(moment, judged(shuffled...), cases...))); diff != "" {
				t.Fatalf("another order, another plan:\n%s", diff)
			}
			cases = stored(plan, cases...)
			for i := range cases {
				if slices.ContainsFunc(plan.Seen, func(s Seen) bool { return s.ID == cases[i].ID }) {
					cases[i].LastSeenOn = workgroup.DateOf(moment)
				}
			}
			again := Compare(input(moment, judged(vs...), cases...))
			if len(again.Changes)+len(again.Seen) != 0 {
				t.Fatalf("the second plan is not empty: %+v", again)
			}
			moment = moment.AddDate(0, 0, rapid.IntRange(0, 7).Draw(t, "days"))
		}
	})
}
