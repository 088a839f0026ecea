package intake

import (
	"cmp"
	"context"
	"time"

	"qunguan/reconcile/workgroup"
)

// stagedRows is a kind whose rows are passed on one by one as they are read, in the second pass, when
// every group is known: rosters and activity.
type stagedRows[T any] struct {
	kind    Kind
	sheet   string
	columns []Column[T]
	oneOf   []OneOf
	line    func(*T) *groupLine
	blank   func() T // nil = the zero value
	stage   func(ctx context.Context, rr *rosterReader, c *Cells, row *T) error
	finish  func(ctx context.Context, rr *rosterReader) error // after a sheet; nil = no further work
}

func (k *stagedRows[T]) describe() Table {
	return Table{Kind: k.kind, Sheet: k.sheet, Headings: headingsOf(k.columns), OneOf: k.oneOf, Staged: true}
}

func (*stagedRows[T]) open(Known) rowSet                                          { return nil }
func (*stagedRows[T]) changes(Changes, bool, func(RecordChange) bool) (more bool) { return true }
func (*stagedRows[T]) stored() (Stored, bool)                                     { return Stored{}, false }
func (*stagedRows[T]) coding() coding                                             { return nil }

// stager is a kind whose rows are staged: each is read, and then put on the stage.
type stager interface {
	read(rr *rosterReader, c *Cells) *groupLine
	put(ctx context.Context, rr *rosterReader, c *Cells) error
	end(ctx context.Context, rr *rosterReader) error
}

func (k *stagedRows[T]) end(ctx context.Context, rr *rosterReader) error {
	if k.finish == nil {
		return nil
	}
	return k.finish(ctx, rr)
}

func (k *stagedRows[T]) read(rr *rosterReader, c *Cells) *groupLine {
	row, _ := rr.row.(*T)
	if row == nil {
		row = new(T)
		rr.row = row
	}
	var blank T
	if k.blank != nil {
		blank = k.blank()
	}
	*row = blank
	if c.layout.present == nil {
		for i := range k.columns {
			if c.has(k.columns[i].Name) {
				c.layout.present = append(c.layout.present, i)
			}
		}
	}
	for _, i := range c.layout.present {
		k.columns[i].read(c, row)
	}
	for _, i := range c.layout.present {
		if column := &k.columns[i]; column.check != nil {
			column.check(c, column.Name, row)
		}
	}
	line := k.line(row)
	rr.locate(c, line)
	return line
}

func (k *stagedRows[T]) put(ctx context.Context, rr *rosterReader, c *Cells) error {
	return k.stage(ctx, rr, c, rr.row.(*T)) //nolint:forcetypeassert // read made it
}

// groupLine holds a row's values about its group and moment.
type groupLine struct {
	ref   groupRef
	taken time.Time
	key   string // of the group found; empty: unknown
}

// groupColumns are the columns that all staged kinds begin with.
func groupColumns[T any](line func(*T) *groupLine) []Column[T] {
	at := func(field func(*groupLine) *string) func(*T) any { return func(row *T) any { return field(line(row)) } }
	return []Column[T]{
		{Heading: platformHeading, Field: at(func(l *groupLine) *string { return &l.ref.platform })},
		{
			Heading: numberHeading, Field: at(func(l *groupLine) *string { return &l.ref.number }),
			check: func(c *Cells, h string, row *T) { c.checkGroupNumber(h, line(row).ref.platform, line(row).ref.number) },
		},
		{Heading: groupHeading, Field: at(func(l *groupLine) *string { return &l.ref.code })},
		{Heading: nameHeading, Field: at(func(l *groupLine) *string { return &l.ref.name })},
	}
}

func takenColumn[T any](line func(*T) *groupLine) Column[T] {
	return Column[T]{Heading: takenHeading, Field: func(row *T) any { return &line(row).taken }}
}

// notAfter replaces a moment after the row's 采集时间 by the 采集时间.
func notAfter(c *Cells, heading string, at *time.Time, taken time.Time) {
	if !taken.IsZero() && at.After(taken) {
		c.problem(Warning, heading, c.text(heading), "intake.after_taken", "taken", taken.Format("2006-01-02 15:04:05"))
		*at = taken
	}
}

// rosterReader checks rows of rosters and activity and passes the good ones on.
type rosterReader struct {
	stage    Stage
	row      any // the row being read, a *T of its kind
	groups   *locator
	tomorrow time.Time       // the end of the day of the import: no roster can have been taken later
	rejected map[string]bool // group keys with a bad row in their roster
	unfiled  map[string]*UnfiledSeen
	speakers map[string]*ActivityRow // of the sheet being read, by group
}

// see records an unregistered group that has rows.
func (rr *rosterReader) see(l *groupLine, rows int) {
	if !workgroup.IsUnfiledKey(l.key) {
		return
	}
	u := rr.unfiled[l.key]
	if u == nil {
		u = &UnfiledSeen{Platform: l.ref.platform, Number: l.ref.number}
		rr.unfiled[l.key] = u
	}
	u.Rows += rows
	u.Name = cmp.Or(l.ref.name, u.Name)
}

// locate finds the group of a row.
func (rr *rosterReader) locate(c *Cells, l *groupLine) {
	if !l.taken.Before(rr.tomorrow) {
		c.fail(headTaken, c.text(headTaken), "intake.taken_in_future", "today", workgroup.DateOf(rr.tomorrow.AddDate(0, 0, -1)))
	}
	if l.ref.platform == "" || l.ref.number+l.ref.code+l.ref.name == "" {
		return // reported as a missing cell
	}
	found, first := rr.groups.locate(l.ref)
	l.key = found.key
	switch {
	case found.problem == "":
	case !found.remark:
		c.fail(found.column, found.value, found.problem, found.args...)
	case first:
		c.problem(Warning, found.column, found.value, found.problem, found.args...)
	}
}
