package ledger

import (
	"context"
	"errors"
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
	Columns: []string{"period", "secret", "hash", "made_ms", "at_ms", "drawn_ms", "basis", "sample", "drawn_by", "written_ms", "published_ms"},
	Fields: func(d *storedDraw) []any {
		return []any{
			&d.Period, &d.Secret, &d.Hash, base.Moment(&d.MadeAt), base.Moment(&d.At), base.Moment(&d.DrawnAt),
			base.JSON(&d.Basis), base.JSON(&d.Sample), &d.By, base.Moment(&d.written), base.Moment(&d.PublishedAt),
		}
	},
}

// place binds a sealed secret to its period.
func (d storedDraw) place() string { return "spot_draws\x1f" + d.Period }

// SpotDraws lists the draws of spot checks by period, those too of which only
// the secret was made. A secret that no key opens is empty.
func (s *Store) SpotDraws(ctx context.Context) ([]spotcheck.Draw, error) {
	var list []spotcheck.Draw
	err := drawTable.Read(ctx, s.DB, func(d storedDraw) error {
		secret, err := s.Keys.Open(d.Secret, d.place())
		if err != nil && !errors.Is(err, base.ErrUnreadable) {
			return err
		}
		d.Secret = secret
		list = append(list, d.Draw)
		return nil
	}, " ORDER BY period")
	return list, err
}

// NewSpotSecret keeps a period's secret, sealed until it is drawn;
// spotcheck.ErrNoKey if there is no key for it. Where another process was first,
// its secret stays, and nothing is written.
func (s *Store) NewSpotSecret(ctx context.Context, d spotcheck.Draw) error {
	sealed, err := s.Keys.Seal(d.Secret, storedDraw{Draw: d}.place())
	if errors.Is(err, base.ErrNoKey) {
		return spotcheck.ErrNoKey
	}
	if err != nil {
		return fmt.Errorf("seal the secret of %s: %w", d.Period, err)
	}
	d.Secret = sealed
	err = s.DB.Tx(ctx, func(tx *dbconn.Tx) error { return drawTable.Insert(ctx, tx, []storedDraw{{d, s.Now()}}) })
	if dbconn.IsDuplicate(err) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("write the secret of %s: %w", d.Period, err)
	}
	return nil
}

// NoteSpotHashes notes that a digest with the hashes of the periods was made, unless an earlier one had them.
func (s *Store) NoteSpotHashes(ctx context.Context, periods []string, at time.Time) error {
	if len(periods) == 0 {
		return nil
	}
	err := s.DB.Tx(ctx, func(tx *dbconn.Tx) error {
		_, err := base.UpdateNamedRows(ctx, tx, drawTable.Name, "period", []string{"published_ms"}, []any{base.MS(at)},
			"published_ms = 0 AND drawn_ms = 0 AND period IN ("+dbconn.In(len(periods))+")", base.Args(periods)...)
		return err
	})
	if err != nil {
		return fmt.Errorf("note that hashes are published: %w", err)
	}
	return nil
}

// RotateSpotSecrets seals the secrets that wait for their draw with the current
// key, and returns how many it wrote.
func (s *Store) RotateSpotSecrets(ctx context.Context) (written int, err error) {
	if s.Keys == nil {
		return 0, base.ErrNoKey
	}
	err = s.DB.Tx(ctx, func(tx *dbconn.Tx) error {
		written = 0
		waiting, err := drawTable.All(ctx, tx, " WHERE drawn_ms = 0 ORDER BY period"+tx.Dialect.ForUpdate())
		if err != nil {
			return err
		}
		for _, d := range waiting {
			if s.Keys.UpToDate(d.Secret) {
				continue
			}
			secret, err := s.Keys.Open(d.Secret, d.place())
			if err != nil {
				return fmt.Errorf("secret of %s: %w", d.Period, err)
			}
			if d.Secret, err = s.Keys.Seal(secret, d.place()); err != nil {
				return err
			}
			if _, err := base.UpdateNamedRows(ctx, tx, drawTable.Name, "period", []string{"secret"}, []any{d.Secret}, "period = ?", d.Period); err != nil {
				return err
			}
			written++
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("seal secrets of spot checks: %w", err)
	}
	return written, nil
}

// WriteSpotDraw writes a draw, whose secret lies open from now on, with the cases that it opens, in one transaction;
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
