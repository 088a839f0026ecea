package cli

import (
	"bytes"
	"strings"

	"qunguan/notify/workbook"
	"qunguan/reconcile/overlap"
	"qunguan/reconcile/phrase"
)

// planColumns are the columns of the workbook's lists, with their widths.
var planColumns = []struct {
	key   phrase.Key
	style workbook.Style
	width float64
}{
	{"col.number", workbook.StyleCount, 5},
	{"col.unit", workbook.StyleText, 14},
	{"members.group_name", workbook.StyleText, 26},
	{"col.plan_action", workbook.StyleCentre, 9},
	{"col.plan_into", workbook.StyleText, 22},
	{"col.plan_on", workbook.StyleCentre, 11},
	{"col.reason", workbook.StyleText, 18},
	{"col.cites", workbook.StyleCentre, 7},
	{"col.plan_members", workbook.StyleCount, 7},
	{"col.plan_after", workbook.StyleCount, 8},
	{"col.plan_joins", workbook.StyleCount, 6},
	{"col.plan_leaves", workbook.StyleCount, 6},
	{"col.plan_messages", workbook.StyleCentre, 8},
	{"col.plan_messages_after", workbook.StyleCentre, 9},
	{"col.plan_advice", workbook.StyleText, 40},
}

// writePlanBook writes the workbook for an office's meeting: the totals, the groups to be decided
// about, and those that stay.
func writePlanBook(c *call, p *unitPlan, file string) error {
	kept := func(row *overlap.Row) bool { return row.Action == overlap.Keep && row.Joins == 0 }
	sheets := []workbook.Report{
		p.totalsSheet(c),
		p.listSheet(c, "plan.sheet.changes", func(row *overlap.Row) bool { return !kept(row) }),
		p.listSheet(c, "plan.sheet.kept", kept),
	}
	var book bytes.Buffer
	if err := workbook.WriteReports(&book, sheets...); err != nil {
		return err
	}
	if err := writeNew(c, file, book.Bytes()); err != nil {
		return err
	}
	c.line("plan.written", "file", file, "n", len(p.rows))
	return nil
}

func (p *unitPlan) sheet(c *call, name phrase.Key) workbook.Report {
	return workbook.Report{
		Name: c.say(name), Title: p.w.Policy.Title + " " + c.say("plan.title"), Line: []string{c.say("plan.as_of", "date", p.dayOfPlan()), c.say(name)},
		Footer: "&P / &N",
	}
}

func (p *unitPlan) totalsSheet(c *call) workbook.Report {
	r := p.sheet(c, "plan.sheet.totals")
	r.Columns = []workbook.ReportColumn{{Title: c.say("col.unit"), Width: 30}}
	for _, key := range []phrase.Key{"col.plan_before", "col.plan_stay", "col.plan_dissolved", "col.plan_merged", "col.plan_removed", "col.plan_at_end"} {
		r.Columns = append(r.Columns, workbook.ReportColumn{Title: c.say(key), Style: workbook.StyleCount, Width: 12})
	}
	for _, t := range p.totals() {
		r.Rows = append(r.Rows, workbook.ReportRow{
			Cells:  []any{p.unitName(c, t.Unit), t.Before, t.After, t.Dissolved, t.Merged, t.Removed, t.DissolveAtEnd},
			Strong: t.Unit == "",
		})
	}
	r.Notes = []string{c.say("plan.figures", figurePairs(p.figures())...), c.say("plan.note")}
	return r
}

func (p *unitPlan) listSheet(c *call, name phrase.Key, want func(*overlap.Row) bool) workbook.Report {
	r := p.sheet(c, name)
	for _, col := range planColumns {
		r.Columns = append(r.Columns, workbook.ReportColumn{Title: c.say(col.key), Style: col.style, Width: col.width})
	}
	for _, unit := range p.totals() {
		for i := range p.rows {
			row := &p.rows[i]
			g := p.w.Groups.Of(row.Group)
			if !want(row) || unit.Unit == "" || p.w.OwnUnit(g.Unit) != unit.Unit {
				continue
			}
			j := p.json(c, row)
			r.Rows = append(r.Rows, workbook.ReportRow{Cells: []any{
				len(r.Rows) + 1, p.w.Dir.Units[g.Unit].Short(), g.Name + "（" + g.Code + "）", planWord(c, "plan.action.", j.Action),
				strings.TrimSpace(p.w.Groups.Of(j.Into).Name + " " + j.Into), j.On, planWord(c, "plan.reason.", j.Reason), j.Clause,
				j.Members, j.After, j.Joins, j.Leaves, rateText(c, j.MessagesDay), rateText(c, j.MessagesDayAfter), j.Advice,
			}})
		}
	}
	return r
}
