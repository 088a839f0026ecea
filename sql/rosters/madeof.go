package rosters

import (
	"context"
	"database/sql/driver"
	"encoding/binary"
	"fmt"

	"qunguan/reconcile/intake"
	"qunguan/reconcile/roster"
	"qunguan/sql/base"
)

// madeOf is the cells of which an import made a roster, with the checksum of the document that it
// wrote: whatever changes the document ends it. Zero: nothing is known.
type madeOf struct {
	cells    intake.Fingerprint
	document uint32
}

// madeOf is of which cells the group's document is made, once it is settled.
func (g *staged) madeOf() madeOf {
	if g.cells == (intake.Fingerprint{}) {
		return madeOf{}
	}
	return madeOf{g.cells, g.checksum}
}

// column is the stored form: the fingerprint, then the checksum; empty for zero.
func (m *madeOf) column() base.Column { return madeOfColumn{m} }

type madeOfColumn struct{ *madeOf }

// Scan reads the stored form.
func (c madeOfColumn) Scan(src any) error {
	text, ok := src.([]byte)
	*c.madeOf = madeOf{}
	switch {
	case !ok && src != nil:
		return fmt.Errorf("made_of from %T", src)
	case len(text) == len(c.cells)+4:
		c.document = binary.BigEndian.Uint32(text[copy(c.cells[:], text):])
	}
	return nil
}

// Value writes the stored form.
func (c madeOfColumn) Value() (driver.Value, error) {
	if *c.madeOf == (madeOf{}) {
		return []byte{}, nil
	}
	return binary.BigEndian.AppendUint32(append([]byte{}, c.cells[:]...), c.document), nil
}

// standing is the rosters that may stand for rows of files: when each was taken, in milliseconds, by the
// beginning of its fingerprint, in which its group is.
type standing map[uint64]int64

func beginning(f intake.Fingerprint) uint64 { return binary.BigEndian.Uint64(f[:]) }

func (s *Store) standing(ctx context.Context) (standing, error) {
	all := standing{}
	err := rosterTable.Read(ctx, s.DB, func(h rosterHead) error {
		all[beginning(h.made.cells)] = base.MS(h.TakenAt)
		return nil
	}, " WHERE LENGTH(made_of) > 0")
	return all, err
}

// Stands reports whether the group's stored roster was made of the same cells, and is no newer.
// Settle looks once more: it reads the roster.
func (st *Stage) Stands(ctx context.Context, s intake.Source) (bool, error) {
	if st.standing == nil {
		var err error
		if st.standing, err = st.store.standing(ctx); err != nil {
			return false, err
		}
	}
	g := st.group(s.Group)
	taken, known := st.standing[beginning(s.Cells)]
	if !known || base.MS(s.TakenAt) < taken || g.hasRoster {
		return false, nil
	}
	*g = staged{unfiled: g.unfiled, active: g.active, hasRoster: true, stands: true, rows: int32(s.Rows), taken: base.MS(s.TakenAt), nicknames: s.Nicknames, cells: s.Cells} //nolint:gosec // a file has fewer
	g.see(s.Platform, s.Number, s.GroupName, s.TakenAt)
	return true, nil
}

// MadeOf keeps the cells for the next import, unless the group has other rows.
func (st *Stage) MadeOf(_ context.Context, s intake.Source) error {
	if g := st.group(s.Group); int(g.rows) == s.Rows {
		g.cells = s.Cells
	}
	return nil
}

// stand settles a group whose stored roster stands for the rows of the files. Where it does not after
// all, the rows are needed.
func (w *settling) stand(group string, h rosterHead, document []byte) intake.RosterChange {
	g := w.stage.groups[group]
	if h.made != (madeOf{g.cells, roster.Checksum(document)}) || h.Rows != int(g.rows) || g.taken < base.MS(h.TakenAt) || roster.Check(document) != nil {
		w.needed = append(w.needed, group)
		return intake.RosterChange{}
	}
	g.checksum, g.version, g.accounts, g.spoken = h.made.document, h.version, g.rows, h.spoken
	after := g.head(group)
	g.newer = !after.TakenAt.Equal(h.TakenAt)
	return intake.RosterChange{Group: group, Before: h.Roster, After: after, Kept: h.Rows}
}
