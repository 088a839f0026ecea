// Package digest writes the reports that an office hands in or reads, as workbooks and tables, and the
// regular summaries as mail. It is pure: the values come computed, and it knows no database, no channel
// and no clock.
package digest

import (
	"strconv"
	"time"

	"qunguan/notify/workbook"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/workgroup"
)

// Period is the days of a report, both included. From is empty for a report of the whole record.
type Period struct{ From, To workgroup.Date }

// Covers reports whether the day lies in the period.
func (p Period) Covers(d workgroup.Date) bool { return d != "" && d >= p.From && d <= p.To }

// Head is the information above every report.
type Head struct {
	Lang   phrase.Lang
	Area   string // before the title: 云溪县; may be empty
	Office string // 填报单位
	Period Period
	Made   workgroup.Date // 填报日期
}

func (h Head) say(key string, pairs ...any) string { return h.Lang.Say(phrase.Key(key), pairs...) }

// report is an empty form with the head filled in. key names its title and
// its sheet: report.ledger.title, report.ledger.sheet.
func (h Head) report(key string) workbook.Report {
	return workbook.Report{
		Name:   h.say("report." + key + ".sheet"),
		Title:  h.say("report.titled", "title", h.Area+h.say("report."+key+".title"), "span", h.span()),
		Footer: h.say("report.footer"),
		Line: []string{
			h.say("report.filled_for", "office", h.Office), h.say("report.filled_by"), h.say("report.checked_by"),
			h.say("report.filled_on", "date", h.date(h.Made)),
		},
	}
}

// column is a column of a table, by the key of its words.
type column struct {
	key   string
	style workbook.Style
	width float64
}

// table is an empty report with these columns.
func (h Head) table(key string, columns []column) workbook.Report {
	r := h.report(key)
	for _, c := range columns {
		r.Columns = append(r.Columns, workbook.ReportColumn{Title: h.say("report.col." + c.key), Style: c.style, Width: c.width})
	}
	return r
}

// span names the period, for the title.
func (h Head) span() string {
	if h.Period.From == "" {
		return h.say("report.until", "to", h.date(h.Period.To))
	}
	return h.say("report.span", "from", h.date(h.Period.From), "to", h.date(h.Period.To))
}

func (h Head) date(d workgroup.Date) string {
	t := d.Time()
	if t.IsZero() {
		return ""
	}
	return h.say("notice.date", "year", t.Year(), "month", int(t.Month()), "day", t.Day())
}

// day is a date as a cell.
func day(d workgroup.Date) any {
	if d == "" {
		return nil
	}
	return d.Time()
}

// share is a percentage as a cell; a dash where there is none.
func share(percent *float64) any {
	if percent == nil {
		return "—"
	}
	return *percent / 100
}

// Texts is a report as headings and lines of text, for tables and csv. Rows
// are in the same order; an empty cell is an empty text.
func Texts(r workbook.Report) (headings []string, rows [][]string) {
	for _, c := range r.Columns {
		headings = append(headings, c.Title)
	}
	for _, row := range r.Rows {
		line := make([]string, len(r.Columns))
		for i, v := range row.Cells {
			line[i] = textOf(v, r.Columns[i].Style)
		}
		rows = append(rows, line)
	}
	return headings, rows
}

func textOf(v any, style workbook.Style) string {
	switch v := v.(type) {
	case string:
		return v
	case workbook.Marked:
		return string(v)
	case int:
		return strconv.Itoa(v)
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		if style == workbook.StylePercent {
			return strconv.FormatFloat(v*100, 'f', 1, 64) + "%"
		}
		return strconv.FormatFloat(v, 'f', 1, 64)
	case time.Time:
		return string(workgroup.DateOf(v))
	}
	return ""
}
