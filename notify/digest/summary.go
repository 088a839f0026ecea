package digest

import (
	"fmt"
	"math"
	"strings"

	"qunguan/notify/workbook"
	"qunguan/reconcile/workgroup"
)

// Levels of a summary's rows.
const (
	LevelUnit     = "unit"     // one unit on one platform
	LevelPlatform = "platform" // all units on one platform
	LevelTotal    = "total"
)

// SummaryRow counts the changes of the groups of a unit on a platform. Before and After count groups
// that exist: neither dissolved, nor merged, nor still waiting for approval. After = Before + Founded -
// Dissolved - Merged.
type SummaryRow struct {
	Level          string       `json:"level"`
	Unit           string       `json:"unit"`
	UnitName       string       `json:"unit_name"`
	Platform       string       `json:"platform"`
	Before         int          `json:"before"`
	Founded        int          `json:"founded"`
	Dissolved      int          `json:"dissolved"`
	Merged         int          `json:"merged"`
	After          int          `json:"after"`
	Reduction      *float64     `json:"reduction"` // percent, one decimal; null where Before is 0
	MembersRemoved int          `json:"members_removed"`
	StageGroups    int          `json:"stage_groups"` // existing at the end, stage-limited with an end date
	Reopened       int          `json:"reopened"`     // ended groups that exist again, or are in use as before
	Rebounded      int          `json:"rebounded"`    // new groups with the name or the people of an ended one
	Ended          []EndedGroup `json:"ended"`        // of LevelUnit only
}

// EndedGroup is a group that counts in the period's reduction.
type EndedGroup struct {
	Group string         `json:"group"`
	Name  string         `json:"name"`
	State string         `json:"state"` // 已解散, 已合并
	Into  string         `json:"into"`  // code of the group it was merged into
	On    workgroup.Date `json:"on"`
	Cases []int64        `json:"cases"` // those about the group that were open on that day or closed since
}

// Add adds another row's numbers, without its list of groups.
func (r *SummaryRow) Add(o SummaryRow) {
	r.Before += o.Before
	r.Founded += o.Founded
	r.Dissolved += o.Dissolved
	r.Merged += o.Merged
	r.After += o.After
	r.MembersRemoved += o.MembersRemoved
	r.StageGroups += o.StageGroups
	r.Reopened += o.Reopened
	r.Rebounded += o.Rebounded
}

// Reduction is (before - after) / before in percent, to one decimal; nil where before is 0. Growth is
// negative.
func Reduction(before, after int) *float64 {
	if before == 0 {
		return nil
	}
	percent := math.Round(float64(before-after)/float64(before)*1000) / 10
	return &percent
}

// Summary is the 清理整治情况汇总表, with a sheet of the groups that count in the reduction.
func Summary(h Head, rows []SummaryRow) []workbook.Report {
	r := h.report("summary")
	col := func(key, above string, style workbook.Style, width float64) {
		if above != "" {
			above = h.say("report.above." + above)
		}
		r.Columns = append(r.Columns, workbook.ReportColumn{Title: h.say("report.col." + key), Above: above, Style: style, Width: width})
	}
	col("no", "", workbook.StyleCentre, 6)
	col("unit", "", workbook.StyleText, 28)
	col("platform", "", workbook.StyleCentre, 12)
	col("before", "groups", workbook.StyleCount, 11)
	col("founded", "groups", workbook.StyleCount, 9)
	col("dissolved", "groups", workbook.StyleCount, 9)
	col("merged", "groups", workbook.StyleCount, 9)
	col("after", "groups", workbook.StyleCount, 11)
	col("reduction", "groups", workbook.StylePercent, 11)
	col("members_removed", "", workbook.StyleCount, 13)
	col("stage_groups", "", workbook.StyleCount, 14)
	col("reopened", "back", workbook.StyleCount, 12)
	col("rebounded", "back", workbook.StyleCount, 12)
	chart := workbook.Chart{Title: h.say("report.summary.chart"), Category: 2, Values: []int{3, 7}, First: -1}
	no := 0
	var total SummaryRow
	for i, row := range rows {
		cells := []any{
			nil, row.UnitName, row.Platform, row.Before, row.Founded, row.Dissolved, row.Merged, row.After,
			share(row.Reduction), row.MembersRemoved, row.StageGroups, row.Reopened, row.Rebounded,
		}
		switch row.Level {
		case LevelUnit:
			no++
			cells[0] = no
		case LevelPlatform:
			cells[1] = h.say("report.subtotal")
			if chart.First < 0 {
				chart.First = i
			}
			chart.Last = i
		case LevelTotal:
			cells[1], cells[2] = h.say("report.total"), h.say("report.all_platforms")
			total = row
		}
		r.Rows = append(r.Rows, workbook.ReportRow{Cells: cells, Strong: row.Level != LevelUnit})
	}
	if chart.First >= 0 {
		r.Charts, r.ChartsName = []workbook.Chart{chart}, h.say("report.summary.chart_sheet")
	}
	r.Notes = append(r.Notes, h.conclusion(total))
	if total.Reopened+total.Rebounded > 0 {
		r.Notes = append(r.Notes, h.say("report.summary.back", "reopened", total.Reopened, "rebounded", total.Rebounded))
	}
	r.Notes = append(r.Notes, h.say("report.summary.reckoning"), h.say("report.signature"))
	if ended := h.ended(rows); len(ended.Rows) > 0 {
		return []workbook.Report{r, ended}
	}
	return []workbook.Report{r}
}

// conclusion is the sentence that offices quote.
func (h Head) conclusion(t SummaryRow) string {
	key := "report.summary.conclusion"
	if t.Reduction == nil {
		return h.say(key+".nothing_before", "after", t.After)
	}
	if *t.Reduction < 0 {
		key += ".grew"
	}
	return h.say(key, "before", t.Before, "after", t.After, "percent", fmt.Sprintf("%.1f", math.Abs(*t.Reduction)),
		"dissolved", t.Dissolved, "merged", t.Merged, "founded", t.Founded, "members", t.MembersRemoved, "staged", t.StageGroups)
}

// ended lists the groups behind the reduction with their cases (S2.4).
func (h Head) ended(rows []SummaryRow) workbook.Report {
	r := h.table("ended", []column{
		{"no", workbook.StyleCentre, 6},
		{"unit", workbook.StyleText, 26},
		{"platform", workbook.StyleCentre, 10},
		{"group_code", workbook.StyleCentre, 12},
		{"group_name", workbook.StyleText, 36},
		{"outcome", workbook.StyleCentre, 12},
		{"into", workbook.StyleCentre, 12},
		{"ended_on", workbook.StyleDay, 12},
		{"case_ids", workbook.StyleText, 22},
	})
	for _, row := range rows {
		for _, e := range row.Ended {
			ids := strings.Trim(strings.ReplaceAll(fmt.Sprint(e.Cases), " ", h.say("report.comma")), "[]")
			r.Rows = append(r.Rows, workbook.ReportRow{Cells: []any{
				len(r.Rows) + 1, row.UnitName, row.Platform, e.Group, e.Name, e.State, e.Into, day(e.On), ids,
			}})
		}
	}
	return r
}
