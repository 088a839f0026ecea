package registry

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"qunguan/jobs/vitals"
	"qunguan/reconcile"
)

// burdenDays is the span that Vitals counts people's messages over.
const burdenDays = 7 * 24 * time.Hour

// Vitals counts what an operator watches, with six questions whose cost does
// not grow with rosters or with what was sent long ago.
func (s *Store) Vitals(ctx context.Context, now time.Time) (vitals.Figures, error) {
	var f vitals.Figures
	steps := []func(context.Context, time.Time, *vitals.Figures) error{
		s.runVitals, s.caseVitals, s.waitingVitals, s.outboxVitals, s.burdenVitals, s.heldVitals,
	}
	for _, step := range steps {
		if err := step(ctx, now, &f); err != nil {
			return f, fmt.Errorf("count vitals: %w", err)
		}
	}
	return f, nil
}

// runVitals reads of every job the run that ended last and the last one that
// did not fail.
func (s *Store) runVitals(ctx context.Context, _ time.Time, f *vitals.Figures) error {
	at := map[string]int{}
	return runTable.read(ctx, s.db, func(r reconcile.RunRecord) error {
		i, known := at[r.Job]
		if !known {
			i = len(f.Runs)
			at[r.Job] = i
			f.Runs = append(f.Runs, vitals.Run{Job: r.Job})
		}
		run := &f.Runs[i]
		if r.Status != "failed" {
			run.SucceededAt = r.FinishedAt
		}
		run.EndedAt, run.Status, run.Seconds, run.Unjudged = r.FinishedAt, r.Status, 0, nil
		var report struct {
			Seconds  float64        `json:"seconds"`
			Unjudged map[string]int `json:"unjudged"`
		}
		// A report that cannot be read takes nothing from what the row says.
		if json.Unmarshal(r.Summary, &report) == nil {
			run.Seconds, run.Unjudged = report.Seconds, report.Unjudged
		}
		return nil
	}, " WHERE id IN (SELECT MAX(id) FROM runs WHERE finished_ms > 0 GROUP BY job)"+
		" OR id IN (SELECT MAX(id) FROM runs WHERE finished_ms > 0 AND status <> 'failed' GROUP BY job) ORDER BY job, id")
}

func (s *Store) caseVitals(ctx context.Context, _ time.Time, f *vitals.Figures) error {
	rows, err := s.db.QueryContext(ctx, "SELECT rule, state, COUNT(*) FROM cases GROUP BY rule, state ORDER BY rule, state")
	if err != nil {
		return fmt.Errorf("count cases: %w", err)
	}
	defer closeRows(rows)
	for rows.Next() {
		var c vitals.CaseCount
		if err := rows.Scan(&c.Rule, &c.State, &c.N); err != nil {
			return fmt.Errorf("count cases: %w", err)
		}
		f.Cases = append(f.Cases, c)
	}
	return rows.Err()
}

// waitingVitals counts by the index on the state: what is at its end, which is
// nearly everything, is not read.
func (s *Store) waitingVitals(ctx context.Context, _ time.Time, f *vitals.Figures) error {
	rows, err := s.db.QueryContext(ctx, "SELECT channel, state, COUNT(*) FROM notices"+
		" WHERE state IN ('planned', 'pending', 'sending', 'failed', 'uncertain', 'manual') GROUP BY channel, state ORDER BY channel, state")
	if err != nil {
		return fmt.Errorf("count notices: %w", err)
	}
	defer closeRows(rows)
	for rows.Next() {
		var n vitals.NoticeCount
		if err := rows.Scan(&n.Channel, &n.State, &n.N); err != nil {
			return fmt.Errorf("count notices: %w", err)
		}
		f.Waiting = append(f.Waiting, n)
	}
	return rows.Err()
}

func (s *Store) outboxVitals(ctx context.Context, now time.Time, f *vitals.Figures) error {
	row := s.db.QueryRowContext(ctx, "SELECT COUNT(*), COALESCE(MIN(wake_ms), 0) FROM notices WHERE wake_ms > 0 AND wake_ms <= ?", ms(now))
	if err := row.Scan(&f.Outbox.Due, moment{&f.Outbox.OldestDue}); err != nil {
		return fmt.Errorf("count what is due: %w", err)
	}
	return nil
}

func (s *Store) burdenVitals(ctx context.Context, now time.Time, f *vitals.Figures) error {
	row := s.db.QueryRowContext(ctx, "SELECT COUNT(*), COALESCE(MAX(messages), 0), COALESCE(SUM(messages), 0) FROM ("+
		"SELECT n.recipient AS recipient, COUNT(DISTINCT a.notice_id) AS messages FROM notice_attempts a JOIN notices n ON n.id = a.notice_id"+
		" WHERE a.begun_ms > ? AND a.begun_ms <= ? AND a.outcome = 'sent' AND n.recipient_type = 'person' GROUP BY n.recipient) AS each_person",
		ms(now.Add(-burdenDays)), ms(now))
	if err := row.Scan(&f.Burden.People, &f.Burden.Most, &f.Burden.Messages); err != nil {
		return fmt.Errorf("count people's messages: %w", err)
	}
	return nil
}

func (s *Store) heldVitals(ctx context.Context, _ time.Time, f *vitals.Figures) error {
	if err := s.db.GetContext(ctx, &f.Held, "SELECT COUNT(*) FROM held_parts WHERE used_ms = 0 AND cleared_ms = 0 AND released_ms = 0"); err != nil {
		return fmt.Errorf("count held parts: %w", err)
	}
	return nil
}
