package intake

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"qunguan/reconcile/phrase"
	"qunguan/reconcile/workgroup"
)

// grown is a workbook as offices have them: it grew over years.
func grown(t *testing.T, change func(*excelize.File)) Input {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(f.SetSheetName("Sheet1", "花名册"))
	for _, name := range []string{"填表说明", "单位表", "旧花名册", "Sheet4"} {
		_, err := f.NewSheet(name)
		must(err)
	}
	rows := func(sheet string, from int, lines ...[]any) {
		for i, line := range lines {
			cell, err := excelize.CoordinatesToCellName(1, from+i)
			must(err)
			must(f.SetSheetRow(sheet, cell, &line))
		}
	}
	rows("花名册", 1, []any{"水利局工作人员花名册"}, []any{"填报单位：水利局", nil, nil, "2026年11月"}, nil,
		[]any{"序号", "人员编号", "姓 名", "单位", "状态", "离职时间", "联系电话", "QQ号", "兼任单位"},
		[]any{1, "P1", "王伟", "水利局", "在职", nil, 13575398922, 2428705135, ""},
		[]any{2, 1002, "李　娜", "U1", "退休", 46300, "１３５７５３９８９２３", "123456789012", "U1"},
		nil,
		[]any{3, "P3", " 张三 ", "U1", "调出", "2026年9月1日", nil, nil, nil},
		[]any{"合计", nil, "3人"},
		[]any{"注：以上人员以编制为准"},
		[]any{"填表人：王伟", nil, "审核人：李娜"})
	must(f.MergeCell("花名册", "A1", "I1"))
	must(f.SetRowVisible("花名册", 6, false))
	rows("填表说明", 1, []any{"填表说明"}, []any{"一、每人一行，不得合并单元格。"})
	rows("单位表", 1, []any{"单位编码", "单位名称", "简称", "类别", "人数"}, []any{"U1", "云溪县水利局", "水利局", "县直部门", 45.0})
	rows("旧花名册", 1, []any{"工号", "姓名", "单位编码", "在职状态"}, []any{"P9", "旧人", "U9", "在职"})
	must(f.SetSheetVisible("旧花名册", false))
	style, err := f.NewStyle(&excelize.Style{NumFmt: 14})
	must(err)
	must(f.SetCellStyle("花名册", "F6", "F6", style))
	if change != nil {
		change(f)
	}
	var out bytes.Buffer
	must(f.Write(&out))
	return Input{Name: "花名册.xlsx", Content: bytes.NewReader(out.Bytes()), Size: int64(out.Len())}
}

