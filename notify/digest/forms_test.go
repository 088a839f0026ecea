package digest

import (
	"fmt"
	"strings"
	"testing"

	"qunguan/notify/workbook"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/phrase"
)

var november = Head{Lang: phrase.Zh, Area: "云溪县", Office: "县委办", Period: Period{From: "2026-11-01", To: "2026-11-30"}, Made: "2026-12-01"}

func TestTheLedgerSaysWhoseItIsAndHowFarEachProblemIs(t *testing.T) {
	r := Ledger(november, []LedgerRow{
		{State: ledger.Found, Overdue: true},
		{State: ledger.Found, Unknown: true},
		{State: ledger.Found, Measures: []Milestone{{Until: "2026-12-04", Words: "改名片"}}},
		{State: ledger.HandedOver},
		{State: ledger.Closed, ClosedOn: "2026-11-20"},
		{State: ledger.Exempt},
	})
	if want := "云溪县工作群问题整改台账（2026年11月1日—2026年11月30日）"; r.Title != want {
		t.Errorf("title %q, want %q", r.Title, want)
	}
	column := -1
	for i, c := range r.Columns {
		if c.Title == "整改情况" {
			column = i
		}
	}
	if column < 0 {
		t.Fatalf("no column 整改情况: %+v", r.Columns)
	}
	var got []any
	for _, row := range r.Rows {
		got = append(got, row.Cells[column])
	}
	want := []any{workbook.Marked("未整改（逾期）"), "已到期，是否已办不详", "整改中", "整改中", "已销号", "豁免"}
	if fmt.Sprint(got) != fmt.Sprint(want) || got[0] != want[0] {
		t.Errorf("got %v, want %v", got, want)
	}
	if last := r.Notes[len(r.Notes)-1]; !strings.Contains(last, "主要负责人（签字）") || !strings.Contains(last, "单位（盖章）") {
		t.Errorf("no line to sign: %q", last)
	}
}

func TestTheInventoryNamesPeopleAndSaysWhatIsToBecomeOfTheGroup(t *testing.T) {
	headings, rows := Texts(Inventory(november, []InventoryRow{{
		Owner: "P1", OwnerName: "王伟", Admins: []string{"P2"}, AdminNames: []string{"李娜"}, LastActive: "2026-08-01", Opinion: "建议解散（长期无人发言）", Members: 3,
	}}))
	cell := map[string]string{}
	for i, h := range headings {
		cell[h] = rows[0][i]
	}
	for heading, want := range map[string]string{
		"群主工号": "P1", "现任群主": "王伟", "管理员工号": "P2", "现任管理员": "李娜", "最后活跃时间": "2026-08-01", "处理意见": "建议解散（长期无人发言）",
	} {
		if cell[heading] != want {
			t.Errorf("%s: %q, want %q", heading, cell[heading], want)
		}
	}
}

func TestTheBurdenNamesWhoBearsItAndCountsTheRest(t *testing.T) {
	sheets := Burden(november, []BurdenRow{
		{Person: "P1", Name: "王伟", Unit: "U1", UnitName: "水利局", Groups: 4, Messages: 3, Most: 2},
		{Person: "P2", Name: "李娜", Unit: "U1", UnitName: "水利局", Groups: 12},
		{Person: "P3", Name: "张三", Unit: "U1", UnitName: "水利局", Groups: 2},
	})
	if len(sheets) != 1 {
		t.Fatalf("%d sheets, want one", len(sheets))
	}
	headings, rows := Texts(sheets[0])
	if !strings.Contains(fmt.Sprint(headings), "本系统发送消息数") {
		t.Errorf("headings %v", headings)
	}
	if len(rows) != 2 || rows[0][1] != "王伟" || rows[0][2] != "水利局" || rows[1][1] != "李娜" {
		t.Errorf("rows %v", rows)
	}
	if text := fmt.Sprint(sheets[0].Notes); !strings.Contains(text, "另有 1 人") {
		t.Errorf("the rest is not counted: %s", text)
	}
}

func TestASummaryOfNothingEndedHasNoEmptySheet(t *testing.T) {
	if sheets := Summary(november, []SummaryRow{{Level: LevelTotal, Ended: []EndedGroup{}}}); len(sheets) != 1 {
		t.Errorf("%d sheets, want one", len(sheets))
	}
}
