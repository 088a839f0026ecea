package digest

import (
	"strings"

	"qunguan/notify/workbook"
	"qunguan/reconcile/workgroup"
)

// InventoryRow is a line of the 自查清理统计表: one group in its state at the period's end, with the headings
// of the import's sheet 工作群.
type InventoryRow struct {
	Group       string         `json:"group"`
	Platform    string         `json:"platform"`
	Number      string         `json:"platform_number"`
	Name        string         `json:"name"`
	Purpose     string         `json:"purpose"`
	Category    string         `json:"category"`
	Reach       string         `json:"reach"`
	Unit        string         `json:"unit"`
	UnitName    string         `json:"unit_name"`
	Owner       string         `json:"owner"`
	Admins      []string       `json:"admins"`
	FoundedOn   workgroup.Date `json:"founded_on"`
	Staged      bool           `json:"staged"`
	StartsOn    workgroup.Date `json:"starts_on"`
	EndsOn      workgroup.Date `json:"ends_on"`
	Filing      string         `json:"filing"`
	Scope       string         `json:"scope"`
	AllStaff    bool           `json:"all_staff"`
	Importance  string         `json:"importance"`
	State       string         `json:"state"`
	MergedInto  string         `json:"merged_into"`
	DissolvedOn workgroup.Date `json:"dissolved_on"`
	Members     int            `json:"members"` // rows of the newest roster; -1 = none was ever read

	// Fields for people who read the sheet; programs have codes and the ledger.
	OwnerName  string         `json:"-"`
	AdminNames []string       `json:"-"`
	LastActive workgroup.Date `json:"-"` // last known activity; empty = none is known
	Opinion    string         `json:"-"` // 处理意见: the intended treatment of the group
}

// importSheet is the name of the import's sheet, so that an inventory can be imported again. Its
// headings are the same in every language (contract §2).
const importSheet = "工作群"

// Inventory is the 自查清理统计表. Its sheet can be imported unchanged: there are no lines beneath the rows,
// and the additional columns (序号, 单位名称, 成员数, names, 最后活跃时间, 处理意见) are named in a warning.
func Inventory(h Head, rows []InventoryRow) workbook.Report {
	r := h.report("inventory")
	r.Name = importSheet
	col := func(title string, style workbook.Style, width float64) {
		r.Columns = append(r.Columns, workbook.ReportColumn{Title: title, Style: style, Width: width})
	}
	col("序号", workbook.StyleCentre, 4.5)
	col("单位编码", workbook.StyleCentre, 7)
	col("单位名称", workbook.StyleText, 12)
	col("群编号", workbook.StyleCentre, 8)
	col("平台", workbook.StyleCentre, 5.5)
	col("平台群号", workbook.StyleCentre, 10)
	col("群名称", workbook.StyleText, 18)
	col("用途", workbook.StyleText, 9)
	col("类别", workbook.StyleCentre, 8)
	col("范围", workbook.StyleCentre, 7)
	col("群主工号", workbook.StyleCentre, 7.5)
	col("现任群主", workbook.StyleCentre, 8)
	col("管理员工号", workbook.StyleCentre, 8)
	col("现任管理员", workbook.StyleCentre, 9)
	col("成员数", workbook.StyleCount, 5)
	col("最后活跃时间", workbook.StyleCentre, 10.5)
	col("建群日期", workbook.StyleCentre, 10.5)
	col("阶段性", workbook.StyleCentre, 5)
	col("开始日期", workbook.StyleCentre, 10.5)
	col("截止日期", workbook.StyleCentre, 10.5)
	col("备案编号", workbook.StyleCentre, 8)
	col("成员范围", workbook.StyleText, 10)
	col("全员", workbook.StyleCentre, 5)
	col("重要程度", workbook.StyleCentre, 5)
	col("状态", workbook.StyleCentre, 7)
	col("并入群编号", workbook.StyleCentre, 8)
	col("解散日期", workbook.StyleCentre, 10.5)
	col("处理意见", workbook.StyleText, 22)
	for i, g := range rows {
		var members any
		if g.Members >= 0 {
			members = g.Members
		}
		r.Rows = append(r.Rows, workbook.ReportRow{Cells: []any{
			i + 1, g.Unit, g.UnitName, g.Group, g.Platform, g.Number, g.Name, g.Purpose, g.Category, g.Reach, g.Owner, g.OwnerName,
			strings.Join(g.Admins, ";"), strings.Join(g.AdminNames, h.say("report.comma")), members, string(g.LastActive), string(g.FoundedOn), yesNo(g.Staged), string(g.StartsOn), string(g.EndsOn), g.Filing, g.Scope, yesNo(g.AllStaff),
			g.Importance, g.State, g.MergedInto, string(g.DissolvedOn), g.Opinion,
		}})
	}
	return r
}

// yesNo is a cell of the import's 是/否 columns.
func yesNo(b bool) string {
	if b {
		return "是"
	}
	return "否"
}
