package intake

import (
	"strings"
	"unicode/utf8"

	"qunguan/reconcile/phrase"
	"qunguan/reconcile/sheet"
)

// Lines between and under the rows of a grown workbook that are no rows: examples, repeated headings,
// totals, remarks.

var (
	totalWords  = []string{"合计", "总计", "小计", "共计", "本页合计", "总数"}
	remarkWords = []string{"注:", "注1", "注意", "备注", "说明", "填表", "填报", "填写", "制表", "审核", "审批", "核对", "联系人", "联系电话", "单位负责人", "负责人签", "主要负责人签", "盖章", "(盖章"}
)

// ExampleMark starts a cell of the template's example row.
const ExampleMark = "示例"

// firstCell keeps the first filled cell of the last row with the kind of its beginning: rosters have
// thousands of rows that begin in the same way.
type firstCell struct {
	cell          string
	total, remark bool
}

// noise is the reason why a line is no row of the table; empty if it is one. A line with all required
// cells is always a row.
func noise(l *layout, cells []sheet.Cell) phrase.Key {
	first, filled := "", 0
	for _, c := range cells {
		if c.Kind == sheet.Empty || filled > 1 && !strings.Contains(c.Text, ExampleMark) {
			continue // the first two filled cells show whether one stands alone
		}
		s := strings.TrimSpace(c.Text)
		if s == "" {
			continue
		}
		if strings.HasPrefix(s, ExampleMark) && isExample(s) {
			return "intake.skipped_example"
		}
		if filled++; filled == 1 {
			first = s
		}
	}
	if filled == 0 {
		return ""
	}
	repeated := true
	for heading, i := range l.columns {
		if i == madeColumn || i < len(cells) && strings.TrimSpace(cells[i].Text) == l.titles[heading] {
			continue
		}
		repeated = false
		break
	}
	if repeated {
		return "intake.skipped_heading"
	}
	if l.first.cell != first {
		plain := plainTitle(first)
		l.first = firstCell{first, startsWith(plain, totalWords), startsWith(plain+":", remarkWords)}
	}
	switch {
	case l.first.total:
		if !rowComplete(l, cells) {
			return "intake.skipped_total"
		}
	case l.first.remark, filled == 1 && utf8.RuneCountInString(first) > 20:
		if !rowComplete(l, cells) {
			return "intake.skipped_remark"
		}
	}
	return ""
}

func isExample(s string) bool {
	rest := strings.TrimPrefix(s, ExampleMark)
	return rest == "" || strings.HasPrefix(rest, "：") || strings.HasPrefix(rest, ":")
}

func startsWith(s string, words []string) bool {
	for _, w := range words {
		if strings.HasPrefix(s, w) {
			return true
		}
	}
	return false
}

func rowComplete(l *layout, cells []sheet.Cell) bool {
	return len(l.table.missing(func(h string) bool { return filledCell(l, cells, h) })) == 0
}

func filledCell(l *layout, cells []sheet.Cell, heading string) bool {
	i, ok := l.columns[heading]
	if ok && i == madeColumn || l.filled[heading] != "" {
		return true
	}
	return ok && i < len(cells) && (cells[i].Kind > sheet.Text || strings.TrimSpace(cells[i].Text) != "")
}

func blankRow(cells []sheet.Cell) bool {
	for _, c := range cells {
		if c.Kind > sheet.Text || c.Kind == sheet.Text && strings.TrimSpace(c.Text) != "" {
			return false
		}
	}
	return true
}
