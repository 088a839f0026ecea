// Package trail is the job that compares the registry with its audit trail and
// with itself. It mends nothing.
package trail

import (
	"context"
	"fmt"
	"log/slog"
	"strconv"

	"qunguan/jobs"
)

// Name is the job's name.
const Name = "audit"

// The report's counts: rows as the program left them, and faults.
const (
	ReadRows          = "rows_verified"
	ReadProblems      = "audit_problems"
	ReadContradiction = "contradictions"
)

// Job verifies the audit trail and searches for contradictions.
type Job struct {
	// Verify counts rows that are as the program left them, and faults.
	Verify func(ctx context.Context) (rows, problems int, err error)
	// Walk reads the registry for jobs.CheckConsistency.
	Walk func(ctx context.Context, r jobs.BookReader) error
	Log  *slog.Logger
}

// Name is the job's name.
func (Job) Name() string { return Name }

// Run counts what is wrong in the report. Nothing of it fails the run: an alert
// tells of what was found, and another one if nothing was compared for long.
func (j Job) Run(ctx context.Context, run jobs.Run) (jobs.Report, error) {
	report := jobs.NewReport(Name, run)
	rows, problems, err := j.Verify(ctx)
	if err != nil {
		return report, fmt.Errorf("verify the audit trail: %w", err)
	}
	books, err := jobs.CheckConsistency(ctx, j.Walk)
	if err != nil {
		return report, fmt.Errorf("search for contradictions: %w", err)
	}
	report.Read[ReadRows], report.Read[ReadProblems], report.Read[ReadContradiction] = rows, problems, len(books.Flaws)
	if problems > 0 {
		report.Trouble = append(report.Trouble, jobs.Trouble{Kind: "audit_broken", Detail: strconv.Itoa(problems)})
		j.Log.Warn("audit_broken", "run", run.ID, "problems", problems)
	}
	if n := len(books.Flaws); n > 0 {
		report.Trouble = append(report.Trouble, jobs.Trouble{Kind: "audit_contradiction", Detail: strconv.Itoa(n)})
		j.Log.Warn("audit_contradiction", "run", run.ID, "contradictions", n)
	}
	if problems+len(books.Flaws) == 0 {
		j.Log.Info("audit_verified", "run", run.ID, "rows", rows)
	}
	return report, nil
}
