package intake

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunguan/reconcile/workgroup"
)

const (
	namelessUnits  = "单位名称,简称,类别\n云溪县水利局,水利局,县直部门\n云溪县教育局,教育局,县直部门\n"
	namelessStaff  = "花名册,,,\n姓名,单位,在职状态,备注\n王伟,水利局,在职,甲\n王伟,教育局,在职,\n合计,2,,\n"
	namelessGroups = "平台,群号,群名,范围,单位,群主\nQQ,1001,水利局防汛群,单位内部,水利局,王伟\n微信,,教育局值班群,单位内部,教育局,王伟\n"
)

func TestFormsWithoutCodesGetStableOnes(t *testing.T) {
	in := func() []Input {
		return []Input{csvInput("u.csv", namelessUnits), csvInput("s.csv", namelessStaff), csvInput("g.csv", namelessGroups)}
	}
	first, _ := readAll(t, Known{}, Options{MakeCodes: true}, in()...)
	if e := found(first, Error); e != nil {
		t.Fatal(e)
	}
	b := first.Batch
	units, people, groups := unpacked(UnitRecords.Of(b)), unpacked(PersonRecords.Of(b)), unpacked(GroupRecords.Of(b))
	if len(units) != 2 || len(people) != 2 || len(groups) != 2 {
		t.Fatalf("batch %+v", b)
	}
	if people[0].Unit != units[0].Code || groups[1].Owner != people[1].Code || people[0].Code == people[1].Code {
		t.Errorf("references do not meet: %+v", b)
	}
	again, _ := readAll(t, Known{}, Options{MakeCodes: true}, in()...)
	if diff := cmp.Diff(recordsOf(first), recordsOf(again)); diff != "" {
		t.Errorf("the same form again (-want +got):\n%s", diff)
	}

	var out []Input
	for _, table := range first.Coded {
		var text bytes.Buffer
		if err := csv.NewWriter(&text).WriteAll(append([][]string{table.Titles}, table.Rows...)); err != nil {
			t.Fatal(err)
		}
		out = append(out, csvInput(table.Name+".csv", text.String()))
	}
	back, _ := readAll(t, Known{}, Options{}, out...)
	if e := found(back, Error); e != nil {
		t.Fatal(e)
	}
	if diff := cmp.Diff(recordsOf(first), recordsOf(back)); diff != "" {
		t.Errorf("what was written back reads otherwise (-want +got):\n%s", diff)
	}
}

func TestFormsWithoutCodesFindThePeopleOfTheRegistry(t *testing.T) {
	known := Known{
		Units:  packed(UnitRecords, workgroup.Units{"U1": {Code: "U1", Name: "云溪县水利局", ShortName: "水利局", Kind: "县直部门"}, "U2": {Code: "U2", Name: "云溪县教育局", ShortName: "教育局", Kind: "县直部门"}}),
		Staff:  packed(PersonRecords, map[string]workgroup.Person{"P1": {Code: "P1", Name: "王伟", Unit: "U1", Status: "在职"}, "P2": {Code: "P2", Name: "王伟", Unit: "U2"}, "P3": {Code: "P3", Name: "王伟", Unit: "U2"}}),
		Groups: packed(GroupRecords, map[string]workgroup.Group{"G1": {Code: "G1", Platform: "QQ", Number: "1001", Name: "旧名", Unit: "U1"}}),
	}
	result, _ := readAll(t, known, Options{MakeCodes: true}, csvInput("s.csv", namelessStaff), csvInput("g.csv", "平台,群号,群名,范围,单位\nQQ,1001,新名,单位内部,水利局\n"))
	if e := found(result, Error); e != nil {
		t.Fatal(e)
	}
	if got := unpacked(PersonRecords.Of(result.Batch))[0].Code; got != "P1" {
		t.Errorf("the only 王伟 of 水利局 is P1, got %s", got)
	}
	if got := unpacked(PersonRecords.Of(result.Batch))[1].Code; got == "P2" || got == "P3" {
		t.Errorf("two 王伟 of 教育局: none may be taken, got %s", got)
	}
	if got := unpacked(GroupRecords.Of(result.Batch))[0]; got.Code != "G1" || got.Name != "新名" {
		t.Errorf("the number tells the group: %+v", got)
	}
}

func TestRowsThatNothingTellsApartAreTwins(t *testing.T) {
	result, _ := readAll(t, Known{}, Options{MakeCodes: true}, csvInput("u.csv", namelessUnits), csvInput("s.csv", namelessStaff+"王伟,水利局,退休,\n"))
	if got := found(result, Error); len(got) != 1 || !strings.HasPrefix(got[0], "same_key_twice s.csv 06") {
		t.Errorf("got %v", got)
	}
}
