package intake

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"qunguan/reconcile/phrase"
)

// Severity is the effect of a problem on the import.
type Severity string

// Severities. Errors keep their row, and without --partial the whole command, from being written;
// warnings ask the clerk to check; notices report how the file was read (a sheet skipped, a name taken
// for a code).
const (
	Error   Severity = "error"
	Warning Severity = "warning"
	Notice  Severity = "notice"
)

// Problem is one message to the clerk about one place of their files. Value is the cell's content (***
// for secrets), at most 40 characters.
type Problem struct {
	Place
	Column   string // heading as the file has it; empty = the row or sheet as a whole
	Value    string
	Severity Severity
	Key      phrase.Key
	Args     []any // name, value pairs of the phrase; a Place prints in the text's language

	// Whole is set where the file and not the cell is the cause: the problem is reported once for the
	// column, whatever the cells hold.
	Whole bool

	// Blocks is set on errors after which nothing may be written, not even with --partial, because an
	// unknown part of a roster may be missing.
	Blocks bool
}

// maxValueRunes is the longest part of a cell that a message repeats.
const maxValueRunes = 40

func shorten(value string) string {
	value = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, value)
	if utf8.RuneCountInString(value) <= maxValueRunes {
		return value
	}
	return string([]rune(value)[:maxValueRunes-1]) + "…"
}

// Text is the whole sentence: place, value, fault, and the allowed values.
func (p Problem) Text(lang phrase.Lang) string {
	args := make([]any, len(p.Args))
	for i, a := range p.Args {
		if words, ok := a.(interface{ Text(lang phrase.Lang) string }); ok {
			a = words.Text(lang)
		}
		args[i] = a
	}
	where := p.Place.Text(lang)
	if p.Column != "" {
		where += lang.Say("intake.at_column", "column", p.Column)
	}
	if p.Value != "" {
		where += lang.Say("intake.at_value", "value", p.Value)
	}
	return where + lang.Say("intake.colon") + lang.Say(p.Key, args...)
}

// Text names the place for a reader: file, sheet, row.
func (p Place) Text(lang phrase.Lang) string {
	s := p.File
	if p.Sheet != "" {
		s += lang.Say("intake.at_sheet", "sheet", p.Sheet)
	}
	if p.Row > 0 {
		s += lang.Say("intake.at_row", "row", p.Row)
	}
	return s
}

// MaxProblems is how many problems of each severity a Result lists; more are only counted, so that a
// million bad rows do not fill the memory.
const MaxProblems = 10000

type problems struct {
	list  []Problem
	count map[Severity]int
	block bool
}

// all is the number of all problems so far.
func (ps *problems) all() (n int) {
	for _, some := range ps.count {
		n += some
	}
	return n
}

func (ps *problems) add(p Problem) {
	ps.count[p.Severity]++
	ps.block = ps.block || p.Blocks
	if ps.count[p.Severity] <= MaxProblems {
		p.Value = shorten(p.Value)
		ps.list = append(ps.list, p)
	}
}
