package identity

import (
	"testing"

	"qunguan/reconcile/policy"
	"qunguan/reconcile/workgroup"
)

func damagedTown() *Directory {
	units := workgroup.Units{"U1": {Code: "U1", Name: "青禾县水利局", ShortName: "水利局"}}
	people := map[string]workgroup.Person{}
	for code, name := range map[string]string{"P1": "王?", "P2": "张*伟", "P3": "刘？杰", "P4": "何杰", "P5": "欧阳\uFFFD", "P6": "马\uE863", "P7": "阿依古丽∙吐尔逊", "P8": "李□明"} {
		people[code] = workgroup.Person{Code: code, Name: name, Unit: "U1", Post: "主任", Status: "在职", Accounts: workgroup.AccountsOf(map[string]string{"微信": "wx_" + code})}
	}
	pol := qingshanPolicy()
	pol.Member.Nickname.Templates = []string{"{name}", "{unit_short}{name}"}
	pol.Member.Nickname.ByCategory = map[string][]string{"岗位": {"{unit_short}{post}"}}
	return New(workgroup.PeopleOf(people), units, nil, "2026-11-23", pol)
}

// A name that lost a character is somebody else's name.
func TestDamagedNamesIdentifyNobody(t *testing.T) {
	d := damagedTown()
	for _, category := range []string{"", "岗位"} {
		m := d.ForGroup(workgroup.Group{Platform: "微信", Unit: "U1", Category: category, Scope: workgroup.Scope{Units: []string{"U1"}}})
		for _, card := range []string{"王", "水利局王", "张伟", "刘杰", "何?杰", "何*杰", "*何杰*", "何杰？", "何\uFFFD杰", "何□杰", "欧阳", "李明", "水利局李明", "王?", "张*伟", "刘?杰"} {
			id := m.Identify(workgroup.Member{Account: "@" + card, Nickname: card}, true)
			if id.Known() || id.How == Ambiguous {
				t.Errorf("%s is taken for %s %v", card, id.Person, id.Candidates)
			}
			if got := m.Suggest(card); got != nil {
				t.Errorf("%s may be %v", card, got)
			}
		}
		if id := m.Identify(workgroup.Member{Account: "wx_P3", Nickname: "刘?杰"}, true); id.Person != "P3" || id.How != Account {
			t.Errorf("the account tells who it is: %+v", id)
		}
	}
	m := d.ForGroup(workgroup.Group{Platform: "微信", Unit: "U1"})
	for card, want := range map[string]string{"何杰": "P4", "马䶮": "P6", "马\uE863": "P6", "阿依古丽·吐尔逊": "P7", "阿依古丽●吐尔逊": "P7", "阿依古丽˙吐尔逊": "P7", "阿依古丽⋅吐尔逊": "P7", "阿依古丽 • 吐尔逊": "P7", "何\u3164杰": "P4", "何\u2800杰": "P4", "何\ufe0f杰\u180e": "P4"} {
		if id := m.Identify(workgroup.Member{Account: "@x", Nickname: card}, true); id.Person != want {
			t.Errorf("%q is %s %s, want %s", card, id.How, id.Person, want)
		}
	}
}

// The file may have lost characters that the group shows: no person is asked to mend a card that may
// be right, or to wear a damaged name.
func TestCardsWithLostCharactersAreNotJudged(t *testing.T) {
	m := damagedTown().ForGroup(workgroup.Group{Platform: "微信", Unit: "U1"})
	for _, c := range []struct {
		person, card string
		fits         bool
	}{
		{"P1", "随便什么", true},
		{"P4", "何?", true},
		{"P4", "?杰", true},
		{"P4", "水利局??杰", true},
		{"P4", "水?局何杰", true},
		{"P4", "?", false},
		{"P4", "何?杰", true}, // punctuation is overlooked in a card
		{"P4", "何*", false},
		{"P4", "**", false},
	} {
		if got := m.CardFits(workgroup.Member{Nickname: c.card}, c.person); got != c.fits {
			t.Errorf("%s as %s: fits %v", c.person, c.card, got)
		}
	}
	if got := m.AcceptedCards("P1"); got != nil {
		t.Errorf("a damaged name is asked for: %v", got)
	}
}

// To the letter, but for characters that no reader sees or can tell apart.
func TestAStrictCardMayHaveInvisibleCharacters(t *testing.T) {
	pol := &policy.Policy{}
	*pol = *qingshanPolicy()
	pol.Member.Nickname.Strict = true
	people := map[string]workgroup.Person{"P1": {Code: "P1", Name: "巴图·朝鲁"}, "P2": {Code: "P2", Name: "何杰"}}
	m := New(workgroup.PeopleOf(people), nil, nil, "2026-11-23", pol).ForGroup(workgroup.Group{})
	for _, c := range []struct {
		person, card string
		fits         bool
	}{{"P1", "巴图∙朝鲁", true}, {"P1", "巴图·朝鲁\u200b", true}, {"P1", "巴图朝鲁", false}, {"P2", "何\u3164杰", true}, {"P2", "何-杰", false}} {
		if got := m.CardFits(workgroup.Member{Nickname: c.card}, c.person); got != c.fits {
			t.Errorf("%q: fits %v", c.card, got)
		}
	}
}

func TestUnusualCharactersAreListedOnce(t *testing.T) {
	for text, want := range map[string]string{"马\uE863": "", "王\uE000\uE000伟": "\uE000", "𠮷\U000F0000": "\U000F0000", "王伟🌸\U0001FAFF": "", "\u0378": "\u0378", "plain é": ""} {
		if got := string(Unusual(text)); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// Two strings that look alike are no correction unless what differs is said.
func TestWhatDiffersWhereNothingIsSeen(t *testing.T) {
	for _, c := range []struct{ card, wanted, want string }{
		{"王\uE000伟", "王伟", "U+E000"},
		{"王е伟", "王e伟", "“е”（U+0435）"},
		{"王̇伟", "王伟", "“̇”（U+0307）"},
		{"王未", "王末", "“未”（U+672A）"},
		{"王伟", "王伟", ""},
		{"王-伟\u200b", "王伟", ""},
		{"王维", "王伟", ""},
		{"水利局王伟", "王伟", ""},
	} {
		if got := Difference(c.card, c.wanted); got != c.want {
			t.Errorf("%q and %q: %q, want %q", c.card, c.wanted, got, c.want)
		}
	}
}
