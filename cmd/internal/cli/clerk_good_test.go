package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func plainText(s string) func(testing.TB) []byte { return func(testing.TB) []byte { return []byte(s) } }

func made(pages ...page) func(testing.TB) []byte {
	return func(t testing.TB) []byte { return byHand(pages...).bytes(t) }
}

// saved is a file that LibreOffice 24 saved, kept in testdata.
func saved(name string) func(testing.TB) []byte {
	return func(t testing.TB) []byte {
		content, err := os.ReadFile(filepath.Join("testdata", "clerk", name))
		if err != nil {
			t.Fatal(err)
		}
		return content
	}
}

const staffHead = "工号,姓名,单位编码,岗位,在职状态"

// Of the small county: P12 李强 is 科员 in U1, P22 王芳 is 科员 in U2.
var p12 = []string{"staff P12 岗位 科员→副主任"}

// Workbooks as they are.
func TestWorkbooksThatGrewOverYears(t *testing.T) {
	t.Parallel()
	titles := []string{line("平湖县机关干部花名册"), line("", "填报单位：县委组织部", "", "2026年11月"), row("")}
	heading := line("序号", "人员编号", "姓 名", "所在单位", "职务", "状态（必填）")
	body := line("1", "P12", "李强", "U1", "副主任", "在职")
	handAll(t, map[string]handed{
		"titles and merged headings above the heading row": {
			file: "花名册.xlsx", changes: p12, mariadb: true,
			content: made(page{name: "Sheet1", rows: append(titles, heading, body), after: `<mergeCells><mergeCell ref="A1:F1"/><mergeCell ref="A2:F2"/></mergeCells>`}),
		},
		"a heading of two lines, merged over both": {
			file: "花名册.xlsx", changes: p12,
			content: made(page{name: "人员", rows: []string{line("工号", "姓名", "任职", "", ""), line("", "", "单位编码", "岗位", "在职状态"), line("P12", "李强", "U1", "副主任", "在职")}}),
		},
		"several sheets: tables, notes, an empty one, a hidden one": {
			file: "全部.xlsx", mariadb: true, keys: []string{"skipped_empty_sheet", "skipped_hidden_sheet", "skipped_notes_sheet"},
			changes: []string{"staff P12 岗位 科员→副主任", "+groups G7", "G7 new +2 -0"},
			content: made(page{name: "填表说明", rows: lines(line("请各单位认真填写"), line("一、群主必须在职"))},
				csvBook("人员", staffHead+"\nP12,李强,U1,副主任,在职"), csvBook("工作群", "群编号,平台,平台群号,群名称,范围,单位编码\nG7,微信,wxg7,水利局值班群,单位内部,U1"),
				csvBook("群成员", "平台,群编号,账号,采集时间\n微信,G7,wx_li,2026-11-21\n微信,G7,wx_sun,2026-11-21"), page{name: "Sheet5"},
				page{name: "旧数据", state: "hidden", rows: lines(line("工号", "姓名"), line("P12", "旧名"))}),
		},
		"hidden rows and empty rows in the table": {
			file: "花名册.xlsx", keys: []string{"read_hidden_rows"}, changes: []string{"staff P12 岗位 科员→副主任", "staff P22 岗位 科员→股长"},
			content: made(page{name: "人员", rows: []string{line(strings.Split(staffHead, ",")...), row(""), row(`hidden="1"`, txt("P12"), txt("李强"), txt("U1"), txt("副主任"), txt("在职")), line(" ", "　"), line("P22", "王芳", "U2", "股长", "在职")}}),
		},
		"notes, totals and signatures under the table, the heading repeated for printing": {
			file: "花名册.csv", keys: []string{"skipped_heading", "skipped_remark", "skipped_total"}, changes: p12, mariadb: true,
			content: plainText(staffHead + "\nP12,李强,U1,副主任,在职\n" + staffHead + "\n合计,1,,,\n,,,,\n注：逾期视为没有变化,,,,\n制表人：张三,,,审核人：李四,\n"),
		},
		"full-width digits, letters and spaces, invisible characters": {
			file: "花名册.csv", changes: p12, mariadb: true,
			content: plainText("\u200f工　号\u200b,姓　名,单位编码,岗位,在职状态\nＰ１２,　李强　,Ｕ１\u200b,副主任,\u3000在职\n"),
		},
		"numbers stored as text and text as numbers": {
			file: "混合.xlsx", mariadb: true, changes: []string{"+units 1001", "+staff 20"},
			content: made(page{name: "单位", rows: lines(line("单位编码", "单位名称", "类别", "人数"), row("", number("1001"), txt("档案馆"), txt("事业单位"), txt("１,２００")))},
				page{name: "人员", rows: lines(line("工号", "姓名", "单位编码", "在职状态", "手机", "QQ号"), row("", number("2E1"), txt("马超"), number("1001"), txt("在职"), number("1.3800000001E10"), number("2428705135")))}),
		},
		"dates in every form of the contract": {
			file: "离职.xlsx", mariadb: true,
			changes: []string{
				"staff P10 离职日期 →2026-11-20", "staff P11 离职日期 →2026-11-20", "staff P12 离职日期 →2026-11-20", "staff P13 离职日期 2026-11-20→2026-01-02",
				"staff P20 离职日期 →2026-11-20", "staff P21 离职日期 →2026-11-20", "staff P22 离职日期 →2026-11-20", "staff P30 离职日期 →2026-11-20",
			},
			content: made(page{name: "人员", rows: lines(line("工号", "姓名", "单位编码", "在职状态", "离职日期"),
				row("", txt("P10"), txt("钱江"), txt("U1"), txt("在职"), txt("2026-11-20")), row("", txt("P11"), txt("孙丽"), txt("U1"), txt("在职"), txt("2026/11/20 08:30")),
				row("", txt("P12"), txt("李强"), txt("U1"), txt("在职"), txt("2026.11.20")), row("", txt("P13"), txt("周敏"), txt("U1"), txt("退休"), txt("2026年1月2日")),
				row("", txt("P20"), txt("吴刚"), txt("U2"), txt("在职"), number("46346")), row("", txt("P21"), txt("郑凯"), txt("U2"), txt("在职"), dated("46346.5")),
				row("", txt("P22"), txt("王芳"), txt("U2"), txt("在职"), txt("46346")), row("", txt("P30"), txt("冯涛"), txt("U3"), txt("在职"), txt("２０２６ 年 11 月 20 日 08：30：15")),
			)}),
		},
		"formulas with their results": {
			file: "花名册.xlsx", changes: p12,
			content: made(page{name: "人员", rows: lines(line(strings.Split(staffHead, ",")...), row("", formula(`"P"&amp;12`, "P12"), txt("李强"), formula("VLOOKUP(A2,X!A:B,2)", "U1"), formula("C9", "副主任"), txt("在职")))}),
		},
		"other words for every heading": {
			file: "花名册.csv", changes: []string{"staff P12 岗位 科员→副主任", "staff P12 手机 →***"}, mariadb: true,
			content: plainText("员工编号,名字,所属部门,职务,人员状态,联系电话\nP12,李强,U1,副主任,在职,13800000001\n"),
		},
		"names instead of codes, each fits one": {
			file: "群.csv", keys: []string{"name_taken"}, changes: []string{"groups G5 群主工号 →P30"}, mariadb: true,
			content: plainText("群编号,平台,群名,范围,责任单位,群主\nG5,微信,石桥镇便民群,单位内部,石桥镇,冯　涛\n"),
		},
		"columns nobody knows":                {file: "花名册.csv", keys: []string{"unknown_headings"}, changes: p12, content: plainText(staffHead + ",政治面貌\nP12,李强,U1,副主任,在职,群众\n")},
		"csv in UTF-8 with a byte order mark": {file: "花名册.csv", changes: p12, content: plainText("\ufeff" + staffHead + "\r\nP12,李强,U1,副主任,在职\r\n")},
		"csv separated by tabs":               {file: "花名册.txt", changes: p12, content: plainText(strings.ReplaceAll(staffHead+"\nP12,李强,U1,副主任,在职\n", ",", "\t"))},
		"csv with quotes and a line break":    {file: "花名册.csv", changes: []string{"staff P12 岗位 科员→副主任\n兼\"书记\""}, content: plainText(staffHead + "\nP12,李强,U1,\"副主任\n兼\"\"书记\"\"\",在职\n")},
		"lone CR line ends of an old program": {file: "花名册.csv", changes: p12, content: plainText(strings.ReplaceAll(staffHead+"\nP12,李强,U1,副主任,在职\n", "\n", "\r"))},
		"a workbook named .csv":               {file: "花名册.csv", changes: p12, content: made(csvBook("人员", staffHead+"\nP12,李强,U1,副主任,在职"))},
		"a dimension of a billion rows":       {file: "花名册.xlsx", changes: p12, content: made(page{name: "人员", before: `<dimension ref="A1:XFD1000000000"/>`, rows: csvBook("", staffHead+"\nP12,李强,U1,副主任,在职").rows})},
		"names in the zip that climb out of it": {file: "花名册.xlsx", changes: p12, content: func(t testing.TB) []byte {
			return byHand(csvBook("人员", staffHead+"\nP12,李强,U1,副主任,在职")).with("../../../../tmp/evil.xml", "<x/>").bytes(t)
		}},
		"an older roster is ignored": {file: "群成员.csv", changes: []string{"G1 ignored +0 -4"}, mariadb: true, content: plainText("平台,群编号,账号,采集时间\n微信,G1,wx_qian,2026-11-01\n")},
		"a workbook that LibreOffice saved: titles, formulas, a filtered row": {
			file: "花名册.xlsx", mariadb: true, content: saved("花名册.xlsx"), keys: []string{"name_taken", "read_hidden_rows", "skipped_empty_sheet", "skipped_remark", "skipped_total"},
			changes: []string{"staff P12 岗位 科员→副主任", "staff P22 在职状态 在职→退休", "staff P22 离职日期 →2026-11-19"},
		},
		"csv that LibreOffice saved in GB18030": {
			file: "花名册.csv", mariadb: true, content: saved("花名册-gb18030.csv"), keys: []string{"name_taken", "skipped_remark", "skipped_total"},
			changes: []string{"staff P12 岗位 科员→副主任", "staff P22 在职状态 在职→退休", "staff P22 离职日期 →2026-11-19"},
		},
	})
}

func lines(rows ...string) []string { return rows }
