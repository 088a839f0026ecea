package identity

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"qunguan/reconcile/phrase"
	"qunguan/reconcile/workgroup"
)

// smallTown is the directory of the cases below.
func smallTown() (map[string]workgroup.Person, workgroup.Units) {
	units := workgroup.Units{
		"W":  {Code: "W", Name: "云溪县水利局", ShortName: "水利局"},
		"W1": {Code: "W1", Name: "水利局财务股", ShortName: "财务股", Parent: "W"},
		"E":  {Code: "E", Name: "云溪县教育局", ShortName: "教育局"},
		"T":  {Code: "T", Name: "石门乡"},
		"T1": {Code: "T1", Name: "石门乡财政所", ShortName: "财政所", Parent: "T"},
	}
	people := map[string]workgroup.Person{}
	for _, p := range []workgroup.Person{
		{Code: "P1", Name: "王伟", Unit: "W", Post: "科长", Accounts: workgroup.AccountsOf(map[string]string{"微信": "wx_One", "QQ": "10001"})},
		{Code: "P2", Name: "王伟", Unit: "E", Post: "会计"},
		{Code: "P3", Name: "王伟民", Unit: "W1", Post: "会计", AlsoUnits: []string{"T"}, Roles: []string{"董事", "监事"}},
		{Code: "P4", Name: "鄧福", Unit: "W", Status: "退休"},
		{Code: "P5", Name: "阿依古丽·买买提", Unit: "T"},
		{Code: "P6", Name: "李娜", Unit: "E", Accounts: workgroup.AccountsOf(map[string]string{"微信": "shared"})},
		{Code: "P7", Name: "李娜", Unit: "E", Accounts: workgroup.AccountsOf(map[string]string{"微信": "SHARED"})},
		{Code: "P8", Name: "张伟A", Unit: "E"},
		{Code: "P9", Name: "局中局", Unit: "T", Post: "局中"},
		{Code: "PA", Name: "John Smith", Unit: "T"},
		{Code: "PB", Name: "***", Unit: "T", Post: "科员"},
		{Code: "PC", Name: "周敏", Unit: "E", AlsoUnits: []string{"T1"}, Accounts: workgroup.AccountsOf(map[string]string{"微信": "@小周"})},
		{Code: "PD", Name: "文书", Unit: "T", Roles: []string{"文书", "文书"}},
	} {
		people[p.Code] = p
	}
	return people, units
}

