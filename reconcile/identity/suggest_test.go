package identity

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunguan/reconcile/workgroup"
)

func TestWhomAnUnknownNicknameMayMean(t *testing.T) {
	people, units := smallTown()
	water := workgroup.Group{Platform: "微信", Unit: "W"}
	for _, c := range []struct {
		rule, nickname string
		group          workgroup.Group
		want           []string
	}{
		{"a full name among other words, in the unit, and not the shorter one in it", "小王伟民工", water, []string{"P3"}},
		{"namesakes are all named", "李娜老师", workgroup.Group{Unit: "E"}, []string{"P6", "P7"}},
		{"a full name among other words, elsewhere, says nothing", "小李娜呀", water, nil},
		{"another character of the same sound", "水利局汪唯", water, []string{"P1"}},
		{"traditional characters hide no name", "王偉氏", water, []string{"P1"}},
		{"of the same sound, anywhere", "教育局周民", water, []string{"PC"}},
		{"but among other words it is chance", "我爱汪唯哟", water, nil},
		{"a given name, with a form of address", "小偉民🌸", water, []string{"P3"}},
		{"a given name elsewhere says nothing", "伟民", workgroup.Group{Unit: "E"}, nil},
		{"what looks like nobody", "岁月静好🌸", water, nil},
		{"nothing at all", "🌸", water, nil},
	} {
		t.Run(c.rule, func(t *testing.T) {
			m := New(workgroup.PeopleOf(people), units, nil, "2026-11-23", qingshanPolicy()).ForGroup(c.group)
			if diff := cmp.Diff(c.want, m.Suggest(c.nickname)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			if id := m.Identify(workgroup.Member{Account: "x", Nickname: c.nickname}, true); id.How != Unknown {
				t.Errorf("a suggestion became an identification: %+v", id)
			}
		})
	}
}

func TestAListTooLongSuggestsNobody(t *testing.T) {
	people := map[string]workgroup.Person{}
	for _, code := range []string{"P1", "P2", "P3", "P4"} {
		people[code] = workgroup.Person{Code: code, Name: "王伟民", Unit: "W"}
	}
	units := workgroup.Units{"W": {Code: "W", Name: "水利局"}}
	m := New(workgroup.PeopleOf(people), units, nil, "2026-11-23", qingshanPolicy()).ForGroup(workgroup.Group{Unit: "W"})
	if got := m.Suggest("老王伟民"); got != nil {
		t.Errorf("got %v", got)
	}
}

func TestLookAlikesSoundAsOne(t *testing.T) {
	for a, b := range map[string]string{"未明": "末明", "王维": "汪威", "李己": "李巳"} {
		if sound(a) != sound(b) {
			t.Errorf("%s %q, %s %q", a, sound(a), b, sound(b))
		}
	}
	if sound("王伟") == sound("王明") {
		t.Error("everything sounds alike")
	}
}
