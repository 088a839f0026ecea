package trail_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"qunguan/jobs"
	"qunguan/jobs/trail"
	"qunguan/reconcile/ledger"
)

func TestTheReportCountsWhatIsWrong(t *testing.T) {
	gone := errors.New("gone")
	for name, c := range map[string]struct {
		problems, flaws int
		fails           error
		trouble         []jobs.Trouble
	}{
		"all is well":        {},
		"a changed row":      {problems: 2, trouble: []jobs.Trouble{{Kind: "audit_broken", Detail: "2"}}},
		"a contradiction":    {flaws: 3, trouble: []jobs.Trouble{{Kind: "audit_contradiction", Detail: "3"}}},
		"nothing to be read": {fails: gone},
	} {
		t.Run(name, func(t *testing.T) {
			job := trail.Job{
				Verify: func(context.Context) (int, int, error) { return 70, c.problems, c.fails },
				Walk: func(_ context.Context, r jobs.BookReader) error {
					for range c.flaws {
						r.Flaw(ledger.Flaw{Kind: ledger.FlawTwice})
					}
					return nil
				},
				Log: slog.New(slog.DiscardHandler),
			}
			report, err := job.Run(t.Context(), jobs.Run{Moment: time.Date(2026, 11, 29, 4, 27, 0, 0, time.UTC)})
			if !errors.Is(err, c.fails) {
				t.Fatalf("failed with %v, want %v", err, c.fails)
			}
			if diff := cmp.Diff(c.trouble, report.Trouble); diff != "" || report.Status != jobs.StatusOK {
				t.Errorf("%s, trouble (-want +got):\n%s", report.Status, diff)
			}
			if want := map[string]int{trail.ReadRows: 70, trail.ReadProblems: c.problems, trail.ReadContradiction: c.flaws}; c.fails == nil && !cmp.Equal(report.Read, want) {
				t.Errorf("counted %v, want %v", report.Read, want)
			}
		})
	}
}
