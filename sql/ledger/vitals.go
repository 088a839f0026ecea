package ledger

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"qunguan/jobs/vitals"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
	"qunguan/sql/scheduling"
)

// burdenDays is the span that Vitals counts people's messages over.
const burdenDays = 7 * 24 * time.Hour

// Vitals counts the figures that an operator watches, with six questions whose
// cost does not grow with rosters or with the notices of earlier months.
func (s *Store) Vitals(ctx context.Context, now time.Time) (vitals.Figures, error) {
	var f vitals.Figures
	if err := scheduling.CountRuns(ctx, s.DB, &f); err != nil {
		return f, fmt.Errorf("count vitals: %w", err)
	}
	steps := []func(context.Context, time.Time, *vitals.Figures) error{
		s.caseVitals, s.waitingVitals, s.outboxVitals, s.burdenVitals, s.heldVitals,
	}
	for _, step := range steps {
		if err := step(ctx, now, &f); err != nil {
			return f, fmt.Errorf("count vitals: %w", err)
		}
	}
	return f, nil
}

func (s *Store) caseVitals(ctx context.Context, _ time.Time, f *vitals.Figures) error {
	rows, err := s.DB.QueryContext(ctx, "SELECT rule, state, COUNT(*) FROM cases GROUP BY rule, state ORDER BY rule, state")
	if err != nil {
		return fmt.Errorf("count cases: %w", err)
	}
	defer base.CloseRows(rows)
	for rows.Next() {
		var c vitals.CaseCount
		if err := rows.Scan(&c.Rule, &c.State, &c.N); err != nil {
			return fmt.Errorf("count cases: %w", err)
		}
		f.Cases = append(f.Cases, c)
	}
	return rows.Err()
}

// waitingVitals counts by the index on the state: notices at their end, nearly
// all of them, are not read.
func (s *Store) waitingVitals(ctx context.Context, _ time.Time, f *vitals.Figures) error {
	open, err := ReadClaims(ctx, s.DB)
	if err != nil {
		return err
	}
	claimed := slices.Sorted(maps.Keys(open.by))
	among := " id IN (" + dbconn.In(len(claimed)) + ")"
	counts := []struct {
		query string
		args  []any
	}{
		{"SELECT channel, state, COUNT(*) FROM notices WHERE state IN ('planned', 'pending', 'failed', 'uncertain', 'manual') GROUP BY channel, state ORDER BY channel, state", nil},
	}
	if len(claimed) > 0 {
		counts[0].query = strings.Replace(counts[0].query, " GROUP", " AND NOT"+among+" GROUP", 1)
		counts[0].args = base.Args(claimed)
		counts = append(counts, counts[0])
		counts[1].query = "SELECT channel, 'sending', COUNT(*) FROM notices WHERE" + among + " GROUP BY channel ORDER BY channel"
	}
	for _, c := range counts {
		if err := s.countWaiting(ctx, f, c.query, c.args...); err != nil {
			return fmt.Errorf("count notices: %w", err)
		}
	}
	return nil
}

func (s *Store) countWaiting(ctx context.Context, f *vitals.Figures, query string, args ...any) error {
	rows, err := s.DB.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer base.CloseRows(rows)
	for rows.Next() {
		var n vitals.NoticeCount
		if err := rows.Scan(&n.Channel, &n.State, &n.N); err != nil {
			return err
		}
		f.Waiting = append(f.Waiting, n)
	}
	return rows.Err()
}

func (s *Store) outboxVitals(ctx context.Context, now time.Time, f *vitals.Figures) error {
	row := s.DB.QueryRowContext(ctx, "SELECT COUNT(*), COALESCE(MIN(wake_ms), 0) FROM notices WHERE wake_ms > 0 AND wake_ms <= ?", base.MS(now))
	if err := row.Scan(&f.Outbox.Due, base.Moment(&f.Outbox.OldestDue)); err != nil {
		return fmt.Errorf("count what is due: %w", err)
	}
	return nil
}

func (s *Store) burdenVitals(ctx context.Context, now time.Time, f *vitals.Figures) error {
	row := s.DB.QueryRowContext(ctx, "SELECT COUNT(*), COALESCE(MAX(messages), 0), COALESCE(SUM(messages), 0) FROM ("+
		"SELECT n.recipient AS recipient, COUNT(DISTINCT a.notice_id) AS messages FROM notice_attempts a JOIN notices n ON n.id = a.notice_id"+
		" WHERE a.begun_ms > ? AND a.begun_ms <= ? AND a.outcome = 'sent' AND n.recipient_type = 'person' GROUP BY n.recipient) AS each_person",
		base.MS(now.Add(-burdenDays)), base.MS(now))
	if err := row.Scan(&f.Burden.People, &f.Burden.Most, &f.Burden.Messages); err != nil {
		return fmt.Errorf("count people's messages: %w", err)
	}
	return nil
}

func (s *Store) heldVitals(ctx context.Context, _ time.Time, f *vitals.Figures) error {
	if err := s.DB.GetContext(ctx, &f.Held, "SELECT COUNT(*) FROM held_parts WHERE used_ms = 0 AND cleared_ms = 0 AND released_ms = 0"); err != nil {
		return fmt.Errorf("count held parts: %w", err)
	}
	return nil
}
