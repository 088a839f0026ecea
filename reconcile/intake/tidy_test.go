package intake

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunguan/reconcile/workgroup"
)

func TestCodesAsTheyAreTyped(t *testing.T) {
	for typed, want := range map[string]string{
		"\u3000P1\u3000": "P1", "Ｐ１２": "P12", "P1\u200b": "P1", "\ufeffU1": "U1", "wx（一）": "wx（一）", "水利局（本级）": "水利局（本级）", "Ｕ１－２": "U1-2", "　": "",
	} {
		if got := tidyCode(typed); got != want {
			t.Errorf("%q is %q, want %q", typed, got, want)
		}
	}
	if diff := cmp.Diff([]string{"单位:U1", "人员:P1", "外部", "P2"}, tidied([]string{"单位：Ｕ１", "人员:P1\u200b", "外部", "Ｐ２", "单位:U1"})); diff != "" {
		t.Error(diff)
	}
}

func TestNamesInAnotherSpellingAreFound(t *testing.T) {
	known := Known{
		Units: packed(UnitRecords, workgroup.Units{"U1": {Code: "U1", Name: "云溪县水利局（本级）", Kind: "县直部门"}, "U2": {Code: "U2", Name: "云溪县水利局(本级)", Kind: "县直部门"}}),
		Staff: packed(PersonRecords, map[string]workgroup.Person{
			"P1": {Code: "P1", Name: "王　伟", Unit: "U1"}, "P2": {Code: "P2", Name: "李娜", Unit: "U1"}, "P3": {Code: "P3", Name: "李 娜", Unit: "U1"},
		}),
	}
	result, _ := readAll(t, known, Options{}, csvInput("g.csv", "群编号,平台,群名称,范围,单位编码,群主工号,管理员工号\nＧ１,微信,甲群,单位内部,云溪县水利局（本级）,王伟,李 娜\n"))
	if e := found(result, Error); e != nil {
		t.Fatal(e)
	}
	want := workgroup.Group{Code: "G1", Platform: "微信", Name: "甲群", Reach: "单位内部", Unit: "U1", Owner: "P1", Admins: []string{"P3"}}
	if diff := cmp.Diff([]workgroup.Group{want}, unpacked(GroupRecords.Of(result.Batch))); diff != "" {
		t.Error(diff)
	}
}

func TestNamesThatDifferInBracketsGetCodesOfTheirOwn(t *testing.T) {
	result, _ := readAll(t, Known{}, Options{MakeCodes: true}, csvInput("u.csv", "单位名称,类别\n石桥镇（机关）,乡镇\n石桥镇（社区）,乡镇\n"))
	if e := found(result, Error); e != nil || len(unpacked(UnitRecords.Of(result.Batch))) != 2 {
		t.Error(e, unpacked(UnitRecords.Of(result.Batch)))
	}
}
