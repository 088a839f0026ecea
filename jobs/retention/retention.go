// Package retention is the job that removes personal data after the policy's
// days.
package retention

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"qunguan/jobs"
	"qunguan/jobs/check"
	"qunguan/reconcile/calendar"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/policy"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// Name is the job that removes personal data that nothing needs any more.
const Name = "retention"

// Purger removes records older than a moment, in small transactions. It leaves
// everything that open cases, reports, later judgements and the audit trail
// need. A dry run only counts.
type Purger interface {
	// PurgeNoticeTexts removes the words and files of notices at their end.
	PurgeNoticeTexts(ctx context.Context, run int64, before time.Time, dryRun bool) (texts, files int, err error)
	// PurgeReadings removes rows of activity, words and looks that imports
	// brought, but for the newest ones that count.
	PurgeReadings(ctx context.Context, before time.Time, robot func(accountKey, nickname string) bool, dryRun bool) (rows int, err error)
	// PurgeRosters removes the rows of rosters.
	PurgeRosters(ctx context.Context, run int64, before time.Time, robot func(accountKey, nickname string) bool, dryRun bool) (groups, rows int, err error)
	Cases(ctx context.Context, f ledger.Filter) ([]ledger.Case, error)
	// RewordCases removes words from cases and their steps; the audit trail verifies and names by and
	// reason.
	RewordCases(ctx context.Context, list []ledger.Reworded, by, reason string) error
}

// Job purges by the policy's days.
type Job struct {
	Directory check.Directory
	Purger    Purger
	Policy    *policy.Policy
	Calendar  *calendar.Calendar
	Log       *slog.Logger
}

// Name is the job's name.
func (Job) Name() string { return Name }

// Run counts in the report the records that it removed, or in a dry run would
// remove. After an interruption it is simply run again.
func (r Job) Run(ctx context.Context, run jobs.Run) (jobs.Report, error) {
	report := jobs.NewReport(Name, run)
	w, err := check.ReadRegistry(ctx, r.Directory, r.Policy, r.Calendar, run.Moment)
	if err != nil {
		return report, err
	}
	days := r.Policy.Retention
	before := func(n int) time.Time { return run.Moment.AddDate(0, 0, -n) }
	if days.RosterDays > 0 {
		groups, rows, err := r.Purger.PurgeRosters(ctx, run.ID, before(days.RosterDays), w.Identity.IsListedRobot, run.DryRun)
		report.Read["rosters_purged"], report.Read["roster_rows_purged"] = groups, rows
		if err != nil {
			return report, fmt.Errorf("purge rosters: %w", err)
		}
	}
	if days.ImportDays > 0 {
		rows, err := r.Purger.PurgeReadings(ctx, before(days.ImportDays), w.Identity.IsListedRobot, run.DryRun)
		report.Read["import_rows_purged"] = rows
		if err != nil {
			return report, fmt.Errorf("purge import rows: %w", err)
		}
	}
	if days.NoticeDays > 0 {
		texts, files, err := r.Purger.PurgeNoticeTexts(ctx, run.ID, before(days.NoticeDays), run.DryRun)
		report.Read["notice_texts_purged"], report.Read["notice_files_purged"] = texts, files
		if err != nil {
			return report, fmt.Errorf("purge texts of notices: %w", err)
		}
	}
	if days.ReportDays > 0 {
		n, err := r.purgeReports(ctx, workgroup.DateOf(before(days.ReportDays)), run.DryRun)
		report.Read["reports_purged"] = n
		if err != nil {
			return report, fmt.Errorf("purge reports: %w", err)
		}
	}
	r.Log.Info("retention_done", "run", run.ID, "dry_run", run.DryRun, "rosters", report.Read["rosters_purged"], "roster_rows", report.Read["roster_rows_purged"],
		"import_rows", report.Read["import_rows_purged"], "notice_texts", report.Read["notice_texts_purged"], "notice_files", report.Read["notice_files_purged"], "reports", report.Read["reports_purged"])
	return report, nil
}

// purgeReports removes what somebody wrote about a problem that was closed before the day, and returns
// from how many reports.
func (r Job) purgeReports(ctx context.Context, before workgroup.Date, dryRun bool) (int, error) {
	all, err := r.Purger.Cases(ctx, ledger.Filter{Rules: []string{rule.ReportGroupProblem}})
	if err != nil {
		return 0, fmt.Errorf("read reports: %w", err)
	}
	var list []ledger.Reworded
	for _, c := range all {
		if words := rule.ReportWords(c); c.State == ledger.Closed && c.ClosedOn < before && words != "" {
			list = append(list, ledger.Reworded{Case: rule.WithoutWords(c), From: rule.RequestOf(c).Case, Words: words, Mark: rule.PurgedWords})
		}
	}
	if dryRun || len(list) == 0 {
		return len(list), nil
	}
	return len(list), r.Purger.RewordCases(ctx, list, Name, "retention.report_days")
}
