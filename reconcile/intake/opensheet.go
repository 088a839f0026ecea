package intake

import (
	"context"
	"fmt"
	"slices"

	"qunguan/reconcile/sheet"
)

// openSheet is a sheet whose first lines have been read.
type openSheet struct {
	book   *sheet.Book
	index  int
	place  Place
	size   int64
	only   bool // no other sheet of its file is visible
	head   []sheet.Row
	layout *layout // nil: no heading row
	seen   int     // index in result.Sheets
}

// sheet recognises a sheet and reads it, or leaves it until all groups are known.
func (rd *reading) sheet(ctx context.Context, book *sheet.Book, index int, place Place, size int64, only bool) error {
	s := openSheet{book: book, index: index, place: place, size: size, only: only, seen: len(rd.result.Sheets)}
	rd.result.Sheets = append(rd.result.Sheets, SheetSeen{File: place.File, Sheet: place.Sheet})
	if err := s.look(); err != nil {
		return rd.fault(place, err)
	}
	if s.layout == nil || !s.layout.complete() {
		rd.doubts = append(rd.doubts, s)
		return nil
	}
	return rd.begin(ctx, s, s.layout)
}

// look reads the first lines and finds the heading among them. In a text table the separator that gives
// the best heading counts.
func (s *openSheet) look() error {
	if err := s.lookOnce(); err != nil || len(s.book.Separators()) == 0 {
		return err
	}
	best := *s
	by := s.book.Separator()
	for _, other := range s.book.Separators() {
		if other == s.book.Separator() {
			continue
		}
		s.book.Separate(other)
		if err := s.lookOnce(); err == nil && s.layout != nil && s.layout.better(best.layout, s.place.Sheet) {
			best, by = *s, other
		}
	}
	*s = best
	s.book.Separate(by)
	return nil
}

func (s *openSheet) lookOnce() error {
	rows, err := s.book.Rows(s.index)
	if err != nil {
		return err
	}
	defer rows.Close()
	s.head = nil
	for rows.Next() && rows.Row().Number <= headingRows {
		row := rows.Row()
		row.Cells = slices.Clone(row.Cells)
		s.head = append(s.head, row)
	}
	s.layout = findLayout(s.head, s.place.Sheet)
	return rows.Err()
}

// begin reads a sheet with the layout; rosters and activity wait for the second pass.
func (rd *reading) begin(ctx context.Context, s openSheet, found *layout) error {
	l := rd.checked(s, found)
	if l == nil {
		return nil
	}
	var err error
	if l.merged.spans, err = s.book.Merged(s.index); err != nil {
		return rd.fault(s.place, err)
	}
	if !l.table.Staged {
		if err := rd.readRecords(ctx); err != nil {
			return err
		}
	}
	coder := rd.coder(l, s.head)
	if coder != nil {
		defer coder.finish(rd)
	}
	seen := &rd.result.Sheets[s.seen]
	seen.Kind, seen.Row, seen.Titles = l.table.Kind, l.row, l.titles
	if l.table.Staged {
		rd.rosters = append(rd.rosters, rosterSheet{s.place.File, s.book, s.index, l, s.seen, s.size})
		return nil
	}
	rows, err := s.book.Rows(s.index)
	if err != nil {
		return rd.fault(s.place, err)
	}
	defer rows.Close()
	for rows.Next() {
		cells, ok := rd.lineOf(l, s.place, rows.Row())
		if !ok {
			continue
		}
		place := s.place
		place.Row = rows.Row().Number
		r := rd.rowOf(l, place, cells)
		if coder != nil {
			coder.code(r)
		}
		seen.Rows++
		rd.rows[l.table.Kind].take(r)
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return rd.fault(s.place, err)
	}
	rd.noteUnseen(l, s.place)
	return nil
}

// readRegistry reads what of the registry is needed in any case.
func (rd *reading) readRegistry(ctx context.Context) error {
	if rd.opts.FullStaff {
		return rd.readRecords(ctx)
	}
	return rd.ask(ctx, Groups)
}

// readRecords reads the registry's records unless they are known.
func (rd *reading) readRecords(ctx context.Context) error {
	err := rd.ask(ctx)
	rd.opts.Records = nil
	return err
}

// ask asks the registry for records of the kinds, or of all.
func (rd *reading) ask(ctx context.Context, kinds ...Kind) error {
	if rd.opts.Records == nil {
		return nil
	}
	if err := rd.opts.Records(ctx, rd.known, kinds...); err != nil {
		return fmt.Errorf("read the registry: %w", err)
	}
	rd.rows = openRows(rd.known) // none has come yet
	return nil
}
