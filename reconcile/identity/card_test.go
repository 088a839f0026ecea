package identity

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunguan/reconcile/workgroup"
)

// covers S6.2
func TestCards(t *testing.T) {
	people, units := smallTown()
	for _, c := range []struct {
		rule, category, person string
		strict                 bool
		accepted               []string
		fits, wrong            []string
	}{
		{
			rule: "every format counts, with the own unit's name before those above and besides", person: "P3",
			accepted: []string{"王伟民", "财务股王伟民", "水利局王伟民", "石门乡王伟民", "王伟民会计"},
			fits:     []string{"王伟民", " 水利局-王伟民 ", "王偉民（会计）"},
			wrong:    []string{"王伟民🌸", "教育局王伟民", "", "..", "会计王伟民"},
		},
		{
			rule: "strict compares to the letter after trimming", person: "P3", strict: true,
			accepted: []string{"王伟民", "财务股王伟民", "水利局王伟民", "石门乡王伟民", "王伟民会计"},
			fits:     []string{"王伟民", " 水利局王伟民 "},
			wrong:    []string{"水利局-王伟民", "王偉民", ""},
		},
		{
			rule: "a format with an empty part is skipped", person: "P4",
			accepted: []string{"鄧福", "水利局鄧福"}, fits: []string{"邓福"}, wrong: []string{"邓福科员"},
		},
		{
			rule: "where every format is skipped any card is accepted", category: "党建", person: "P4",
			fits: []string{"邓福", "岁月静好🌸", "", ".."},
		},
		{
			rule: "strict or not", category: "党建", person: "P4", strict: true, fits: []string{"岁月静好🌸", ""},
		},
		{
			rule: "any of the roles will do", category: "董事", person: "P3",
			accepted: []string{"王伟民董事", "王伟民监事", "王伟民"}, fits: []string{"王伟民监事"}, wrong: []string{"王伟民经理"},
		},
		{
			rule: "a name of punctuation cannot be asked for", person: "PB", fits: []string{"岁月静好"},
		},
		{
			rule: "nobody can ask a card of a code that the directory lacks", person: "P404", fits: []string{"岁月静好", ""},
		},
	} {
		t.Run(c.rule, func(t *testing.T) {
			pol := qingshanPolicy()
			pol.Member.Nickname.Strict = c.strict
			m := New(workgroup.PeopleOf(people), units, nil, "2026-11-23", pol).ForGroup(workgroup.Group{Platform: "微信", Category: c.category})
			if diff := cmp.Diff(c.accepted, m.AcceptedCards(c.person)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			for _, card := range c.fits {
				if !m.CardFits(workgroup.Member{Nickname: card}, c.person) {
					t.Errorf("%q does not fit", card)
				}
			}
			for _, card := range c.wrong {
				if m.CardFits(workgroup.Member{Nickname: card}, c.person) {
					t.Errorf("%q fits", card)
				}
			}
		})
	}
}

func TestAccountsOnFileAreTheColumnThenValidBindings(t *testing.T) {
	people, units := smallTown()
	d := New(workgroup.PeopleOf(people), units, []workgroup.Binding{
		{Platform: "微信", Account: "WX_one", Person: "P1"},
		{Platform: "微信", Account: "wx_new", Person: "P1"},
		{Platform: "微信", Account: "wx_old", Person: "P1", ValidUntil: "2026-11-22"},
		{Platform: "QQ", Account: "10002", Person: "P1"},
		{Platform: "微信", Account: "@老王", Person: "P1"},
		{Platform: "微信", Account: "torn", Person: "P1"},
		{Platform: "微信", Account: "torn", Person: "P2"},
	}, "2026-11-23", qingshanPolicy())
	for platform, want := range map[string][]string{"微信": {"wx_One", "wx_new"}, "QQ": {"10001", "10002"}, "钉钉": nil} {
		got := d.ForGroup(workgroup.Group{Platform: platform}).AccountsOnFile("P1")
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s -want +got\n%s", platform, diff)
		}
	}
}

func TestListedRobotsAreKnownByAccountAndByNickname(t *testing.T) {
	pol := qingshanPolicy()
	d := New(workgroup.People{}, nil, nil, "2026-11-23", pol)
	for _, c := range []struct {
		key, nickname string
		want          bool
	}{{"2854196310", "x", true}, {"x", "QQ 小冰", true}, {"x", "小冰", false}, {"x", "", false}} {
		if got := d.IsListedRobot(c.key, c.nickname); got != c.want {
			t.Errorf("%+v: got %v", c, got)
		}
	}
}