func TestWhoIsThisMember(t *testing.T) {
	water := workgroup.Group{Code: "G", Platform: "微信", Unit: "W", Scope: workgroup.Scope{Units: []string{"W1"}}}
	noScope := workgroup.Group{Code: "G", Platform: "微信", Unit: "W"}
	bindings := []workgroup.Binding{
		{Platform: "微信", Account: "WX_bound", Person: "P3"},
		{Platform: "微信", Account: "guest", Outsider: "某公司", ValidUntil: "2026-11-23"},
		{Platform: "微信", Account: "was_bound", Person: "P3", ValidUntil: "2026-11-22"},
		{Platform: "微信", Account: "wx_one2", Person: "P404"},
		{Platform: "微信", Account: "wx_one", Person: "P3", ValidUntil: "2026-01-01"},
		{Platform: "微信", Account: "torn", Person: "P1"},
		{Platform: "微信", Account: "torn", Person: "P2"},
		{Platform: "微信", Account: "@老王", Person: "P1"},
	}
	for _, c := range []struct {
		rule   string
		group  workgroup.Group
		member workgroup.Member
		bare   bool // the file has no 群昵称 column
		want   Identity
	}{
		{
			rule: "a robot's role decides before its account does", group: water,
			member: workgroup.Member{Account: "wx_one", Nickname: "王伟", Role: "机器人"},
			want:   Identity{How: Robot, Reason: RobotRole},
		},
		{
			rule: "a listed account is a robot, whatever its case", group: water,
			member: workgroup.Member{Account: "BOT_1", Nickname: "王伟民"},
			want:   Identity{How: Robot, Reason: RobotListed},
		},
		{
			rule: "a listed nickname is a robot, however it is decorated with punctuation", group: water,
			member: workgroup.Member{Account: "x", Nickname: "【群 助手】"},
			want:   Identity{How: Robot, Reason: RobotListed},
		},
		{
			rule: "a robot's name with more in it is no robot", group: water,
			member: workgroup.Member{Account: "x", Nickname: "群助手2号"},
			want:   Identity{How: Unknown, Reason: NobodyFits},
		},
		{
			rule: "a bound account wins over any nickname, whatever its case", group: water,
			member: workgroup.Member{Account: "wx_BOUND", Nickname: "邓福"},
			want:   Identity{How: Account, Person: "P3", Reason: AccountBound, Binding: &bindings[0]},
		},
		{
			rule: "an outsider is bound on the last day too", group: water,
			member: workgroup.Member{Account: "guest", Nickname: "王伟民"},
			want:   Identity{How: Outsider, Reason: AccountBoundOutsider, Binding: &bindings[1]},
		},
		{
			rule: "an expired binding is as if absent: the nickname decides", group: water,
			member: workgroup.Member{Account: "was_bound", Nickname: "邓福"},
			want: Identity{
				How: Nickname, Person: "P4", Reason: TemplateMatched, Template: "{name}",
				Circle: InUnit, Passed: []Reason{BindingExpired},
			},
		},
		{
			rule: "under an expired binding the account on file counts", group: water,
			member: workgroup.Member{Account: "wx_one", Nickname: "邓福"},
			want:   Identity{How: Account, Person: "P1", Reason: AccountOnFile, Passed: []Reason{BindingExpired}},
		},
		{
			rule: "a binding to a code that the directory lacks still confirms the account", group: water,
			member: workgroup.Member{Account: "wx_one2", Nickname: "王伟民"},
			want:   Identity{How: Account, Person: "P404", Reason: AccountBound, Binding: &bindings[3]},
		},
		{
			rule: "bindings that contradict each other are not believed", group: water,
			member: workgroup.Member{Account: "torn"},
			want:   Identity{How: Unknown, Reason: NoCard, Passed: []Reason{BindingConflict}},
		},
		{
			rule: "a name without an account can be bound like any account", group: water,
			member: workgroup.Member{Account: "@老王", Nickname: "老王"},
			want:   Identity{How: Account, Person: "P1", Reason: AccountBound, Binding: &bindings[7]},
		},
		{
			rule: "an account on file counts whatever its case", group: water,
			member: workgroup.Member{Account: "WX_ONE3", Nickname: "岁月静好"},
			want:   Identity{How: Unknown, Reason: NobodyFits},
		},
		{
			rule: "an account of another platform says nothing", group: water,
			member: workgroup.Member{Account: "10001", Nickname: "岁月静好"},
			want:   Identity{How: Unknown, Reason: NobodyFits},
		},
		{
			rule: "what stands for a nickname is no account on file, though a column holds it", group: water,
			member: workgroup.Member{Account: "@小周", Nickname: "小周"},
			want:   Identity{How: Unknown, Reason: NobodyFits},
		},
		{
			rule: "an account that two people have on file identifies neither", group: water,
			member: workgroup.Member{Account: "Shared", Nickname: "王伟民"},
			want: Identity{
				How: Nickname, Person: "P3", Reason: TemplateMatched, Template: "{name}",
				Circle: InScope, Passed: []Reason{AccountShared},
			},
		},
		{
			rule: "without a nickname column only the account counts", group: water, bare: true,
			member: workgroup.Member{Account: "x", Nickname: "王伟民"},
			want:   Identity{How: Unknown, Reason: NoNicknameColumn},
		},
		{
			rule: "without a nickname column an account on file still identifies", group: water, bare: true,
			member: workgroup.Member{Account: "wx_ONE"},
			want:   Identity{How: Account, Person: "P1", Reason: AccountOnFile, Passed: []Reason{BindingExpired}},
		},
		{
			rule: "an empty nickname is no card", group: water,
			member: workgroup.Member{Account: "x", Nickname: " \u3000"},
			want:   Identity{How: Unknown, Reason: NoCard},
		},
		{
			rule: "a nickname of punctuation is somebody's, and nobody's", group: water,
			member: workgroup.Member{Account: "x", Nickname: "…—…"},
			want:   Identity{How: Unknown, Reason: NobodyFits},
		},
		{
			rule: "a name that is all punctuation makes no card fit its bearer", group: water,
			member: workgroup.Member{Account: "x", Nickname: "科员"},
			want:   Identity{How: Unknown, Reason: NobodyFits},
		},
		{
			rule: "of two namesakes the one in the group's unit is meant", group: noScope,
			member: workgroup.Member{Account: "x", Nickname: "王伟"},
			want:   Identity{How: Nickname, Person: "P1", Reason: TemplateMatched, Template: "{name}", Circle: InUnit},
		},
		{
			rule: "of two namesakes the one in the scope is meant, though the other's unit owns the group",
			group: workgroup.Group{
				Platform: "微信", Unit: "W", Scope: workgroup.Scope{Posts: []string{"会计"}},
			},
			member: workgroup.Member{Account: "x", Nickname: "王伟"},
			want:   Identity{How: Nickname, Person: "P2", Reason: TemplateMatched, Template: "{name}", Circle: InScope},
		},
		{
			rule: "two namesakes outside both circles are ambiguous", group: workgroup.Group{Platform: "微信", Unit: "T"},
			member: workgroup.Member{Account: "x", Nickname: "王伟"},
			want:   Identity{How: Ambiguous, Candidates: []string{"P1", "P2"}, Reason: SeveralFitTemplate, Circle: InDirectory},
		},
		{
			rule: "namesakes of one unit are ambiguous in their own group", group: workgroup.Group{Platform: "微信", Unit: "E"},
			member: workgroup.Member{Account: "x", Nickname: "教育局李娜"},
			want:   Identity{How: Ambiguous, Candidates: []string{"P6", "P7"}, Reason: SeveralFitTemplate, Circle: InUnit},
		},
		{
			rule: "a unit in the card tells namesakes apart", group: workgroup.Group{Platform: "微信", Unit: "T"},
			member: workgroup.Member{Account: "x", Nickname: "水利局-王伟"},
			want:   Identity{How: Nickname, Person: "P1", Reason: TemplateMatched, Template: "{unit_short}{name}", Circle: InDirectory},
		},
		{
			rule: "the short name of a unit above counts as one's own", group: water,
			member: workgroup.Member{Account: "x", Nickname: "水利局王伟民"},
			want:   Identity{How: Nickname, Person: "P3", Reason: TemplateMatched, Template: "{unit_short}{name}", Circle: InScope},
		},
		{
			rule: "so does a unit held besides, by its name where it has no short one", group: water,
			member: workgroup.Member{Account: "x", Nickname: "石门乡王伟民"},
			want:   Identity{How: Nickname, Person: "P3", Reason: TemplateMatched, Template: "{unit_short}{name}", Circle: InScope},
		},
		{
			rule: "a unit held besides counts as it is", group: water,
			member: workgroup.Member{Account: "x", Nickname: "财政所周敏"},
			want:   Identity{How: Nickname, Person: "PC", Reason: TemplateMatched, Template: "{unit_short}{name}", Circle: InDirectory},
		},
		{
			rule: "but the units above it do not", group: water,
			member: workgroup.Member{Account: "x", Nickname: "石门乡周敏"},
			want:   Identity{How: Unknown, Reason: NobodyFits},
		},
		{
			rule: "nor do they loosely", group: water,
			member: workgroup.Member{Account: "x", Nickname: "周敏🌸石门乡"},
			want:   Identity{How: Unknown, Reason: NobodyFits},
		},
		{
			rule: "another unit's name is not one's own", group: water,
			member: workgroup.Member{Account: "x", Nickname: "教育局王伟民"},
			want:   Identity{How: Unknown, Reason: NobodyFits},
		},
		{
			rule: "a category's own formats replace the others", group: workgroup.Group{Platform: "微信", Category: "董事", Unit: "W"},
			member: workgroup.Member{Account: "x", Nickname: "王伟民监事"},
			want:   Identity{How: Nickname, Person: "P3", Reason: TemplateMatched, Template: "{name}{role}", Circle: InUnit},
		},
		{
			rule: "a format without a name fits everybody it is filled alike for", group: workgroup.Group{Platform: "微信", Category: "岗位", Unit: "W"},
			member: workgroup.Member{Account: "x", Nickname: "科长"},
			want:   Identity{How: Nickname, Person: "P1", Reason: TemplateMatched, Template: "{post}", Circle: InUnit},
		},
		{
			rule: "whoever fits several formats is one person all the same", group: workgroup.Group{Platform: "微信", Category: "文书"},
			member: workgroup.Member{Account: "x", Nickname: "文书"},
			want:   Identity{How: Nickname, Person: "PD", Reason: TemplateMatched, Template: "{name}", Circle: InDirectory},
		},
		{
			rule: "and whoever has a role twice", group: workgroup.Group{Platform: "微信", Category: "角色"},
			member: workgroup.Member{Account: "x", Nickname: "文书"},
			want:   Identity{How: Nickname, Person: "PD", Reason: TemplateMatched, Template: "{role}", Circle: InDirectory},
		},
		{
			rule: "traditional characters and a dot hide nobody", group: workgroup.Group{Platform: "微信", Unit: "T"},
			member: workgroup.Member{Account: "x", Nickname: "阿依古麗買買提"},
			want:   Identity{How: Nickname, Person: "P5", Reason: TemplateMatched, Template: "{name}", Circle: InUnit},
		},
		{
			rule: "a Latin name is compared without case and space", group: workgroup.Group{Platform: "微信", Unit: "T"},
			member: workgroup.Member{Account: "x", Nickname: "johnSMITH"},
			want:   Identity{How: Nickname, Person: "PA", Reason: TemplateMatched, Template: "{name}", Circle: InUnit},
		},
		{
			rule: "but never loosely: nothing is left of it", group: workgroup.Group{Platform: "微信", Unit: "T"},
			member: workgroup.Member{Account: "x", Nickname: "John Smith🌸"},
			want:   Identity{How: Unknown, Reason: NobodyFits},
		},
		{
			rule: "a decorated card is loose", group: water,
			member: workgroup.Member{Account: "x", Nickname: "A王伟民🌸138"},
			want:   Identity{How: Loose, Person: "P3", Reason: LooseName, Circle: InScope},
		},
		{
			rule: "area, unit, post and role may stand around the name in any order, repeated", group: water,
			member: workgroup.Member{Account: "x", Nickname: "会计云溪县财务股石门乡王伟民监事董事会计"},
			want:   Identity{How: Loose, Person: "P3", Reason: LooseName, Circle: InScope},
		},
		{
			rule: "one word that is not the person's own spoils it", group: water,
			member: workgroup.Member{Account: "x", Nickname: "会计王伟民主任"},
			want:   Identity{How: Unknown, Reason: NobodyFits},
		},
		{
			rule: "the name itself stands once", group: water,
			member: workgroup.Member{Account: "x", Nickname: "王伟民王伟民"},
			want:   Identity{How: Unknown, Reason: NobodyFits},
		},
		{
			rule: "part of a name is nobody's name", group: water,
			member: workgroup.Member{Account: "x", Nickname: "伟民🌸"},
			want:   Identity{How: Unknown, Reason: NobodyFits},
		},
		{
			rule: "words are told apart exactly, not by deleting", group: workgroup.Group{Platform: "微信", Unit: "T"},
			member: workgroup.Member{Account: "x", Nickname: "局中局中局🌸"},
			want:   Identity{How: Loose, Person: "P9", Reason: LooseName, Circle: InUnit},
		},
		{
			rule: "what loosening leaves of 张伟A is no full name", group: workgroup.Group{Platform: "微信", Unit: "E"},
			member: workgroup.Member{Account: "x", Nickname: "张伟B🌸"},
			want:   Identity{How: Unknown, Reason: NobodyFits},
		},
		{
			rule: "a card in form far away wins over a loose one in the scope", group: water,
			member: workgroup.Member{Account: "x", Nickname: "教育局王伟"},
			want:   Identity{How: Nickname, Person: "P2", Reason: TemplateMatched, Template: "{unit_short}{name}", Circle: InDirectory},
		},
		{
			rule: "loose namesakes are ambiguous", group: workgroup.Group{Platform: "微信", Unit: "T"},
			member: workgroup.Member{Account: "x", Nickname: "李娜🌸"},
			want:   Identity{How: Ambiguous, Candidates: []string{"P6", "P7"}, Reason: SeveralFitLoose, Circle: InDirectory},
		},
	} {
		t.Run(c.rule, func(t *testing.T) {
			people, units := smallTown()
			pol := qingshanPolicy()
			pol.Member.Robots = []string{"bot_1", "群助手", "…"}
			pol.Member.Nickname.ByCategory["岗位"] = []string{"{post}"}
			pol.Member.Nickname.ByCategory["角色"] = []string{"{role}"}
			pol.Member.Nickname.ByCategory["文书"] = []string{"{name}", "{role}"}
			d := New(workgroup.PeopleOf(people), units, bindings, "2026-11-23", pol)
			got := d.ForGroup(c.group).Identify(c.member, !c.bare)
			if diff := cmp.Diff(c.want, got, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			for _, reason := range append([]Reason{got.Reason}, got.Passed...) {
				for _, lang := range []phrase.Lang{phrase.Zh, phrase.En} {
					key := phrase.Key("identity." + string(reason))
					if text := lang.Say(key, got.Values()...); strings.HasPrefix(text, "identity.") || strings.Contains(text, "{person") {
						t.Errorf("%s has no sentence for %s", lang, reason)
					}
				}
			}
		})
	}
}
