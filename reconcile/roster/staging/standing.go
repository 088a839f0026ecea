package staging

import (
	"context"
	"encoding/binary"
	"time"

	"qunguan/reconcile/intake"
	"qunguan/reconcile/roster"
)

// Made is the cells of which an import made a stored roster, with the checksum of the document that it
// wrote: whatever changes the document ends it. Zero: nothing is known.
type Made [len(intake.Fingerprint{}) + 4]byte

func madeOf(cells intake.Fingerprint, document uint32) (m Made) {
	if cells != (intake.Fingerprint{}) {
		binary.BigEndian.PutUint32(m[copy(m[:], cells[:]):], document)
	}
	return m
}

// standing is the rosters that may stand for rows of files: when each was taken, in milliseconds, by the
// beginning of its fingerprint, which is of one group.
type standing map[uint64]int64

func beginning(cells []byte) uint64 { return binary.BigEndian.Uint64(cells) }

// Stands reports whether the group's stored roster was made of the same cells, and is no newer.
// Settle looks once more: it reads the roster.
func (st *Stage) Stands(ctx context.Context, s intake.Source) (bool, error) {
	if st.standing == nil {
		st.standing = standing{}
		err := st.stored.EachMade(ctx, func(m Made, taken time.Time) { st.standing[beginning(m[:])] = ms(taken) })
		if err != nil {
			return false, err
		}
	}
	g := st.group(s.Group)
	taken, known := st.standing[beginning(s.Cells[:])]
	if !known || ms(s.TakenAt) < taken || g.hasRoster {
		return false, nil
	}
	g.hasRoster, g.stands, g.nicknames = true, true, s.Nicknames
	g.rows, g.taken, g.cells = int32(s.Rows), ms(s.TakenAt), s.Cells
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
func (w *settling) stand(group string, h Head, document []byte) intake.RosterChange {
	g := w.stage.groups[group]
	checksum := roster.Checksum(document)
	if h.Made != madeOf(g.cells, checksum) || h.Rows != int(g.rows) || g.taken < ms(h.TakenAt) || roster.Check(document) != nil {
		w.needed = append(w.needed, group)
		return intake.RosterChange{}
	}
	g.checksum, g.version, g.accounts, g.spoken = checksum, h.Version, g.rows, h.Spoken
	g.newer = g.taken > ms(h.TakenAt)
	return intake.RosterChange{Group: group, Before: h.Roster, After: g.head(group).Roster, Kept: h.Rows}
}
