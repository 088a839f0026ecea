package intake

import (
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"qunguan/reconcile/phrase"
	"qunguan/reconcile/sheet"
	"qunguan/reconcile/workgroup"
)

// Cells is one row being read: it returns checked cells by heading, and reports their problems.
type Cells struct {
	layout *layout
	place  Place
	cells  []sheet.Cell
	loc    *time.Location
	out    func(Problem)
	today  workgroup.Date // the day of the import
	made   string         // the code that was made for the row
	bad    bool           // an error was found; the row must not be written
	told   int            // problems so far
}

// has reports whether the sheet has the column.
func (r *Cells) has(heading string) bool {
	return r.layout.has(heading)
}

func (r *Cells) cell(heading string) sheet.Cell { return r.cellOf(r.layout.last(heading)) }

func (r *Cells) cellOf(c *lastCell) sheet.Cell {
	switch {
	case c.has && c.column == madeColumn:
		return sheet.Cell{Text: r.made, Kind: sheet.Text}
	case c.has && c.column < len(r.cells):
		return r.cells[c.column]
	case !c.has && c.filled != "":
		return sheet.Cell{Text: c.filled, Kind: sheet.Text}
	}
	return sheet.Cell{}
}

// problem reports a problem of the cell under the heading.
func (r *Cells) problem(sev Severity, heading, value string, key phrase.Key, args ...any) {
	h := r.layout.table.heading(heading)
	if h != nil && h.Form == FormSecret && value != "" {
		value = "***"
	}
	r.bad = r.bad || sev == Error
	r.told++
	r.out(Problem{Place: r.place, Column: r.title(heading), Value: value, Severity: sev, Key: key, Args: args, Whole: key == "intake.scientific"})
}

// title is the file's own title of the column.
func (r *Cells) title(heading string) string {
	if title, ok := r.layout.titles[heading]; ok {
		return title
	}
	return heading
}

func (r *Cells) fail(heading, value string, key phrase.Key, args ...any) {
	r.problem(Error, heading, value, key, args...)
}

// raw is the cell as text, untrimmed. Numbers that Excel has rounded,
// formulas without a value and error values are errors, and then empty.
func (r *Cells) raw(heading string) string {
	c := r.cell(heading)
	switch c.Kind {
	case sheet.Number:
		return r.number(heading, c)
	case sheet.Date:
		if t, ok := serialMoment(c.Serial, time.UTC); ok {
			return strings.TrimSuffix(t.Format("2006-01-02 15:04:05"), " 00:00:00")
		}
		return r.number(heading, c)
	case sheet.Formula:
		r.fail(heading, "", "intake.formula_without_value")
		return ""
	case sheet.Broken:
		r.fail(heading, c.Text, "intake.error_value")
		return ""
	case sheet.Undecodable:
		r.fail(heading, c.Text, "intake.undecodable")
		return ""
	}
	return unquoted(c.Text)
}

// exactDigits is how many digits of a number Excel keeps.
const exactDigits = 15

