package ledger

import (
	"context"
	"fmt"
	"time"

	"qunguan/reconcile/answer"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/spotcheck"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
)

type storedDraw struct {
	spotcheck.Draw
	written time.Time
}

var drawTable = base.Table[storedDraw]{
	Name: "spot_draws", Keys: 1,
	Columns: []string{"period", "secret", "hash", "made_ms", "at_ms", "drawn_ms", "basis", "sample", "written_ms"},
	Fields: func(d *storedDraw) []any {
		return []any{
			&d.Period, &d.Secret, &d.Hash, base.Moment(&d.MadeAt), base.Moment(&d.At), base.Moment(&d.DrawnAt),
			base.JSON(&d.Basis), base.JSON(&d.Sample), base.Moment(&d.written),
		}
	},
}

// SpotDraws lists the draws of spot checks by period, those too of which only
// the secret was made.
func (s *Store) SpotDraws(ctx context.Context) ([]spotcheck.Draw, error) {
	var list []spotcheck.Draw
	err := drawTable.Read(ctx, s.DB, func(d storedDraw) error { list = append(list, d.Draw); return nil }, " ORDER BY period")
	return list, err
}

// NewSpotSecret keeps a period's secret. Where another process was first, its
// secret stays, and nothing is written.
func (s *Store) NewSpotSecret(ctx context.Context, d spotcheck.Draw) error {
	err := s.DB.Tx(ctx, func(tx *dbconn.Tx) error { return drawTable.Insert(ctx, tx, []storedDraw{{d, s.Now()}}) })
	if dbconn.IsDuplicate(err) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("write the secret of %s: %w", d.Period, err)
	}
	return nil
}

// WriteSpotDraw writes a draw with the cases that it opens, in one transaction;
// ledger.ErrMoved if the period was drawn meanwhile.
func (s *Store) WriteSpotDraw(ctx context.Context, d spotcheck.Draw, opened []answer.Opened) error {
	err := s.DB.Tx(ctx, func(tx *dbconn.Tx) error {
		res, err := tx.ExecContext(ctx, "DELETE FROM spot_draws WHERE period = ? AND drawn_ms = 0", d.Period)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n != 1 {
			return ledger.ErrMoved
		}
		if err := drawTable.Insert(ctx, tx, []storedDraw{{d, s.Now()}}); err != nil {
			return err
		}
		var steps []ledger.Step
		for _, o := range opened {
			step, err := openTask(ctx, tx, o)
			if err != nil {
				return err
			}
			steps = append(steps, step)
		}
		if err := s.writeSteps(ctx, tx, 0, steps); err != nil {
			return err
		}
		return base.NoteChange(ctx, tx)
	})
	if err != nil {
		return fmt.Errorf("write the draw of %s: %w", d.Period, err)
	}
	return nil
}
