package workgroup

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Everybody comes out as they went in, whatever the order, however long their texts are and however many
// chunks they fill, and has the number of their code's place.
func TestPeopleComeOutAsTheyWentIn(t *testing.T) {
	want := map[string]Person{}
	for i := range 30_000 {
		p := Person{
			Code: fmt.Sprintf("P%d", i), Name: strings.Repeat("王", i%5), Unit: fmt.Sprint("U", i%7), Post: []string{"", "科员"}[i%2], Status: "在职",
			Mobile: strings.Repeat("1", i%12), Email: strings.Repeat("m", i%300), Accounts: AccountsOf(map[string]string{"微信": fmt.Sprint("wx_", i), "QQ": strings.Repeat("9", i%3)}),
		}
		if i%11 == 0 {
			p.AlsoUnits, p.Roles, p.LeftOn = []string{"U1", "U2"}, []string{"董事"}, "2026-11-30"
		}
		if i%13 == 0 {
			p.AlsoUnits = []string{"U1U", "2"} // not the same as "U1", "U2"
		}
		want[p.Code] = p
	}
	want[""] = Person{Name: "无编码"}
	want["长"] = Person{Code: "长", Name: strings.Repeat("长", chunkSize)}
	people := PeopleOf(want)
	if len(people.text) < 3 {
		t.Fatalf("%d chunks: the test is too small", len(people.text))
	}
	if diff := cmp.Diff(want, people.ByCode()); diff != "" {
		t.Errorf("-in +out\n%s", diff)
	}
	codes := slices.Sorted(maps.Keys(want))
	for i, code := range codes {
		if n, ok := people.Number(code); !ok || int(n) != i || people.Code(n) != code || people.Name(n) != want[code].Name || people.Accounts(n) != want[code].Accounts {
			t.Fatalf("%q has the number %d, %v, and should have %d", code, n, ok, i)
		}
	}
	if people.Has("P30000") || people.Len() != len(want) || cmp.Diff(Person{}, people.Of("X")) != "" {
		t.Error("somebody is there who is not")
	}
}

func TestOfTwoWithOneCodeTheLaterCounts(t *testing.T) {
	var b PeopleBuilder
	for _, p := range []Person{{Code: "P2", Name: "甲"}, {Code: "P1", Name: "乙"}, {Code: "P2", Name: "丙"}} {
		b.Add(p)
	}
	if people := b.People(); people.Len() != 2 || people.Of("P2").Name != "丙" || people.Of("P1").Name != "乙" {
		t.Errorf("%v", people.ByCode())
	}
}

func TestNobodyIsNobody(t *testing.T) {
	for _, p := range []People{{}, PeopleOf(nil)} {
		if p.Len() != 0 || p.Has("") || len(p.ByCode()) != 0 {
			t.Errorf("somebody: %v", p.ByCode())
		}
	}
}

// Rules look people up for every member of every roster.
func TestLookingSomebodyUpAllocatesNothing(t *testing.T) {
	people := PeopleOf(map[string]Person{"P1": {Code: "P1", Name: "王伟", Roles: []string{"董事"}, Accounts: AccountsOf(map[string]string{"微信": "wx"})}})
	if n := testing.AllocsPerRun(100, func() {
		if people.Of("P1").Accounts.On("微信") != "wx" {
			t.Fatal("lost")
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
