package digest

import (
	"qunguan/notify/workbook"
	"qunguan/reconcile/workgroup"
)

// AccountRow is a line of the inventory of official accounts, with the headings
// of the import's sheet 政务账号. Figures that no file gave are null.
type AccountRow struct {
	Account     string         `json:"account"`
	Platform    string         `json:"platform"`
	Name        string         `json:"name"`
	Unit        string         `json:"unit"`
	UnitName    string         `json:"unit_name"`
	Followers   *int           `json:"followers"`
	Posts30     *int           `json:"posts_30_days"`
	LastPostOn  workgroup.Date `json:"last_post_on"`
	HoursMonth  *float64       `json:"hours_month"`
	Responsible string         `json:"responsible"`
	Filing      string         `json:"filing"`
	State       string         `json:"state"`
	StoppedOn   workgroup.Date `json:"stopped_on"`
	StopNotice  string         `json:"stop_notice"`
	Live        bool           `json:"live"`
	Cases       []int64        `json:"cases"` // open ones

	ResponsibleName string `json:"-"`
	Opinion         string `json:"-"` // 处理意见
}

// AppRow is a line of the inventory of applications, with the headings of the
// import's sheet 应用程序.
type AppRow struct {
	App          string   `json:"app"`
	Name         string   `json:"name"`
	Unit         string   `json:"unit"`
	UnitName     string   `json:"unit_name"`
	Function     string   `json:"function"`
	MonthlyUsers *int     `json:"monthly_users"`
	Rating       *float64 `json:"rating"`
	Responsible  string   `json:"responsible"`
	State        string   `json:"state"`
	Filing       string   `json:"filing"`
	Live         bool     `json:"live"`
	Cases        []int64  `json:"cases"` // open ones

	ResponsibleName string `json:"-"`
	Opinion         string `json:"-"` // 处理意见
}

// Accounts is the inventory of official accounts. Its sheet can be imported unchanged, like the
// inventory of groups.
func Accounts(h Head, rows []AccountRow) workbook.Report {
	r := h.importable("accounts", "政务账号")
	r.Columns = append(r.Columns,
		centred("序号", 5), centred("单位编码", 9), named("单位名称", 18), centred("账号编号", 10), centred("平台", 8), named("名称", 22),
		counted("粉丝数", 9), counted("近30天发布数", 9), centred("最近发布日期", 12), counted("每月维护工时", 9), centred("负责人工号", 10), centred("现任负责人", 10),
		centred("备案编号", 12), centred("状态", 8), centred("停更日期", 12), named("停更公告", 16), named("处理意见", 26),
	)
	for i, a := range rows {
		r.Rows = append(r.Rows, workbook.ReportRow{Cells: []any{
			i + 1, a.Unit, a.UnitName, a.Account, a.Platform, a.Name, figure(a.Followers), figure(a.Posts30), string(a.LastPostOn), figure(a.HoursMonth),
			a.Responsible, a.ResponsibleName, a.Filing, a.State, string(a.StoppedOn), a.StopNotice, a.Opinion,
		}})
	}
	return r
}

// Apps is the inventory of applications, importable too.
func Apps(h Head, rows []AppRow) workbook.Report {
	r := h.importable("apps", "应用程序")
	r.Columns = append(r.Columns,
		centred("序号", 5), centred("单位编码", 9), named("单位名称", 18), centred("应用编号", 10), named("名称", 22), named("功能", 22),
		counted("月活用户数", 10), counted("用户评分", 9), centred("负责人工号", 10), centred("现任负责人", 10), centred("备案编号", 12), centred("状态", 8), named("处理意见", 26),
	)
	for i, a := range rows {
		r.Rows = append(r.Rows, workbook.ReportRow{Cells: []any{
			i + 1, a.Unit, a.UnitName, a.App, a.Name, a.Function, figure(a.MonthlyUsers), figure(a.Rating), a.Responsible, a.ResponsibleName, a.Filing, a.State, a.Opinion,
		}})
	}
	return r
}

func (h Head) importable(key, sheet string) workbook.Report {
	r := h.report(key)
	r.Name = sheet
	return r
}

