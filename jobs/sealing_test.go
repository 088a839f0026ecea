package jobs

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"qunguan/reconcile/audit"
)

// runBook notes in which order a run's ends are written.
type runBook struct {
	noRuns
	wrote []string
	fail  error
}

func (b *runBook) FinishRun(context.Context, int64, time.Time, string, []byte) error {
	b.wrote = append(b.wrote, "finish")
	return nil
}

func (b *runBook) SealRun(ctx context.Context, _ int64) error {
	b.wrote = append(b.wrote, "seal")
	return errors.Join(b.fail, ctx.Err())
}

func TestARunIsSealedWhenItsEndIsWritten(t *testing.T) { // covers S13.4
	boom := errors.New("disk is full")
	for _, c := range []struct {
		name   string
		dryRun bool
		job    error
		seal   error
		wrote  []string
		status string
	}{
		{"a run", false, nil, nil, []string{"finish", "seal"}, StatusOK},
		{"a run that failed", false, boom, nil, []string{"finish", "seal"}, StatusFailed},
		{"a dry run leaves nothing to seal", true, nil, nil, nil, StatusOK},
		{"what was done stays done when it cannot be sealed", false, nil, boom, []string{"finish", "seal"}, StatusPartial},
		{"a trail that no key verifies", false, nil, &audit.Refusal{Kind: audit.SealForeign, Seal: 7}, []string{"finish", "seal"}, StatusPartial},
	} {
		t.Run(c.name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			book := &runBook{fail: c.seal}
			job := &diary{name: "member-check", do: func(context.Context) error { cancel(); return c.job }} // stopped: its end is still written
			r := Runner{Jobs: map[string]Job{job.name: job}, Runs: book, Seal: book.SealRun, Log: slog.New(slog.DiscardHandler)}
			report, err := r.RunOne(ctx, job.name, time.Now(), c.dryRun, false)
			if !errors.Is(err, c.job) || report.Status != c.status || !slices.Equal(book.wrote, c.wrote) {
				t.Errorf("%v, status %s, wrote %v; want %v, %s, %v", err, report.Status, book.wrote, c.job, c.status, c.wrote)
			}
			told := slices.ContainsFunc(report.Trouble, func(t Trouble) bool { return strings.HasPrefix(t.Kind, "not_sealed") })
			if told != (c.seal != nil) {
				t.Errorf("trouble %+v", report.Trouble)
			}
		})
	}
}
