package rosters

import (
	"bytes"
	"context"
	"slices"

	"qunguan/reconcile/intake"
)

// compare settles a few groups, in their order: it goes through what is staged
// and what is stored of them side by side. What it notes is written when both
// have been read, for the staging area has one connection.
func (st *Stage) compare(ctx context.Context, groups []string) ([]intake.RosterChange, error) {
	notes := newNotes(st)
	defer notes.wait()
	changes, err := st.compareRows(ctx, notes, groups)
	if err != nil {
		return nil, err
	}
	return changes, notes.flush(ctx)
}

func (st *Stage) compareRows(ctx context.Context, notes *notes, groups []string) (changes []intake.RosterChange, err error) {
	coming, err := readStaged(ctx, st.conn, groups)
	if err != nil {
		return nil, err
	}
	defer coming.close()
	known := slices.DeleteFunc(slices.Clone(groups), func(g string) bool { return st.groups[g].before.TakenAt.IsZero() })
	stored, err := readStored(ctx, st.store.DB, known)
	if err != nil {
		return nil, err
	}
	defer stored.close()
	for _, group := range groups {
		c := comparison{stage: st, group: group, notes: notes, coming: coming, stored: stored}
		change, err := c.run()
		if err != nil {
			return nil, err
		}
		changes = append(changes, change)
	}
	return changes, nil
}

// comparison is that of one staged roster with the stored one.
type comparison struct {
	stage          *Stage
	group          string
	notes          *notes
	coming, stored *rosterRows
	change         intake.RosterChange
	last           stagedRow // the row before, in groups where somebody stands twice
	twins          []int64   // ordinals of second rows
}

func (c *comparison) run() (intake.RosterChange, error) {
	g := c.stage.groups[c.group]
	known := !g.before.TakenAt.IsZero()
	c.change = intake.RosterChange{Group: c.group, Before: g.before.Roster}
	accounts := 0
	for c.coming.in(c.group) {
		twin := false
		if g.doubles {
			r, err := c.coming.staged(c.stage.places)
			if err != nil {
				return c.change, err
			}
			if twin = accounts > 0 && r.key == c.last.key; twin {
				c.twin(r)
			} else {
				c.last = r
			}
		}
		if !twin {
			accounts++
			if !known {
				c.change.AddedN++
			} else if err := c.row(); err != nil {
				return c.change, err
			}
		}
		if err := c.coming.next(); err != nil {
			return c.change, err
		}
	}
	if err := c.leave(nil); err != nil {
		return c.change, err
	}
	c.notes.drop(c.group, c.twins)
	g.removed = c.change.RemovedN
	g.after = g.head(c.group, accounts)
	c.change.After = g.after
	return c.change, nil
}

func (c *comparison) twin(r stagedRow) {
	c.change.Duplicate = append(c.change.Duplicate, intake.Twin{Account: r.account, First: c.last.place, Second: r.place, Identical: r.facts == c.last.facts})
	c.twins = append(c.twins, r.ordinal)
}

// row compares a staged row with the stored one of the same account.
func (c *comparison) row() error {
	if err := c.leave(c.coming.key()); err != nil {
		return err
	}
	if !c.stored.in(c.group) || !bytes.Equal(c.stored.key(), c.coming.key()) {
		c.change.AddedN++
		c.change.Added = FirstFew(c.change.Added, string(c.coming.account()))
		return c.notes.arrived(c.group, c.coming)
	}
	c.change.Kept++
	sameFacts := c.coming.sameFacts(c.stored)
	if !sameFacts {
		c.change.ChangedN++
	}
	if !sameFacts || !bytes.Equal(c.coming.account(), c.stored.account()) {
		if err := c.notes.changed(c.group, c.coming, c.stored); err != nil {
			return err
		}
	}
	return c.stored.next()
}

// leave notes the stored accounts before a key as gone; nil = all others.
func (c *comparison) leave(before []byte) error {
	for c.stored.in(c.group) && (before == nil || bytes.Compare(c.stored.key(), before) < 0) {
		c.change.RemovedN++
		c.change.Removed = FirstFew(c.change.Removed, string(c.stored.account()))
		if err := c.notes.left(c.group, c.stored); err != nil {
			return err
		}
		if err := c.stored.next(); err != nil {
			return err
		}
	}
	return nil
}

// FirstFew adds an account to a list that shows a few of many.
func FirstFew(list []string, account string) []string {
	if len(list) < intake.RosterChangeNames {
		list = append(list, account)
	}
	return list
}
