package digest

import (
	"fmt"

	"qunguan/notify/workbook"
	"qunguan/reconcile/workgroup"
)

// BurdenRow is what this program asks of one person, in codes and counts.
type BurdenRow struct {
	Person   string     `json:"person"`
	Unit     string     `json:"unit"`
	Groups   int        `json:"groups"`    // live groups with a fresh roster the person is recognised in
	Messages int        `json:"messages"`  // in the period
	PerWeek  float64    `json:"per_week"`  // over the weeks of the period, one decimal
	Most     int        `json:"most"`      // in one week
	OffHours int        `json:"off_hours"` // in quiet hours or on days off
	Weeks    []WeekLoad `json:"weeks"`     // only those with messages
}

// WeekLoad is the messages to one person in one week.
type WeekLoad struct {
	Week     workgroup.Date `json:"week"` // its Monday
	Messages int            `json:"messages"`
	OffHours int            `json:"off_hours"`
}

// Burden is the report of the program's demands on people, and a sheet by week.
// Neither names a person.
func Burden(h Head, rows []BurdenRow) []workbook.Report {
	r, weeks := h.report("burden"), h.report("burden_weeks")
	col := func(to *workbook.Report, key string, look workbook.Look, width float64) {
		to.Columns = append(to.Columns, workbook.ReportColumn{Title: h.say("report.col." + key), Look: look, Width: width})
	}
	for _, to := range []*workbook.Report{&r, &weeks} {
		col(to, "no", workbook.LookCentre, 7)
		col(to, "person_code", workbook.LookCentre, 16)
		col(to, "unit_code", workbook.LookCentre, 14)
	}
	col(&r, "groups_in", workbook.LookCount, 14)
	col(&r, "messages", workbook.LookCount, 14)
	col(&r, "per_week", workbook.LookCentre, 14)
	col(&r, "most", workbook.LookCount, 14)
	col(&r, "off_hours", workbook.LookCount, 16)
	col(&weeks, "week", workbook.LookDay, 20)
	col(&weeks, "messages", workbook.LookCount, 14)
	col(&weeks, "off_hours", workbook.LookCount, 16)
	var all BurdenRow
	for i, row := range rows {
		r.Rows = append(r.Rows, workbook.ReportRow{Cells: []any{
			i + 1, row.Person, row.Unit, row.Groups, row.Messages, fmt.Sprintf("%.1f", row.PerWeek), row.Most, row.OffHours,
		}})
		for _, w := range row.Weeks {
			weeks.Rows = append(weeks.Rows, workbook.ReportRow{Cells: []any{
				len(weeks.Rows) + 1, row.Person, row.Unit, day(w.Week), w.Messages, w.OffHours,
			}})
		}
		all.Messages += row.Messages
		all.OffHours += row.OffHours
		all.Most, all.Groups = max(all.Most, row.Most), max(all.Groups, row.Groups)
	}
	r.Notes = append(r.Notes, h.say("report.burden.counts", "people", len(rows), "messages", all.Messages, "most", all.Most, "off", all.OffHours, "groups", all.Groups),
		h.say("report.burden.reckoning"))
	return []workbook.Report{r, weeks}
}
