package rule

import (
	"testing"

	"qunguan/reconcile/workgroup"
)

type member = workgroup.Member

func openCategory(s *scene) { s.group.Category = "便民服务" }
func outsiders(s *scene)    { s.group.Scope.Outsiders = true }
func noNicknames(s *scene)  { s.roster.HasNicknames = false }

func robot(s *scene) { s.policy.Member.Robots = []string{"群助手"} }

func bindStranger(s *scene) {
	s.bindings = []workgroup.Binding{{Platform: "微信", Account: "WX_guest", Outsider: "设计院", ValidUntil: "2026-12-31"}}
}

func TestUnknown(t *testing.T) { // covers S6.3
	testMember(t, MemberUnknown, []memberCase{
		{"a nickname that is nobody's name is unknown", nil, member{Account: "wx_1", Nickname: "静水流深"}, Violated, "nobody_fits"},
		{"an account without a card is unknown", nil, member{Account: "wx_1"}, Violated, "no_card"},
		{"a full name is not unknown", nil, member{Account: "wx_1", Nickname: "王伟"}, Clear, "identified"},
		{"an account on file is not unknown, whatever its card says", nil, member{Account: "WX_LiHong", Nickname: "静水流深"}, Clear, "identified"},
		{"strangers are welcome in an open category", openCategory, member{Account: "wx_1", Nickname: "静水流深"}, Clear, "open_group"},
		{"strangers are welcome where the scope says 外部", outsiders, member{Account: "wx_1", Nickname: "静水流深"}, Clear, "open_group"},
		{"a robot by its role is never judged", nil, member{Account: "wx_1", Nickname: "静水流深", Role: workgroup.RoleRobot}, Clear, "robot"},
		{"a robot of the policy's list is never judged", robot, member{Account: "wx_1", Nickname: " 群助手 "}, Clear, "robot"},
		{"a bound outsider is never judged", bindStranger, member{Account: "wx_guest", Nickname: "静水流深"}, Clear, "bound_outsider"},
		{"without a 群昵称 column nobody is unknown", noNicknames, member{Account: "wx_1"}, CannotJudge, "no_nickname_column"},
	})
}

func TestAmbiguous(t *testing.T) { // covers S6.2
	twin := func(s *scene) {
		s.people["P6"] = workgroup.Person{Code: "P6", Name: "王伟", Unit: "U1", Status: "离职"}
	}
	testMember(t, MemberAmbiguous, []memberCase{
		{"two people of one name in the scope are ambiguous, whatever their states", twin, member{Account: "@王伟", Nickname: "王伟"}, Violated, "several_fit_template"},
		{"the scope, as the nearer circle, decides between people of one name", func(s *scene) {
			twin(s)
			s.group.Scope.People = []string{"P2"}
			s.group.Scope.Units = nil
		}, member{Account: "@王伟", Nickname: "王伟"}, Clear, "not_ambiguous"},
		{"one of that name is not ambiguous", nil, member{Account: "@王伟", Nickname: "王伟"}, Clear, "not_ambiguous"},
		{"nobody asks in an open group", func(s *scene) { twin(s); openCategory(s) }, member{Account: "@王伟", Nickname: "王伟"}, Clear, "open_group"},
	})
}

func TestLeft(t *testing.T) { // covers S6.3
	left := func(status string, on workgroup.Date) func(*scene) {
		return func(s *scene) {
			p := s.people["P1"]
			p.Status, p.LeftOn = status, on
			s.people["P1"] = p
		}
	}
	m := member{Account: "wx_lihong", Nickname: "李红"}
	testMember(t, MemberLeft, []memberCase{
		{"who left yesterday is a leaver", left("离职", "2026-11-22"), m, Violated, "left"},
		{"who leaves today is a leaver", left("退休", "2026-11-23"), m, Violated, "left"},
		{"who leaves tomorrow is still in service", left("退休", "2026-11-24"), m, Clear, "in_service"},
		{"who left without a date is a leaver", left("调出", ""), m, Violated, "left"},
		{"a leaver is judged in open groups too", func(s *scene) { left("离职", "")(s); openCategory(s) }, m, Violated, "left"},
		{"a state that says neither accuses no one and mends nothing", left("停薪留职", ""), m, CannotJudge, "state_unclear"},
		{"who is not identified is no leaver", nil, member{Account: "wx_9", Nickname: "某人"}, Clear, "not_identified"},
	})
}

