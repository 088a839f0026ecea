// Package paste reads a group's member list out of text that people copy from a chat window: a list of
// names, a 接龙, the text that a phone recognised on a screenshot (contract-people §3.1). It finds the
// names and the count in the window's title; package identity finds the people behind the names.
package paste

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// List is the content of a text about a group's members.
type List struct {
	Names []string // in the text's order and spelling
	Count int      // the number in the window's title; 0: the text has none

	// Table has the cells of a text whose first line has the headings of a
	// member list; Names is empty then.
	Table [][]string
}

// maxRows bounds a text: no platform allows a group more members.
const maxRows = 20_000

// Read reads a text. isHeading reports whether the cells of a first line are the headings of a member
// list.
func Read(text string, isHeading func(cells []string) bool) List {
	lines := strings.FieldsFunc(strings.TrimPrefix(text, "\uFEFF"), func(r rune) bool {
		return r == '\n' || r == '\r' || r == '\u2028' || r == '\u2029'
	})
	if table := tableOf(lines, isHeading); table != nil {
		return List{Table: table}
	}
	chain := strings.Contains(text, "#接龙") || strings.Contains(text, "＃接龙")
	if chain {
		lines = fromFirstNumbered(lines)
	}
	var l List
	for _, line := range lines {
		if n, ok := titleCount(line); ok {
			l.Count = max(l.Count, n)
			continue
		}
		for _, name := range split(tidy(line)) {
			if !isNoise(name) && len(l.Names) < maxRows {
				l.Names = append(l.Names, name)
			}
		}
	}
	return l
}

// tableOf is the text as cells if its first meaningful line has headings.
func tableOf(lines []string, isHeading func([]string) bool) [][]string {
	for i, line := range lines {
		if strings.TrimSpace(line) == "" {
			continue
		}
		for _, separator := range []string{"\t", "|"} {
			if strings.Contains(line, separator) && isHeading(cells(line, separator)) {
				var table [][]string
				for _, row := range lines[i:] {
					if c := cells(row, separator); strings.Join(c, "") != "" && !isRule(row) && len(table) <= maxRows {
						table = append(table, c)
					}
				}
				return table
			}
		}
		return nil
	}
	return nil
}

// cells cuts a line and trims white space off each cell; the bars at the ends of a drawn table's line
// make no cells.
func cells(line, separator string) []string {
	if separator == "|" {
		line = strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(line), "|"), "|")
	}
	parts := strings.Split(line, separator)
	for i := range parts {
		parts[i] = strings.TrimSpace(visible(parts[i]))
	}
	return parts
}

// isRule reports whether the line only draws a table, such as |---|---|.
func isRule(line string) bool {
	return strings.Trim(line, " |+-:=\t") == "" && strings.Contains(line, "-")
}

var number = regexp.MustCompile(`^[0-9０-９]+[ 　]*(?:[.、．)）]|\t)[ 　\t]*`)

// fromFirstNumbered drops the lines above the first numbered line of a 接龙: its title and remarks. A
// chain without numbers is kept whole.
func fromFirstNumbered(lines []string) []string {
	for i, line := range lines {
		if number.MatchString(strings.TrimSpace(visible(line))) {
			return lines[i:]
		}
	}
	return lines
}

// tidy removes the decoration that chat windows put around a name.
func tidy(line string) string {
	line = strings.TrimSpace(visible(line))
	line = strings.ReplaceAll(strings.ReplaceAll(line, "#接龙", ""), "＃接龙", "")
	line = strings.TrimSpace(line)
	line = strings.TrimSpace(number.ReplaceAllString(line, ""))
	return strings.TrimSpace(strings.TrimLeft(line, "@＠"))
}

// visible is the text without invisible characters.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t':
			return r
		case unicode.Is(unicode.Cf, r), unicode.IsControl(r), r == '\u115F', r == '\u1160', r == '\u3164', r == '\uFFA0', r == '\u034F':
			return -1
		}
		return r
	}, s)
}

var title = regexp.MustCompile(`^(?:群聊成员|聊天信息|群成员|成员)[ 　]*[(（\[［【〔{｛<〈《]?[ 　]*([0-9０-９]{1,6})[ 　]*[人名位]?[ 　]*[)）\]］】〕}｝>〉》]?$`)

// titleCount is the number in a member window's title.
func titleCount(line string) (int, bool) {
	m := title.FindStringSubmatch(strings.TrimSpace(visible(line)))
	if m == nil {
		return 0, false
	}
	n, err := strconv.Atoi(strings.Map(func(r rune) rune {
		if r >= '０' && r <= '９' {
			return r - '０' + '0'
		}
		return r
	}, m[1]))
	return n, err == nil
}

// buttons are the labels of chat windows, which are no names.
var buttons = map[string]bool{
	"查看更多群成员": true, "查看全部群成员": true, "搜索": true, "搜索群成员": true, "完成": true, "取消": true, "添加": true, "移除": true, "邀请": true,
	"群主": true, "管理员": true, "+": true, "-": true, "＋": true, "－": true,
}

var clock = regexp.MustCompile(`^(?:上午|下午|凌晨|早上|中午|晚上)?[ 　]*[0-9０-９]{1,2}[:：][0-9０-９]{2}(?:[:：][0-9０-９]{2})?$`)

// isNoise reports whether a line has no name: a button, a time, or nothing but punctuation and symbols.
func isNoise(name string) bool {
	return name == "" || buttons[name] || clock.MatchString(name) || !strings.ContainsFunc(name, func(r rune) bool {
		return !unicode.IsPunct(r) && !unicode.IsSymbol(r) && !unicode.IsSpace(r) && !unicode.Is(unicode.M, r)
	})
}

var shortNames = regexp.MustCompile(`^\p{Han}{2,5}(?:[ 　]*[、，][ 　]*\p{Han}{2,5})+[、，]?$`)

// split separates several names of one line, where the line is nothing but short names with 、 or ，
// between them.
func split(line string) []string {
	if !shortNames.MatchString(line) {
		return []string{line}
	}
	return strings.FieldsFunc(line, func(r rune) bool { return r == '、' || r == '，' || r == ' ' || r == '　' })
}
