package intake

import (
	"slices"
	"strings"
	"unicode"

	"qunguan/reconcile/sheet"
)

// heading is one way to read a heading row: a line alone, or a line with the one above it.
type heading struct {
	row          int // of the lower line
	upper, lower []string
	// divided says that the lower line divides columns of the upper one (群主 over 姓名 and 联系电话), and is
	// no row of the table.
	divided bool
}

// eachHeading calls do with each way to read the first lines.
func eachHeading(rows []sheet.Row, do func(heading)) {
	for i, row := range rows {
		lower := titlesOf(row)
		do(heading{row: row.Number, lower: lower})
		if i == 0 || rows[i-1].Number != row.Number-1 {
			continue
		}
		upper := titlesOf(rows[i-1])
		do(heading{row: row.Number, lower: overlaid(upper, lower)})
		for len(lower) < len(upper) {
			lower = append(lower, "")
		}
		for len(upper) < len(lower) {
			upper = append(upper, "")
		}
		if divides(upper, lower) {
			do(heading{row: row.Number, upper: upper, lower: lower, divided: true})
		}
	}
}

func titlesOf(row sheet.Row) []string {
	titles := make([]string, len(row.Cells))
	for i, c := range row.Cells {
		titles[i] = strings.TrimSpace(unquoted(c.Text))
	}
	return titles
}

// overlaid is the lower line with its gaps filled from the upper one.
func overlaid(upper, lower []string) []string {
	line := slices.Clone(upper)
	for i, t := range lower {
		switch {
		case i >= len(line):
			line = append(line, t)
		case t != "":
			line[i] = t
		}
	}
	return line
}

// parts are the titles that forms write under a divided heading, beside the headings of the kinds.
var parts = []string{
	"职务", "单位", "部门", "电话", "联系电话", "联系方式", "手机号码", "办公电话", "微信", "qq", "备注", "性别", "身份证号",
	"时间", "数量", "开始", "截止", "起", "止", "是", "否", "总数", "其中",
}

// divides reports whether the lower line is the second line of a heading: it stands under the upper
// one, leaves at least a column to it alone, consists of parts of a heading, and divides a column.
func divides(upper, lower []string) bool {
	alone, divided, group := 0, 0, ""
	for i := range upper {
		if upper[i] != "" {
			group = upper[i]
		}
		switch {
		case lower[i] == "" && upper[i] != "":
			alone++
			if i+1 < len(lower) && upper[i] == group {
				group = "" // merged over both lines: it does not reach to the right
			}
		case lower[i] == "":
		case group == "" || !isPart(lower[i]):
			return false
		default:
			divided++
		}
	}
	return divided > 1 && alone > 0
}

// isPart reports the usual parts, and every heading that any kind knows.
func isPart(title string) bool {
	if strings.ContainsFunc(title, unicode.IsDigit) {
		return false
	}
	if slices.Contains(parts, plainTitle(title)) {
		return true
	}
	return slices.ContainsFunc(tables, func(t Table) bool { found, _ := t.find(title); return found != "" })
}

// mainParts are the parts that identify the subject of a divided heading; the others only describe it.
var mainParts = []string{headFullName, "名字", headTitle, headPerson, "编号", "编码"}

// title is the title of a column and the heading that it stands for in a table. Under a divided heading
// the upper title counts: 群主 over 姓名 is the group's owner, and 群主 over 联系电话 has no heading.
func (line heading) title(t *Table, i int) (title, found string, rank int) {
	low := line.lower[i]
	if !line.divided {
		found, rank = t.find(low)
		return low, found, rank
	}
	up := line.upper[i]
	for k := i; up == "" && low != "" && k > 0; {
		k--
		up = line.upper[k]
	}
	if low == "" || up == "" {
		title = low + up
		found, rank = t.find(title)
		return title, found, rank
	}
	title = up + low
	if found, rank = t.find(title); found != "" {
		return title, found, rank
	}
	found, rank = t.find(up)
	switch {
	case found == "":
		found, rank = t.find(low) // 联系方式 over 手机
	case !slices.Contains(mainParts, plainTitle(low)):
		found = ""
	}
	return title, found, rank
}
