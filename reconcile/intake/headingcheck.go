package intake

import (
	"slices"
	"strings"

	"qunguan/reconcile/phrase"
	"qunguan/reconcile/sheet"
)

// checked tells the clerk about oddities of a sheet's heading; nil means that the sheet is not read.
func (rd *reading) checked(s openSheet, l *layout) *layout {
	filled := slices.ContainsFunc(s.head, func(r sheet.Row) bool { return !blankRow(r.Cells) })
	switch {
	case !filled && s.only:
		rd.out.add(Problem{Place: s.place, Severity: Error, Key: "intake.empty_file", Blocks: true})
		return nil
	case !filled:
		rd.note(s.place, Notice, "intake.skipped_empty_sheet")
		return nil
	case l == nil && s.only:
		key := phrase.Key("intake.no_heading")
		if len(s.book.Separators()) > 0 {
			key = "intake.no_heading_in_text"
		}
		rd.out.add(Problem{Place: s.place, Severity: Error, Key: key, Args: []any{"rows", headingRows, "needed", neededHeadings()}, Blocks: true})
		return nil
	case l == nil:
		rd.note(s.place, Notice, "intake.skipped_notes_sheet", "rows", headingRows)
		return nil
	}
	rd.dropCount(s, l)
	if rd.opts.MakeCodes {
		l.expectCodes()
	}
	if !l.complete() && !s.only && l.table.Sheet != s.place.Sheet && len(l.missing) >= l.matched+len(l.filled) {
		rd.note(s.place, Warning, "intake.skipped_unlike_sheet", "kind", l.table.Sheet, "missing", headings(strings.Join(l.missing, "、")))
		return nil
	}
	at := s.place
	at.Row = l.row
	// A roster must be complete to be believed. A sheet of members that cannot be read therefore keeps
	// everything from being written.
	blocks := l.table.Kind == Members
	for _, c := range l.clashes {
		rd.out.add(Problem{Place: at, Severity: Error, Key: "intake.heading_twice", Args: []any{"heading", c.heading, "first", c.first, "second", c.second}, Blocks: blocks})
	}
	if len(l.missing) > 0 {
		rd.out.add(Problem{Place: at, Severity: Error, Key: l.lacks(), Args: []any{
			"kind", l.table.Sheet, "missing", headings(strings.Join(l.missing, "、")), "options", l.options(), "groups", rd.labelled(l.several),
		}, Blocks: blocks})
	}
	if !l.complete() {
		return nil
	}
	if l.named != "" {
		rd.note(at, Notice, "intake.group_from_name", "group", rd.labelled([]string{l.named}))
	}
	if len(l.unknown) > 0 {
		rd.note(at, Warning, "intake.unknown_headings", "kind", l.table.Sheet, "columns", strings.Join(l.unknown, "、"))
	}
	return l
}

// lacks is the sentence for the columns that are missing.
func (l *layout) lacks() phrase.Key {
	switch {
	case l.lacksCodes():
		return "intake.missing_code_heading"
	case len(l.several) > 0:
		return "intake.missing_group_of_several"
	case l.options() != "":
		return "intake.missing_heading_options"
	}
	return "intake.missing_heading"
}

// options are the command's options that can replace the missing columns.
func (l *layout) options() string {
	if !l.table.Staged {
		return ""
	}
	var list []string
	for _, m := range l.missing {
		switch m {
		case headPlatform:
			list = append(list, "--platform QQ")
		case oneGroup.String():
			list = append(list, "--group G001")
		case headTaken:
			list = append(list, "--taken-at 2026-11-22")
		}
	}
	return strings.Join(list, " ")
}

// headings is a list of columns in a sentence. Columns of which one is enough have a stroke between them.
type headings string

// Text explains the stroke where one stands.
func (h headings) Text(lang phrase.Lang) string {
	if !strings.Contains(string(h), "/") {
		return string(h)
	}
	return string(h) + lang.Say("intake.any_of")
}

// neededHeadings lists the required columns of each kind.
func neededHeadings() headings {
	var kinds []string
	for _, t := range tables {
		kinds = append(kinds, t.Sheet+"："+strings.Join(t.missing(func(string) bool { return false }), "、"))
	}
	return headings(strings.Join(kinds, "；"))
}
