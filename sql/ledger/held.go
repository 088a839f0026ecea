package ledger

import (
	"context"
	"fmt"
	"slices"
	"time"

	"qunguan/reconcile"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
)

// heldPart is a row of held_parts. A later run of the same job over the same
// unit that is not held clears it.
type heldPart struct {
	reconcile.Held
	clearedAt time.Time
}

var heldTable = base.Table[heldPart]{
	Name: "held_parts", Keys: 1,
	Columns: []string{"id", "job", "unit", "held_ms", "trip", "released_ms", "released_by", "note", "used_ms", "cleared_ms"},
	Fields: func(h *heldPart) []any {
		return []any{
			&h.ID, &h.Job, &h.Unit,
			base.Moment(&h.HeldAt),
			base.JSON(&h.Trip),
			base.Moment(&h.ReleasedAt),
			&h.ReleasedBy, &h.Note,
			base.Moment(&h.UsedAt),
			base.Moment(&h.clearedAt),
		}
	},
}

const heldNow = "used_ms = 0 AND cleared_ms = 0"

// HeldParts lists the parts that wait for a release, or were released and have
// not run since, oldest first.
func (s *Store) HeldParts(ctx context.Context) ([]reconcile.Held, error) {
	var list []reconcile.Held
	err := heldTable.Read(ctx, s.DB, func(h heldPart) error { list = append(list, h.Held); return nil }, " WHERE "+heldNow+" ORDER BY id")
	return list, err
}

// ReleasedPart gives the held part of job and unit that was released and that
// no run has used yet, or nil.
func (s *Store) ReleasedPart(ctx context.Context, job, unit string) (*reconcile.Held, error) {
	list, err := heldTable.All(ctx, s.DB, " WHERE job = ? AND unit = ? AND released_ms > 0 AND "+heldNow+" ORDER BY id DESC LIMIT 1", job, unit)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[0].Held, nil
}

// ReleaseHeld lets the next run of a held part through, once. ErrNotFound if
// it does not wait.
func (s *Store) ReleaseHeld(ctx context.Context, id int64, by, note string, now time.Time) error {
	err := s.DB.Tx(ctx, func(tx *dbconn.Tx) error {
		n, err := base.UpdateRows(ctx, tx, heldTable.Name, []string{"released_ms", "released_by", "note", "login"}, []any{base.MS(now), by, note, s.Login},
			"id = ? AND released_ms = 0 AND "+heldNow, id)
		if err == nil && n != 1 {
			err = base.ErrNotFound
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("release held part %d: %w", id, err)
	}
	return nil
}

// holdPart records a part that a guard holds back. The same part held again is
// the same row with the newer figures.
func holdPart(ctx context.Context, tx *dbconn.Tx, h reconcile.Held) error {
	open, err := heldTable.All(ctx, tx, " WHERE job = ? AND unit = ? AND released_ms = 0 AND "+heldNow+" ORDER BY id LIMIT 1"+tx.Dialect.ForUpdate(), h.Job, h.Unit)
	if err != nil {
		return err
	}
	if len(open) > 0 {
		trip, err := base.JSON(h.Trip).Value()
		if err != nil {
			return fmt.Errorf("note held part: %w", err)
		}
		if _, err := base.UpdateRows(ctx, tx, heldTable.Name, []string{"held_ms", "trip"}, []any{base.MS(h.HeldAt), trip}, "id = ?", open[0].ID); err != nil {
			return fmt.Errorf("note held part: %w", err)
		}
		return nil
	}
	// A release that ended lets nothing through: the part waits for another one.
	released, err := heldTable.All(ctx, tx, " WHERE job = ? AND unit = ? AND released_ms > 0 AND "+heldNow+tx.Dialect.ForUpdate(), h.Job, h.Unit)
	if err != nil {
		return err
	}
	for _, r := range released {
		if r.Lets(h.HeldAt) {
			continue
		}
		if _, err := base.UpdateRows(ctx, tx, heldTable.Name, []string{"cleared_ms"}, []any{base.MS(h.HeldAt)}, "id = ?", r.ID); err != nil {
			return fmt.Errorf("end release %d: %w", r.ID, err)
		}
	}
	if h.ID, err = base.IssueIDs(ctx, tx, "held_parts", 1); err != nil {
		return err
	}
	return heldTable.Insert(ctx, tx, []heldPart{{Held: h}})
}

// passParts uses up the releases that let parts of a run through, and clears the holds of the same job
// and units: a later run did not trip.
func (s *Store) passParts(ctx context.Context, tx *dbconn.Tx, parts []reconcile.Part) error {
	units := make([]string, len(parts))
	for i, p := range parts {
		if units[i] = p.Unit; p.Released == 0 {
			continue
		}
		n, err := base.UpdateRows(ctx, tx, heldTable.Name, []string{"used_ms"}, []any{base.MS(s.Now())}, "id = ? AND released_ms > 0 AND "+heldNow, p.Released)
		if err != nil {
			return fmt.Errorf("use release %d: %w", p.Released, err)
		}
		if n != 1 {
			return fmt.Errorf("use release %d: %w", p.Released, base.ErrNotFound)
		}
	}
	for chunk := range slices.Chunk(units, base.InList) {
		_, err := base.UpdateRows(ctx, tx, heldTable.Name, []string{"cleared_ms"}, []any{base.MS(s.Now())},
			"job = ? AND unit IN ("+dbconn.In(len(chunk))+") AND held_ms <= ? AND "+heldNow, append(append([]any{parts[0].Job}, base.Args(chunk)...), base.MS(parts[0].Moment))...)
		if err != nil {
			return fmt.Errorf("clear held parts: %w", err)
		}
	}
	return nil
}