func centred(title string, width float64) workbook.ReportColumn {
	return workbook.ReportColumn{Title: title, Style: workbook.StyleCentre, Width: width}
}

func named(title string, width float64) workbook.ReportColumn {
	return workbook.ReportColumn{Title: title, Style: workbook.StyleText, Width: width}
}

func counted(title string, width float64) workbook.ReportColumn {
	return workbook.ReportColumn{Title: title, Style: workbook.StyleCount, Width: width}
}

// figure is a number as a cell; an empty cell where none is known.
func figure[T int | float64](n *T) any {
	if n == nil {
		return nil
	}
	return *n
}

// AccountSummaryRow is the number of official accounts of a unit on a platform that stopped in the
// period. After = Before - Stopped.
type AccountSummaryRow struct {
	Level     string           `json:"level"`
	Unit      string           `json:"unit"`
	UnitName  string           `json:"unit_name"`
	Platform  string           `json:"platform"`
	Before    int              `json:"before"`
	Stopped   int              `json:"stopped"`
	Announced int              `json:"announced"` // of those stopped, with 停更公告
	After     int              `json:"after"`
	Reduction *float64         `json:"reduction"`
	Ended     []StoppedAccount `json:"ended"` // of LevelUnit only
}

// StoppedAccount is an account that counts in the reduction.
type StoppedAccount struct {
	Account    string         `json:"account"`
	Name       string         `json:"name"`
	State      string         `json:"state"`
	On         workgroup.Date `json:"on"` // empty: no file gives the day
	StopNotice string         `json:"stop_notice"`
}

// Add adds another row's numbers, without its list of accounts.
func (r *AccountSummaryRow) Add(o AccountSummaryRow) {
	r.Before += o.Before
	r.Stopped += o.Stopped
	r.Announced += o.Announced
	r.After += o.After
}

// AccountSummary is the summary of official accounts, and a sheet with those
// that stopped.
func AccountSummary(h Head, rows []AccountSummaryRow) []workbook.Report {
	r := h.table("account_summary", []column{
		{"no", workbook.StyleCentre, 6},
		{"unit", workbook.StyleText, 28},
		{"platform", workbook.StyleCentre, 12},
		{"before", workbook.StyleCount, 11},
		{"stopped", workbook.StyleCount, 11},
		{"announced", workbook.StyleCount, 13},
		{"after", workbook.StyleCount, 11},
		{"reduction", workbook.StylePercent, 11},
	})
	no := 0
	ended := h.table("stopped", []column{
		{"no", workbook.StyleCentre, 6},
		{"unit", workbook.StyleText, 26},
		{"platform", workbook.StyleCentre, 10},
		{"account_code", workbook.StyleCentre, 12},
		{"account_name", workbook.StyleText, 30},
		{"outcome", workbook.StyleCentre, 10},
		{"ended_on", workbook.StyleDay, 12},
		{"stop_notice", workbook.StyleText, 26},
	})
	for _, row := range rows {
		cells := []any{nil, row.UnitName, row.Platform, row.Before, row.Stopped, row.Announced, row.After, share(row.Reduction)}
		switch row.Level {
		case LevelUnit:
			no++
			cells[0] = no
		case LevelPlatform:
			cells[1] = h.say("report.subtotal")
		case LevelTotal:
			cells[1], cells[2] = h.say("report.total"), h.say("report.all_platforms")
		}
		r.Rows = append(r.Rows, workbook.ReportRow{Cells: cells, Strong: row.Level != LevelUnit})
		for _, e := range row.Ended {
			ended.Rows = append(ended.Rows, workbook.ReportRow{Cells: []any{len(ended.Rows) + 1, row.UnitName, row.Platform, e.Account, e.Name, e.State, day(e.On), e.StopNotice}})
		}
	}
	r.Notes = append(r.Notes, h.say("report.account_summary.reckoning"), h.say("report.signature"))
	if len(ended.Rows) > 0 {
		return []workbook.Report{r, ended}
	}
	return []workbook.Report{r}
}