func TestAGrownWorkbookIsReadAsItIs(t *testing.T) {
	result, _ := readAll(t, Known{}, Options{}, grown(t, nil))
	want := []workgroup.Person{
		{Code: "P1", Name: "王伟", Unit: "U1", Status: "在职", Mobile: "13575398922", Accounts: workgroup.AccountsOf(map[string]string{"QQ": "2428705135"})},
		{Code: "1002", Name: "李　娜", Unit: "U1", AlsoUnits: []string{"U1"}, Status: "退休", LeftOn: "2026-10-05", Mobile: "13575398923", Accounts: workgroup.AccountsOf(map[string]string{"QQ": "123456789012"})},
		{Code: "P3", Name: "张三", Unit: "U1", Status: "调出", LeftOn: "2026-09-01", Accounts: workgroup.AccountsOf(map[string]string{})},
	}
	if diff := cmp.Diff(want, unpacked(PersonRecords.Of(result.Batch))); diff != "" {
		t.Errorf("people (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]workgroup.Unit{{Code: "U1", Name: "云溪县水利局", ShortName: "水利局", Kind: "县直部门", Headcount: 45}}, unpacked(UnitRecords.Of(result.Batch))); diff != "" {
		t.Errorf("units (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{
		"read_hidden_rows 花名册.xlsx 00", "name_taken 花名册.xlsx 05 单位 水利局", "skipped_total 花名册.xlsx 09", "skipped_remark 花名册.xlsx 10", "skipped_remark 花名册.xlsx 11",
		"skipped_notes_sheet 花名册.xlsx 00", "skipped_hidden_sheet 花名册.xlsx 00", "skipped_empty_sheet 花名册.xlsx 00",
	}, found(result, Error, Warning, Notice)); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

func TestCellsOfWorkbooksThatCannotBeBelieved(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*excelize.File)
		want   string
	}{
		"a number of more than 15 digits": {func(f *excelize.File) { f.SetCellValue("花名册", "H5", 1234567890123456) }, "rounded_number 花名册.xlsx 05 QQ号 1234567890123456"},
		"a formula without a value": {func(f *excelize.File) {
			f.SetCellValue("花名册", "C5", nil)
			f.SetCellFormula("花名册", "C5", "B5&\"伟\"")
		}, "formula_without_value 花名册.xlsx 05 姓 名"},
		"a small number in a date column":      {func(f *excelize.File) { f.SetCellValue("花名册", "F5", 22) }, "not_a_date 花名册.xlsx 05 离职时间 22"},
		"a number of a date without its marks": {func(f *excelize.File) { f.SetCellValue("花名册", "F5", 20261121) }, "not_a_date 花名册.xlsx 05 离职时间 20261121"},
		"fractions of people":                  {func(f *excelize.File) { f.SetCellValue("单位表", "E2", 45.5) }, "not_whole 花名册.xlsx 02 人数 45.5"},
	} {
		t.Run(name, func(t *testing.T) {
			result, _ := readAll(t, Known{}, Options{}, grown(t, c.change))
			if diff := cmp.Diff([]string{c.want}, found(result, Error)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestRealDatesAndTimesOfWorkbooks(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	f.SetSheetRow("Sheet1", "A1", &[]any{"平台", "群编号", "账号", "入群时间", "最后发言时间", "采集时间"})
	f.SetSheetRow("Sheet1", "A2", &[]any{"QQ", "G1", 11111, time.Date(2026, 5, 7, 0, 0, 0, 0, time.UTC), 46347.25, time.Date(2026, 11, 22, 7, 0, 5, 0, time.UTC)})
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	known := Known{Groups: packed(GroupRecords, map[string]workgroup.Group{"G1": {Code: "G1", Platform: "QQ", Name: "甲"}})}
	result, stage := readAll(t, known, Options{}, Input{Name: "m.xlsx", Content: bytes.NewReader(out.Bytes()), Size: int64(out.Len())})
	if e := found(result, Error, Warning); e != nil {
		t.Fatal(e)
	}
	got := stage.members[0]
	for what, pair := range map[string][2]time.Time{
		"taken":  {got.TakenAt, time.Date(2026, 11, 22, 7, 0, 5, 0, shanghai)},
		"joined": {got.Member.JoinedAt, time.Date(2026, 5, 7, 0, 0, 0, 0, shanghai)},
		"spoke":  {got.Member.SpokeAt, time.Date(2026, 11, 21, 6, 0, 0, 0, shanghai)},
	} {
		if !pair[0].Equal(pair[1]) {
			t.Errorf("%s: %v, want %v", what, pair[0], pair[1])
		}
	}
	if got.Member.Account != "11111" {
		t.Errorf("account %q", got.Member.Account)
	}
}

func TestAFormWithoutCodesNamesTheFlagThatMakesThem(t *testing.T) {
	result, _ := readAll(t, Known{}, Options{}, csvInput("人员.csv", "姓名,单位,在职状态,手机\n王伟,水利局,在职,1\n"))
	if diff := cmp.Diff([]string{"missing_code_heading 人员.csv 01"}, found(result, Error)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if text := result.Problems[0].Text("zh"); !strings.Contains(text, "--write-codes") || !strings.Contains(text, "工号") {
		t.Error(text)
	}
}

// A stroke between columns is explained where one stands, and nowhere else.
func TestOnlyAListWithAStrokeExplainsIt(t *testing.T) {
	for name, c := range map[string]struct {
		text    string
		stroke  bool
		missing string
	}{
		"one column":             {"工号,姓名,岗位,在职状态\nP1,王伟,科员,在职\n", false, "缺少列：单位编码。"},
		"the group of a roster":  {"平台,群昵称,采集时间\n微信,王伟,2026-11-22\n", true, "缺少列：平台群号/群编号/群名称（/ 表示任一项即可）。"},
		"no heading row at all":  {"一,二,三\n四,五,六\n", true, "账号/群昵称"},
		"two columns, no stroke": {"工号,姓名,岗位\nP1,王伟,科员\n", false, "缺少列：单位编码、在职状态。"},
	} {
		t.Run(name, func(t *testing.T) {
			result, _ := readAll(t, Known{}, Options{}, csvInput("表.csv", c.text))
			if len(result.Problems) == 0 {
				t.Fatal("no problem")
			}
			zh, en := result.Problems[0].Text(phrase.Zh), result.Problems[0].Text(phrase.En)
			if !strings.Contains(zh, c.missing) || strings.Contains(zh, "（/ 表示任一项即可）") != c.stroke || strings.Contains(en, "(/ means any of them)") != c.stroke {
				t.Errorf("%s\n%s", zh, en)
			}
		})
	}
}

// testdata/libreoffice.xlsx is grown's workbook with three formulas (a name,
// a number, a date), opened and saved by LibreOffice 7.4: shared texts, its
// own styles and cached values.
func TestAWorkbookSavedByLibreOfficeIsTheSame(t *testing.T) {
	content, err := os.ReadFile("testdata/libreoffice.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	want, _ := readAll(t, Known{}, Options{}, grown(t, nil))
	got, _ := readAll(t, Known{}, Options{}, Input{Name: "花名册.xlsx", Content: bytes.NewReader(content), Size: int64(len(content))})
	if diff := cmp.Diff(recordsOf(want), recordsOf(got)); diff != "" {
		t.Errorf("batch (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(found(want, Error, Warning, Notice), found(got, Error, Warning, Notice)); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}
