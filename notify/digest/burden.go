package digest

import (
	"cmp"
	"fmt"
	"slices"

	"qunguan/notify/workbook"
	"qunguan/reconcile/workgroup"
)

// BurdenRow is the burden of this program on one person: codes and counts for programs, and the names
// for the workbook.
type BurdenRow struct {
	Person   string     `json:"person"`
	Unit     string     `json:"unit"`
	Groups   int        `json:"groups"`    // live groups with a fresh roster the person is recognised in
	Messages int        `json:"messages"`  // in the period
	PerWeek  float64    `json:"per_week"`  // over the weeks of the period, one decimal
	Most     int        `json:"most"`      // in one week
	OffHours int        `json:"off_hours"` // in quiet hours or on days off
	Weeks    []WeekLoad `json:"weeks"`     // only those with messages
	Name     string     `json:"-"`
	UnitName string     `json:"-"`
}

// WeekLoad is the messages to one person in one week.
type WeekLoad struct {
	Week     workgroup.Date `json:"week"` // its Monday
	Messages int            `json:"messages"`
	OffHours int            `json:"off_hours"`
}

// manyGroups is the number of groups from which on a person without any message is listed in the
// workbook.
const manyGroups = 10

// Burden is the report of the program's demands on people. People without messages and with few groups
// are only counted in a remark: pages of zeros would hide the others.
func Burden(h Head, rows []BurdenRow) []workbook.Report {
	r := h.table("burden", []column{
		{"no", workbook.StyleCentre, 7},
		{"person", workbook.StyleCentre, 14},
		{"unit", workbook.StyleText, 26},
		{"groups_in", workbook.StyleCount, 14},
		{"messages_of_ours", workbook.StyleCount, 18},
		{"per_week", workbook.StyleCentre, 12},
		{"most", workbook.StyleCount, 12},
		{"off_hours", workbook.StyleCount, 14},
	})
	var all BurdenRow
	bearing := func(row BurdenRow) bool { return row.Messages > 0 || row.Groups >= manyGroups }
	few := !slices.ContainsFunc(rows, bearing)
	for _, row := range rows {
		all.Messages += row.Messages
		all.OffHours += row.OffHours
		all.Most, all.Groups = max(all.Most, row.Most), max(all.Groups, row.Groups)
		if !few && !bearing(row) {
			continue
		}
		r.Rows = append(r.Rows, workbook.ReportRow{Cells: []any{
			len(r.Rows) + 1, cmp.Or(row.Name, row.Person), cmp.Or(row.UnitName, row.Unit), row.Groups, row.Messages,
			fmt.Sprintf("%.1f", row.PerWeek), row.Most, row.OffHours,
		}})
	}
	r.Notes = append(r.Notes, h.say("report.burden.counts", "people", len(rows), "messages", all.Messages, "most", all.Most, "off", all.OffHours, "groups", all.Groups))
	if rest := len(rows) - len(r.Rows); rest > 0 {
		r.Notes = append(r.Notes, h.say("report.burden.rest", "n", rest, "groups", manyGroups))
	}
	r.Notes = append(r.Notes, h.say("report.burden.reckoning"))
	return []workbook.Report{r}
}
