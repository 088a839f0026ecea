package intake

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash"
	"maps"
	"math"
	"slices"
	"time"

	"qunguan/reconcile/compact"
	"qunguan/reconcile/sheet"
)

// StoredRosters knows of which cells the registry's rosters were made. Four fifths of an import's time
// is the reading of rows, and most groups bring the same ones every week.
type StoredRosters interface {
	// Stands reports whether the group's stored roster was made of the same cells, so that it stands for
	// the rows of the files: then they are not passed on.
	Stands(ctx context.Context, s Source) (bool, error)
	// MadeOf says that the rows of the group that were passed on last were all of the source's, and that
	// there was nothing to remark on them.
	MadeOf(ctx context.Context, s Source) error
}

// RowsNeededError says that rows which were not passed on are needed after all: more of the group came
// later, or its stored roster is another now. The files have to be read again, these groups whole.
type RowsNeededError struct{ Groups []string }

// Error counts the groups.
func (e *RowsNeededError) Error() string {
	return fmt.Sprintf("the rows of %d groups have to be read", len(e.Groups))
}

// Fingerprint is a digest of the cells of rows of one group, and of everything else that decides what
// is read in them, but the moment.
type Fingerprint [16]byte

// Source is the rows of a group that stand together in one sheet, as they came.
type Source struct {
	Cells     Fingerprint
	Rows      int
	Group     string // as in MemberRow; so are the others
	Platform  string
	Number    string
	GroupName string
	TakenAt   time.Time // all rows'
	Nicknames bool      // HasNicknames
}

// readingVersion is part of every Fingerprint. It grows whenever the rows of a roster are read from the
// same cells, or named, in another way than before: else a stored roster would stand for rows that it no
// longer is.
const readingVersion = 1

// mostUnread bounds the rows of one group that are held unread; no platform's groups are so large.
const mostUnread = 5000

// unread is the rows of a sheet that have not been read yet: those of one group that stand together.
// Other kinds than rosters have one row at a time.
type unread struct {
	rd     *reading
	rr     *rosterReader
	kind   stager
	layout *layout
	place  Place
	count  Count

	group   []int // columns that refer to the group
	taken   int   // column of the moment; -1: there is none
	columns []int // those that are read, but the moment's
	context []byte

	rows   []int // their numbers
	ends   []int // where each one's cells end
	cells  []sheet.Cell
	cut    bool // rows before these have been read, because there were too many
	text   []byte
	digest hash.Hash
}

func newUnread(rd *reading, rr *rosterReader, kind stager, l *layout, place Place) *unread {
	u := &unread{rd: rd, rr: rr, kind: kind, layout: l, place: place, taken: -1, digest: sha256.New()}
	if l.table.Kind != Members || rd.opts.Stored == nil {
		return u
	}
	u.context = binary.AppendUvarint(nil, readingVersion)
	u.context = compact.AppendText(u.context, rd.opts.Location.String())
	for _, h := range l.table.Headings {
		at, has := l.columns[h.Name]
		switch {
		case !has:
			continue
		case h.Name == headTaken:
			u.taken = at
			continue
		case slices.Contains([]string{headPlatform, headNumber, headGroup, headName}, h.Name):
			u.group = append(u.group, at)
		}
		u.columns = append(u.columns, at)
		u.context = compact.AppendText(u.context, h.Name)
	}
	for _, heading := range slices.Sorted(maps.Keys(l.filled)) {
		if heading != headTaken {
			u.context = compact.AppendText(compact.AppendText(u.context, heading), l.filled[heading])
		}
	}
	return u
}

// add takes a row. Those before it are read if they are another group's.
func (u *unread) add(ctx context.Context, number int, cells []sheet.Cell) error {
	if len(u.rows) > 0 && !u.continues(cells) {
		if err := u.end(ctx); err != nil {
			return err
		}
	}
	if len(u.rows) == mostUnread {
		if err := u.read(ctx, 0); err != nil {
			return err
		}
		u.forget()
		u.cut = true
	}
	u.rows = append(u.rows, number)
	u.cells = append(u.cells, cells...)
	u.ends = append(u.ends, len(u.cells))
	return nil
}

