package jobs

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"qunguan/reconcile"
)

// waiting is a job that may have nothing to do.
type waiting struct {
	diary

	some bool
	err  error
}

func (w *waiting) HasWork(context.Context, time.Time) (bool, error) { return w.some, w.err }

// countedRuns counts recorded runs.
type countedRuns struct {
	noRuns

	n int
}

func (c *countedRuns) StartRun(context.Context, reconcile.RunRecord) (int64, error) {
	c.n++
	return 1, nil
}

func TestATickWithNothingToDoLeavesNoRecord(t *testing.T) {
	for name, c := range map[string]struct {
		some    bool
		err     error
		tick    bool
		records int
	}{
		"a tick with nothing to do":    {false, nil, true, 0},
		"a tick with work":             {true, nil, true, 1},
		"a tick that cannot learn it":  {false, errors.New("no registry"), true, 1},
		"a run by hand, nothing to do": {false, nil, false, 1},
		"a run by hand with work":      {true, nil, false, 1},
	} {
		t.Run(name, func(t *testing.T) {
			job := &waiting{diary: diary{name: "spot-check"}, some: c.some, err: c.err}
			runs := &countedRuns{}
			r := Runner{Jobs: map[string]Job{job.name: job}, Runs: runs, Log: slog.New(slog.DiscardHandler)}
			report, err := r.RunOne(t.Context(), job.name, time.Now(), false, c.tick)
			if err != nil || report.Status != StatusOK || runs.n != c.records || len(job.ran()) != c.records {
				t.Errorf("%+v, %v: %d records, ran %q", report, err, runs.n, job.ran())
			}
		})
	}
}
