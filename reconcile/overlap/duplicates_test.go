package overlap

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunguan/reconcile/naming"
	"qunguan/reconcile/policy"
	"qunguan/reconcile/workgroup"
)

// covers S1.4
func TestDuplicatesAreToldWithTheFirstReasonThatHolds(t *testing.T) {
	units := workgroup.Units{
		"U": {Code: "U", Name: "云溪县教育局", ShortName: "教育局", Kind: "县直部门"},
		"S": {Code: "S", Name: "云溪县教育局业务股", Parent: "U", Kind: "股室"},
		"V": {Code: "V", Name: "云溪县水利局", ShortName: "水利局", Kind: "县直部门"},
	}
	rule, err := naming.New(policy.Naming{Area: "云溪县"}, units)
	if err != nil {
		t.Fatal(err)
	}
	sections := []string{"股室"}
	cores := naming.NewCores(rule, units, sections)
	group := func(code, unit, name, purpose string) Group {
		return Group{Code: code, Unit: unit, Own: units.Own(unit, sections).Code, Name: name, Purpose: purpose, Category: "政务服务", Reach: "跨单位", Counted: true}
	}
	uncounted := group("G9", "U", "教育局防汛群", "")
	uncounted.Counted = false
	groups := []Group{
		group("G2", "U", "教育局防汛工作群", "防汛调度指挥"),
		group("G1", "S", "云溪县教育局防汛群（2）", "防汛调度指挥"),
		group("G3", "U", "教育局值守群", "防汛调度指挥"),
		group("G4", "U", "教育局汛期排涝除险群", ""),
		group("G5", "U", "教育局第一网格群", ""),
		group("G6", "U", "教育局第二网格群", ""),
		group("G7", "V", "水利局防汛工作群", "防汛调度指挥"),
		group("G8", "U", "教育局防汛抗旱专班群", ""),
		uncounted,
	}
	got := map[string]string{}
	for _, d := range Duplicates(groups, cores, 0.8) {
		got[groups[d.A].Code+"|"+groups[d.B].Code] = d.Reason
	}
	want := map[string]string{"G1|G2": SameName, "G1|G3": SamePurpose, "G2|G3": SamePurpose, "G2|G8": Similar}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	exact := Duplicates(groups, cores, 0)
	if len(exact) != 3 || groups[exact[0].A].Code != "G1" {
		t.Errorf("without likeness: %v", exact)
	}
	more := groups
	for _, code := range []string{"H1", "H2", "H3"} {
		more = append(more, group(code, "U", "教育局"+code+"群", "防汛调度指挥"))
	}
	for _, d := range Duplicates(more, cores, 0) {
		if d.Reason == SamePurpose {
			t.Errorf("six groups have one purpose, and %s and %s are told", more[d.A].Code, more[d.B].Code)
		}
	}
}

func TestALikenessExplainsItself(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want []string
	}{
		{"防汛", "防汛抗旱专班", []string{"防汛 = 防汛抗旱"}},
		{"柑橘产业2026年", "柑橘产业", []string{"柑橘产业"}},
		{"机构编制柑橘产业", "柑橘产业机构编制", []string{"机构编制", "柑橘产业"}},
		{"志愿服务活动", "志愿扶务活动", []string{"志愿服务活动 ~ 志愿扶务活动"}},
		{"一村党建", "二村党建", nil},
	} {
		a, b := ReadMatter(c.a), ReadMatter(c.b)
		if diff := cmp.Diff(c.want, Alike(&a, &b).Shared); diff != "" {
			t.Errorf("%s and %s (-want +got)\n%s", c.a, c.b, diff)
		}
		if x, y := Alike(&a, &b), Alike(&b, &a); x.Score != y.Score {
			t.Errorf("%s and %s: %v one way, %v the other", c.a, c.b, x.Score, y.Score)
		}
	}
}
