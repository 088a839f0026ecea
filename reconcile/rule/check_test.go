package rule

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// check runs a whole roster and lists its violations as rule subject.
func check(s *scene, watch Watch) (*Findings, []string) {
	f := NewFindings()
	c := NewCheck(JobMemberCheck, s.view(), f, watch, &ClearMembers{})
	for _, m := range s.members {
		c.Row(m)
	}
	c.End()
	var found []string
	for _, v := range f.Violations {
		found = append(found, v.Rule+" "+v.Subject.Account+v.Subject.Person)
	}
	slices.Sort(found)
	return f, found
}

func TestMissing(t *testing.T) { // covers S6.1
	li, wang := member{Account: "wx_lihong", Nickname: "李红"}, member{Account: "@王伟", Nickname: "王伟"}
	for _, c := range []struct {
		name    string
		set     func(*scene)
		members []member
		want    []string
	}{
		{"everybody is there", nil, []member{li, wang}, nil},
		{"somebody in service is not there", nil, []member{li}, []string{"member.missing P2"}},
		{"leavers and people of unclear state are not expected", nil, []member{li, wang}, nil},
		{"a group that is not for all staff misses nobody", func(s *scene) { s.group.AllStaff = false }, []member{li}, nil},
		{"an unknown account excuses nobody", nil, []member{li, {Account: "wx_9", Nickname: "静水流深"}}, []string{"member.missing P2", "member.unknown wx_9"}},
		{"a candidate of an ambiguous row cannot be judged", func(s *scene) {
			s.people["P6"] = workgroup.Person{Code: "P6", Name: "王伟", Unit: "U1", Status: "在职"}
		}, []member{li, wang}, []string{"member.ambiguous @王伟"}},
		{"a candidate who is identified in another row is there", func(s *scene) {
			s.people["P6"] = workgroup.Person{Code: "P6", Name: "王伟", Unit: "U1", Status: "在职", Accounts: workgroup.AccountsOf(map[string]string{"微信": "wx_w6"})}
		}, []member{li, wang, {Account: "wx_w6", Nickname: "王伟"}}, []string{"member.ambiguous @王伟"}},
		{"people are missed in open groups too", openCategory, []member{li}, []string{"member.missing P2"}},
		{"without nicknames, who has no account on file may be any row", noNicknames, []member{li, {Account: "wx_5"}}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newScene()
			if c.set != nil {
				c.set(s)
			}
			s.members = c.members
			_, found := check(s, nil)
			if diff := cmp.Diff(c.want, found); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

func TestLookTellsACureFromNoData(t *testing.T) {
	account := func(a string) ledger.Subject {
		return ledger.Subject{Type: ledger.SubjectAccount, Group: "G1", Account: a}
	}
	s := newScene()
	s.members = []member{{Account: "wx_lihong", Nickname: "李红"}, {Account: "@王伟", Nickname: "王伟"}}
	f, _ := check(s, Watch{"wx_lihong": true})
	for _, c := range []struct {
		name    string
		rule    string
		subject ledger.Subject
		want    Verdict
	}{
		{"a watched account that is fine now tells why", MemberCard, account("wx_lihong"), allClear(reasonCardFits, nil)},
		{"an account that is no longer there was judged too", MemberCard, account("wx_gone"), judged},
		{"another group was not looked at", MemberCard, ledger.Subject{Type: ledger.SubjectAccount, Group: "G2", Account: "wx_lihong"}, cannotJudge(reasonNotCovered, nil)},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := f.Verdict(c.rule, c.subject)
			got.Evidence = nil
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

func TestACaseGivesWayToTheOneThatHolds(t *testing.T) {
	s := newScene()
	p := s.people["P1"]
	p.Status = "离职"
	s.people["P1"] = p
	s.members = []member{{Account: "wx_lihong", Nickname: "红姐"}}
	f, _ := check(s, Watch{"wx_lihong": true})
	v := f.Verdict(MemberCard, ledger.Subject{Type: ledger.SubjectAccount, Group: "G1", Account: "wx_lihong"})
	if v.Outcome != Clear || v.Reason != ReasonSuperseded {
		t.Errorf("member.card of somebody who has left: got %s (%s), want clear (superseded)", v.Outcome, v.Reason)
	}
}

func TestStale(t *testing.T) {
	for _, c := range []struct {
		name    string
		taken   string
		outcome Outcome
		reason  string
	}{
		{"a roster of ten times 24 hours is fresh", "2026-11-13 09:00", Clear, "fresh"},
		{"one minute more is too old", "2026-11-13 08:59", Violated, "too_old"},
		{"a roster of this minute is fresh", "2026-11-23 09:00", Clear, "fresh"},
		{"a roster from the future says nothing yet", "2026-11-23 09:01", CannotJudge, "roster_from_the_future"},
		{"a group never read has none", "", Violated, "never_read"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newScene()
			s.roster.TakenAt = at("2026-11-23 09:00")
			if c.taken == "" {
				s.roster = workgroup.Roster{}
			} else {
				s.roster.TakenAt = at(c.taken)
			}
			f := NewFindings()
			facts := GroupFacts{Snapshot: s.snapshot(), Group: s.group, Roster: s.roster}
			v := judgeStale(facts)
			if v.Outcome != c.outcome || v.Reason != c.reason {
				t.Errorf("got %s (%s), want %s (%s)", v.Outcome, v.Reason, c.outcome, c.reason)
			}
			fresh := CheckGroup(JobMemberCheck, facts, f)
			if fresh != (c.outcome == Clear) {
				t.Errorf("fresh = %v", fresh)
			}
			if got := f.Verdict(MemberUnknown, ledger.Subject{Type: ledger.SubjectAccount, Group: "G1", Account: "x"}); !fresh && got.Outcome != CannotJudge {
				t.Errorf("a stale roster cured a case: %s (%s)", got.Outcome, got.Reason)
			}
		})
	}
}