// continues reports whether a row refers to its group as the first one does, and has its moment.
func (u *unread) continues(cells []sheet.Cell) bool {
	if u.context == nil {
		return false
	}
	first := u.row(0)
	for _, at := range u.group {
		if cellAt(first, at) != cellAt(cells, at) {
			return false
		}
	}
	return cellAt(first, u.taken) == cellAt(cells, u.taken)
}

func cellAt(cells []sheet.Cell, at int) sheet.Cell {
	if at < 0 || at >= len(cells) {
		return sheet.Cell{}
	}
	return cells[at]
}

// row is the cells of one of the rows.
func (u *unread) row(i int) []sheet.Cell {
	if i == 0 {
		return u.cells[:u.ends[0]]
	}
	return u.cells[u.ends[i-1]:u.ends[i]]
}

func (u *unread) forget() {
	u.rows, u.ends, u.cells, u.cut = u.rows[:0], u.ends[:0], u.cells[:0], false
}

// end reads the rows that are held, unless the stored roster stands for them.
func (u *unread) end(ctx context.Context) error {
	if len(u.rows) == 0 {
		return nil
	}
	defer u.forget()
	if u.context == nil || u.cut {
		return u.read(ctx, 0)
	}
	first := u.cellsOf(0)
	line := u.kind.read(u.rr, first)
	if first.told > 0 {
		if err := u.put(ctx, first); err != nil {
			return err
		}
		return u.read(ctx, 1)
	}
	source := Source{
		Rows: len(u.rows), Group: line.key, Platform: line.ref.platform, Number: line.ref.number, GroupName: line.ref.name,
		TakenAt: line.taken, Nicknames: first.has(headNickname), Cells: u.fingerprint(line.key),
	}
	if !u.rd.opts.Whole[line.key] {
		stands, err := u.rd.opts.Stored.Stands(ctx, source)
		if err != nil {
			return err
		}
		if stands {
			u.rr.see(line, len(u.rows))
			u.count.Read += len(u.rows)
			return nil
		}
	}
	told := u.rd.out.all()
	if err := u.put(ctx, first); err != nil {
		return err
	}
	if err := u.read(ctx, 1); err != nil || u.rd.out.all() > told {
		return err
	}
	return u.rd.opts.Stored.MadeOf(ctx, source)
}

// read reads the rows from one on, and puts them on the stage.
func (u *unread) read(ctx context.Context, from int) error {
	for i := from; i < len(u.rows); i++ {
		c := u.cellsOf(i)
		u.kind.read(u.rr, c)
		if err := u.put(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

func (u *unread) cellsOf(i int) *Cells {
	place := u.place
	place.Row = u.rows[i]
	return u.rd.rowOf(u.layout, place, u.row(i))
}

func (u *unread) put(ctx context.Context, c *Cells) error {
	u.count.Read++
	err := u.kind.put(ctx, u.rr, c)
	if c.bad {
		u.count.Bad++
	}
	return err
}

// fingerprint is the rows' in a group.
func (u *unread) fingerprint(group string) (f Fingerprint) {
	u.digest.Reset()
	u.text = compact.AppendText(append(u.text[:0], u.context...), group)
	for i := range u.rows {
		row := u.row(i)
		for _, at := range u.columns {
			c := cellAt(row, at)
			u.text = compact.AppendText(append(u.text, byte(c.Kind)), c.Text)
			if c.Kind == sheet.Number || c.Kind == sheet.Date {
				u.text = binary.BigEndian.AppendUint64(u.text, math.Float64bits(c.Serial))
			}
		}
		if len(u.text) > 16<<10 {
			u.digest.Write(u.text)
			u.text = u.text[:0]
		}
	}
	u.digest.Write(u.text)
	copy(f[:], u.digest.Sum(nil))
	return f
}