func TestOutOfScope(t *testing.T) { // covers S8.2
	m := member{Account: "wx_2", Nickname: "赵敏"} // of another bureau
	testMember(t, MemberOutOfScope, []memberCase{
		{"a colleague of another unit is out of scope", nil, m, Violated, "not_in_scope"},
		{"a colleague of a unit below is in scope", nil, member{Account: "wx_2", Nickname: "王伟"}, Clear, "in_scope"},
		{"a second unit counts as one's own", func(s *scene) {
			p := s.people["P3"]
			p.AlsoUnits = []string{"U11"}
			s.people["P3"] = p
		}, m, Clear, "in_scope"},
		{"a role that the scope names is in scope", func(s *scene) { s.group.Scope.Roles = []string{"联络员"} }, m, Clear, "in_scope"},
		{"a person whom the scope names is in scope", func(s *scene) { s.group.Scope.People = []string{"P3"} }, m, Clear, "in_scope"},
		{"the owner is never out of scope", func(s *scene) { s.group.Owner = "P3" }, m, Clear, "owner_or_admin"},
		{"an administrator is never out of scope", func(s *scene) { s.group.Admins = []string{"P3"} }, m, Clear, "owner_or_admin"},
		{"a chat role of 群主 proves nothing", nil, member{Account: "wx_2", Nickname: "赵敏", Role: workgroup.RoleOwner}, Violated, "not_in_scope"},
		{"a role of the always-allowed list is never out of scope", func(s *scene) {
			s.policy.Member.AlwaysAllowed.Roles = []string{"联络员"}
		}, m, Clear, "always_allowed"},
		{"a post of the always-allowed list is never out of scope", func(s *scene) {
			p := s.people["P3"]
			p.Post = "县长"
			s.people["P3"] = p
			s.policy.Member.AlwaysAllowed.Posts = []string{"县长"}
		}, m, Clear, "always_allowed"},
		{"a group without a scope has nobody outside it", func(s *scene) {
			s.group.Scope, s.group.AllStaff = workgroup.Scope{}, false
		}, m, Clear, "no_scope"},
		{"an all-staff group without a scope means its unit", func(s *scene) { s.group.Scope = workgroup.Scope{} }, m, Violated, "not_in_scope"},
		{"nobody is out of scope in an open group", openCategory, m, Clear, "open_group"},
		{"a leaver is not out of scope but gone", nil, member{Account: "wx_4", Nickname: "陈刚"}, Clear, "not_in_service"},
	})
}

func TestOtherAccount(t *testing.T) { // covers S10.2
	m := member{Account: "wx_other", Nickname: "水利局李红"}
	testMember(t, MemberOtherAccount, []memberCase{
		{"same name, other account than the one on file", nil, m, Violated, "different_account"},
		{"a decorated name is the same name", nil, member{Account: "wx_other", Nickname: "🌸李红🌸"}, Violated, "different_account"},
		{"the account on file is the person", nil, member{Account: "wx_LIHONG", Nickname: "李红"}, Clear, "not_by_nickname"},
		{"somebody without an account on file cannot be told from an impostor", nil, member{Account: "wx_2", Nickname: "王伟"}, Clear, "no_account_on_file"},
		{"a row without an account of its own shows nothing", nil, member{Account: "@李红", Nickname: "李红"}, Clear, "no_account_shown"},
		{"an account on file for another platform says nothing here", func(s *scene) { s.group.Platform = "QQ" }, m, Clear, "no_account_on_file"},
		{"a valid binding is an account on file", func(s *scene) {
			s.bindings = []workgroup.Binding{{Platform: "微信", Account: "wx_new", Person: "P2"}}
		}, member{Account: "wx_other", Nickname: "王伟"}, Violated, "different_account"},
		{"an expired binding is as if absent", func(s *scene) {
			s.bindings = []workgroup.Binding{{Platform: "微信", Account: "wx_new", Person: "P2", ValidUntil: "2026-11-22"}}
		}, member{Account: "wx_other", Nickname: "王伟"}, Clear, "no_account_on_file"},
		{"nobody asks in an open group", openCategory, m, Clear, "open_group"},
	})
}

func TestCard(t *testing.T) { // covers S6.2
	m := func(card string) member { return member{Account: "wx_lihong", Nickname: card} }
	testMember(t, MemberCard, []memberCase{
		{"the full name is the card", nil, m("李红"), Clear, "card_fits"},
		{"unit and name is an accepted form", nil, m("水利局-李红"), Clear, "card_fits"},
		{"a pet name is not", nil, m("红姐"), Violated, "card_differs"},
		{"decoration round the name is not", nil, m("李红🌸"), Violated, "card_differs"},
		{"no card set is a wrong card", nil, m(""), Violated, "no_card"},
		{"strict compares to the letter", func(s *scene) { s.policy.Member.Nickname.Strict = true }, m("水利局-李红"), Violated, "card_differs"},
		{"strict takes white space off the ends", func(s *scene) { s.policy.Member.Nickname.Strict = true }, m(" 李红 "), Clear, "card_fits"},
		{"a category has forms of its own", func(s *scene) {
			s.policy.Member.Nickname.ByCategory = map[string][]string{"政务服务": {"{name}{post}"}}
		}, m("李红"), Violated, "card_differs"},
		{"forms that the directory cannot fill ask for nothing", func(s *scene) {
			s.policy.Member.Nickname.Templates = []string{"{name}{role}"}
		}, m("红姐"), Clear, "card_fits"},
		{"cards are judged in open groups too", openCategory, m("红姐"), Violated, "card_differs"},
		{"without a 群昵称 column nobody has a wrong card", noNicknames, m(""), CannotJudge, "no_nickname_column"},
		{"a leaver's card does not matter", nil, member{Account: "@陈刚", Nickname: "陈刚"}, Clear, "not_in_service"},
	})
}

func TestAnAccountHasAtMostOneCase(t *testing.T) {
	s := newScene()
	p := s.people["P1"]
	p.Status, p.LeftOn = "离职", "2026-11-01"
	s.people["P1"] = p
	answers := s.view().View(member{Account: "wx_lihong", Nickname: "红姐"}).Judge()
	last := answers[len(answers)-1]
	if last.Rule != MemberLeft || last.Outcome != Violated {
		t.Errorf("a leaver with a pet name: got %s %s, want member.left and nothing after it", last.Rule, last.Outcome)
	}
}

func TestASwitchedOffRuleGivesWayToTheNext(t *testing.T) {
	s := newScene()
	s.policy.Rules.Off = []string{MemberOtherAccount}
	answers := s.view().View(member{Account: "wx_other", Nickname: "李红 加油"}).Judge()
	for _, a := range answers {
		if a.Rule == MemberOtherAccount {
			t.Fatal("a rule that is off was asked")
		}
	}
}
