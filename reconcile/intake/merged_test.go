package intake

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"qunguan/reconcile/phrase"
)

// book is a workbook of one sheet with the cells merged.
func book(t *testing.T, lines [][]any, merged ...[2]string) Input {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, line := range lines {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		if err == nil {
			err = f.SetSheetRow("Sheet1", cell, &line)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, m := range merged {
		if err := f.MergeCell("Sheet1", m[0], m[1]); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return Input{Name: "花名册.xlsx", Content: bytes.NewReader(out.Bytes()), Size: int64(out.Len())}
}

func TestACellThatIsMergedDownwardsHoldsForAllItsRows(t *testing.T) {
	heading := []any{"单位编码", "工号", "姓名", "岗位", "在职状态"}
	for _, c := range []struct {
		name   string
		lines  [][]any
		merged [][2]string
		want   []string // code, unit, post
		notes  []string
	}{
		{
			"the unit stands once for its people",
			[][]any{
				heading,
				{"U1", "P1", "王伟", "科长", "在职"},
				{nil, "P2", "李娜", "科员", "在职"},
				{nil, "P3", "张三", nil, "在职"},
				{"U2", "P4", "李四", nil, "在职"},
			},
			[][2]string{{"A2", "A4"}},
			[]string{"P1 U1 科长", "P2 U1 科员", "P3 U1 ", "P4 U2 "},
			[]string{"intake.filled_merged"},
		},
		{
			"a blank line in between is none of its rows, a title over the heading none of the table's",
			[][]any{
				{"人员名单"}, nil, heading, {"U1", "P1", "王伟", "科长", "在职"}, nil, {nil, "P2", "李娜", nil, "在职"},
			},
			[][2]string{{"A1", "E2"}, {"A4", "A6"}, {"D4", "D6"}},
			[]string{"P1 U1 科长", "P2 U1 科长"},
			[]string{"intake.filled_merged"},
		},
		{
			"a heading of two lines is merged over both",
			[][]any{
				{"单位编码", "工号", "姓名", "任职", nil}, {nil, nil, nil, "岗位", "在职状态"}, {"U1", "P1", "王伟", "科长", "在职"},
			},
			[][2]string{{"A1", "A2"}, {"B1", "B2"}, {"C1", "C2"}, {"D1", "E1"}},
			[]string{"P1 U1 科长"},
			nil,
		},
		{
			"cells merged within a row fill nothing",
			[][]any{
				heading, {"U1", "P1", "王伟", nil, "在职"}, {"U1", "P2", "李娜", nil, "在职"},
			},
			[][2]string{{"C2", "D2"}},
			[]string{"P1 U1 ", "P2 U1 "},
			nil,
		},
		{
			"a 工号 over two people is told as the same one twice",
			[][]any{
				heading, {"U1", "P1", "王伟", nil, "在职"}, {"U1", nil, "李娜", nil, "在职"},
			},
			[][2]string{{"B2", "B3"}},
			nil,
			[]string{"intake.filled_merged", "intake.same_key_twice"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			units := csvInput("units.csv", "单位编码,单位名称,类别\nU1,水利局,县直部门\nU2,财政局,县直部门\n")
			result, _ := readAll(t, Known{}, Options{}, book(t, c.lines, c.merged...), units)
			var got, notes []string
			for _, p := range unpacked(PersonRecords.Of(result.Batch)) {
				got = append(got, p.Code+" "+p.Unit+" "+p.Post)
			}
			for _, p := range result.Problems {
				notes = append(notes, string(p.Key))
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("people (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(c.notes, notes); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

func TestTheGroupMayBeMergedOverItsMembers(t *testing.T) {
	input := book(t, [][]any{
		{"平台", "群编号", "账号", "群昵称", "采集时间"},
		{"微信", "G1", "wx_1", "王伟", "2026-11-20"},
		{nil, nil, "wx_2", "李娜", nil},
		{nil, "G2", "wx_1", "王伟", nil},
	}, [2]string{"A2", "A4"}, [2]string{"B2", "B3"}, [2]string{"E2", "E4"})
	groups := csvInput("groups.csv", "群编号,平台,群名称,范围,单位编码\nG1,微信,一群,单位内部,U1\nG2,微信,二群,单位内部,U1\n")
	units := csvInput("units.csv", "单位编码,单位名称,类别\nU1,水利局,县直部门\n")
	result, stage := readAll(t, Known{}, Options{}, input, groups, units)
	var got []string
	for _, m := range stage.members {
		got = append(got, m.Group+" "+m.Member.Account+" "+m.TakenAt.Format("01-02"))
	}
	if diff := cmp.Diff([]string{"G1 wx_1 11-20", "G1 wx_2 11-20", "G2 wx_1 11-20"}, got); diff != "" {
		t.Errorf("members (-want +got):\n%s", diff)
	}
	if len(result.Problems) != 1 || phrase.Zh.Say(result.Problems[0].Key, result.Problems[0].Args...) != "有 2 行用了上方合并单元格里的内容。" {
		t.Errorf("problems %v", result.Problems)
	}
}
