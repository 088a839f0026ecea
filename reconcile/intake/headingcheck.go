package intake

import (
	"slices"
	"strings"

	"qunguan/reconcile/phrase"
	"qunguan/reconcile/sheet"
)

// layout finds the heading row and tells the clerk what is odd about it; nil
// means that the sheet is not read.
func (rd *reading) layout(head []sheet.Row, place Place, only bool) *layout {
	filled := slices.ContainsFunc(head, func(r sheet.Row) bool { return !blankRow(r.Cells) })
	l := findLayout(head, place.Sheet)
	switch {
	case !filled && only:
		rd.out.add(Problem{Place: place, Severity: Error, Key: "intake.empty_file", Blocks: true})
		return nil
	case !filled:
		rd.note(place, Notice, "intake.skipped_empty_sheet")
		return nil
	case l == nil && only:
		rd.out.add(Problem{Place: place, Severity: Error, Key: "intake.no_heading", Args: []any{"rows", headingRows}, Blocks: true})
		return nil
	case l == nil:
		rd.note(place, Notice, "intake.skipped_notes_sheet", "rows", headingRows)
		return nil
	}
	if rd.opts.MakeCodes {
		l.expectCodes()
	}
	if !l.complete() && !only && l.table.Sheet != place.Sheet && len(l.missing) >= l.matched {
		rd.note(place, Warning, "intake.skipped_unlike_sheet", "kind", l.table.Sheet, "missing", strings.Join(l.missing, "、"))
		return nil
	}
	at := place
	at.Row = l.row
	// A roster must be complete to be believed, so that a sheet of members
	// which cannot be read keeps everything from being written.
	blocks := l.table.Kind == Members
	for _, c := range l.clashes {
		rd.out.add(Problem{Place: at, Severity: Error, Key: "intake.heading_twice", Args: []any{"heading", c.heading, "first", c.first, "second", c.second}, Blocks: blocks})
	}
	if len(l.missing) > 0 {
		key := phrase.Key("intake.missing_heading")
		if l.lacksCodes() {
			key = "intake.missing_code_heading"
		}
		rd.out.add(Problem{Place: at, Severity: Error, Key: key, Args: []any{"kind", l.table.Sheet, "missing", strings.Join(l.missing, "、")}, Blocks: blocks})
	}
	if !l.complete() {
		return nil
	}
	if len(l.unknown) > 0 {
		rd.note(at, Warning, "intake.unknown_headings", "kind", l.table.Sheet, "columns", strings.Join(l.unknown, "、"))
	}
	return l
}
