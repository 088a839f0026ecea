package rosters

import (
	"context"
	"time"

	"qunguan/reconcile/intake"
	"qunguan/reconcile/workgroup"
	"qunguan/sql/base"
	"qunguan/sql/directory"
)

// handRoster is a row of rosters_by_hand.
type handRoster struct {
	intake.ByHand

	taken, written time.Time
}

var handTable = base.Table[handRoster]{
	Name: "rosters_by_hand", AutoID: true, Columns: []string{"group_code", "taken_ms", "written_ms", "how", "way", "person", "counted"},
	Fields: func(h *handRoster) []any {
		return []any{&h.Group, base.Moment(&h.taken), base.Moment(&h.written), &h.How, &h.Way, &h.Person, &h.Counted}
	},
}

// byHand records who gave a roster by hand, and the form by which it came.
func (p *importing) byHand(ctx context.Context) error {
	given := p.info.ByHand
	if given == nil {
		return nil
	}
	if given.Form != nil {
		if err := directory.UseForm(ctx, p.tx, *given.Form, p.info.WrittenAt); err != nil {
			return err
		}
	}
	if !p.Disposition(given.Group).Applies() {
		return nil
	}
	settled, err := p.Settled(given.Group)
	if err != nil {
		return err
	}
	return handTable.Write(ctx, p.tx, []handRoster{{*given, settled.TakenAt, p.info.WrittenAt}}, "")
}

// rest notes the base of a roster by word: the moment of the last whole reading of the members, and
// of the last look at them.
func (h *rosterHead) rest(before workgroup.Roster, given *intake.ByHand) {
	if given == nil || given.Group != h.Group || !given.ByWord() {
		return
	}
	h.FullAt = before.WholeAt()
	if given.How == intake.HandUnchanged {
		h.LookedAt = before.DataAt()
	}
}

// kept reports whether the group's times of speaking are those of the roster
// before: names tell nothing about who spoke, and are no look at the activity.
func (p *importing) kept(group string) bool {
	given := p.info.ByHand
	return given != nil && given.Group == group && given.Kept
}