func (r *Cells) number(heading string, c sheet.Cell) string {
	v, err := strconv.ParseFloat(c.Text, 64)
	if err != nil || math.IsInf(v, 0) || math.IsNaN(v) {
		r.fail(heading, c.Text, "intake.not_a_number")
		return ""
	}
	if math.Abs(v) >= 1e15 {
		r.fail(heading, strconv.FormatFloat(v, 'f', 0, 64), "intake.rounded_number", "digits", exactDigits)
		return ""
	}
	if len(c.Text) <= exactDigits && onlyDigits(c.Text) {
		return c.Text
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

// checked is the cell's text as its heading wants it (text).
func (r *Cells) checked(heading string, h *Heading) string {
	before := r.bad
	r.bad = false
	s := strings.TrimSpace(r.raw(heading))
	switch {
	case h.Form == FormCode || h.Codes && h.Form != FormList:
		if s = tidyCode(s); scientific(s) {
			r.fail(heading, s, "intake.scientific")
			s = ""
		}
	case h.Names:
		if s = strings.TrimSpace(plainName(s)); !h.Free && h.Name != headName { // the naming rule judges a group's name unchanged
			s = visible(s)
		}
	default:
		s = visible(s)
	}
	unreadable := r.bad
	r.bad = r.bad || before
	if !h.Free && saysNone(s, h.Form) {
		s = ""
	}
	if s == "" && h.Required && !h.MayBlank && !unreadable {
		r.fail(heading, "", "intake.required")
	}
	if n := utf8.RuneCountInString(s); n > h.MaxRunes() {
		r.fail(heading, s, "intake.too_long", "n", n, "max", h.MaxRunes())
		return ""
	}
	return s
}

// asWritten is the cell with the white space around it, as far as the registry can hold it; empty if
// there is only white space.
func (r *Cells) asWritten(heading string) string {
	s := r.text(heading)
	if s == "" {
		return ""
	}
	written := r.raw(heading)
	if written == s {
		return s
	}
	if raw := plainName(written); utf8.RuneCountInString(raw) <= r.layout.table.heading(heading).MaxRunes() {
		return raw
	}
	return s
}

// choice is a text of the heading's list, or, where the list is open, any other text. Known spellings
// are replaced by the list's.
func (r *Cells) choice(heading string) string {
	s := r.text(heading)
	if s == "" {
		return ""
	}
	h := r.layout.last(heading).heading
	if slices.Contains(h.Choices, s) {
		return s
	}
	plain := strings.ToLower(halfWidth(s))
	for _, c := range h.Choices {
		if strings.ToLower(c) == plain {
			return c
		}
	}
	if c, ok := h.Values[plain]; ok {
		return c
	}
	if h.Form == FormOpen {
		return s
	}
	r.fail(heading, s, "intake.not_in_list", "allowed", h.allowed())
	return ""
}

// allowed lists the choices; those in Latin letters with the offices' word for them.
func (h *Heading) allowed() string {
	list := slices.Clone(h.Choices)
	for i, choice := range list {
		for _, word := range slices.Sorted(maps.Keys(h.Values)) {
			if h.Values[word] == choice && hasHan(word) && !hasHan(choice) {
				list[i] = choice + "（" + word + "）"
				break
			}
		}
	}
	return strings.Join(list, "、")
}

var yesNo = map[string]bool{
	"是": true, "否": false, "有": true, "无": false, "√": true, "×": false, "对": true, "不是": false,
	"yes": true, "no": false, "y": true, "n": false, "true": true, "false": false, "1": true, "0": false,
}

func (r *Cells) yes(heading string) bool {
	s := r.text(heading)
	if s == "" {
		return false
	}
	v, ok := yesNo[strings.ToLower(halfWidth(s))]
	if !ok {
		r.fail(heading, s, "intake.not_yes_no")
	}
	return v
}

// moment is a time in the command's zone; zero if the cell is empty, says that there is none, or is
// wrong.
func (r *Cells) moment(heading string) time.Time {
	c := r.cell(heading)
	if c.Kind == sheet.Date || c.Kind == sheet.Number {
		t, ok := serialMoment(c.Serial, r.loc)
		if !ok {
			t, ok = clockMoment(strconv.FormatFloat(c.Serial, 'f', -1, 64), r.loc)
		}
		if !ok && c.Serial != 0 && c.Serial != -1 {
			r.fail(heading, c.Text, "intake.not_a_date")
		}
		return t
	}
	s := r.text(heading)
	if s == "" {
		return time.Time{}
	}
	t, ok := r.parsed(heading, s)
	if !ok {
		r.fail(heading, s, "intake.not_a_date")
	}
	if ok && isNever(t) {
		return time.Time{}
	}
	return t
}

// date is a day; a time of day behind it is dropped.
func (r *Cells) date(heading string) workgroup.Date {
	return workgroup.DateOf(r.moment(heading))
}

// decimal is a number that is not negative; -1 if empty or wrong. Full-width
// digits and thousands commas are understood.
func (r *Cells) decimal(heading string) float64 {
	s := r.text(heading)
	if s == "" {
		return -1
	}
	v, err := strconv.ParseFloat(withoutThousands(halfWidth(s)), 64)
	if err != nil || v < 0 || math.IsInf(v, 0) || math.IsNaN(v) {
		r.fail(heading, s, "intake.not_a_number")
		return -1
	}
	return v
}

// whole is an integer that is not negative; -1 if empty or wrong.
func (r *Cells) whole(heading string) int {
	before := r.bad
	r.bad = false
	v := r.decimal(heading)
	unreadable := r.bad
	r.bad = r.bad || before
	if !unreadable && (v != math.Trunc(v) || v > math.MaxInt32) {
		r.fail(heading, r.text(heading), "intake.not_whole")
		return -1
	}
	return int(v)
}

// withoutThousands takes the commas out of 1,234,567; anything else stays.
func withoutThousands(s string) string {
	parts := strings.Split(s, ",")
	for i, p := range parts {
		if i > 0 && (len(p) < 3 || len(p) > 3 && p[3] != '.' || !onlyDigits(p[:3])) {
			return s
		}
	}
	return strings.Join(parts, "")
}

// list is the items of a cell, each once, in the order of the cell.
func (r *Cells) list(heading string) []string {
	items := splitList(r.text(heading))
	if !r.layout.table.heading(heading).Codes {
		return items
	}
	items = tidied(items)
	for _, item := range items {
		if scientific(item) {
			r.fail(heading, item, "intake.scientific")
		}
	}
	return items
}

func splitList(s string) []string {
	var items []string
	for _, item := range strings.FieldsFunc(s, func(c rune) bool { return strings.ContainsRune(";；、,，", c) }) {
		if item = strings.TrimSpace(item); item != "" && !slices.Contains(items, item) {
			items = append(items, item)
		}
	}
	return items
}
