package pages

import (
	"context"
	"io"
	"time"

	"qunguan/jobs/check"
	"qunguan/notify"
	"qunguan/notify/outbox"
	"qunguan/reconcile"
	"qunguan/reconcile/filing"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/overlap"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/workgroup"
)

// Ledger is where the pages read cases, their steps and their notices.
type Ledger interface {
	// Cases lists the cases the filter picks, in any order.
	Cases(ctx context.Context, f ledger.Filter) ([]ledger.Case, error)
	// Steps lists a case's steps, oldest first; none for an unknown case.
	Steps(ctx context.Context, caseID int64) ([]ledger.Step, error)
	// LastRuns gives the newest finished run of each job.
	LastRuns(ctx context.Context) ([]reconcile.RunRecord, error)
	// Notices lists notices, the newest made first.
	Notices(ctx context.Context, f outbox.Filter) ([]outbox.Notice, error)
}

// Listings is where the pages read one page of the ledger, and its figures.
type Listings interface {
	// List gives one page of a listing, and how many cases it has in all.
	List(ctx context.Context, l ledger.Listing) (cases []ledger.Case, inAll int, err error)
	// Counts counts the cases within (nil = all), by unit and rule: overdue on
	// the day, due up to soon, and later.
	Counts(ctx context.Context, day, soon workgroup.Date, w *ledger.Within) ([]ledger.Count, error)
	// Flow counts cases by day from the day on.
	Flow(ctx context.Context, from workgroup.Date, w *ledger.Within) ([]ledger.Flow, error)
	// Behind is the real time as of which these answer, if cases have changed
	// since; zero: they have not.
	Behind(ctx context.Context) (time.Time, error)
}

// Records is where the pages read one group, one person, and their history.
type Records interface {
	Group(ctx context.Context, code string) (g workgroup.Group, ok bool, err error)
	Person(ctx context.Context, code string) (p workgroup.Person, ok bool, err error)
	// VersionsOf lists every version that a group ever had, oldest first.
	VersionsOf(ctx context.Context, group string) ([]workgroup.GroupVersion, error)
	// Turnover counts the people who joined and left at each roster, newest first.
	Turnover(ctx context.Context, group string, atMost int) ([]workgroup.Turnover, error)
	// Activities lists everything that was said about the groups' activity.
	Activities(ctx context.Context, groups []string) ([]workgroup.Activity, error)
}

// Books is where the pages read of the program's own work, and where they note looks at a person's
// page.
type Books interface {
	// HeldParts lists the parts of runs that wait for a release.
	HeldParts(ctx context.Context) ([]reconcile.Held, error)
	// RouteChannels lists each recipient's channels, in order.
	RouteChannels(ctx context.Context) (map[notify.Recipient][]string, error)
	// FilingRequests lists the filings, by number.
	FilingRequests(ctx context.Context) ([]filing.Filing, error)
	// NoteView writes that somebody looked at a person's page.
	NoteView(ctx context.Context, viewer, person string, at time.Time) error
	// GroupHistory lists every version of every group, by group, oldest first.
	GroupHistory(ctx context.Context) ([]workgroup.GroupVersion, error)
}

// Work is the work of other parts of the program that pages ask for. It writes nothing.
type Work interface {
	// RegistrySnapshot is the directory ready to judge by.
	RegistrySnapshot(ctx context.Context, moment time.Time) (*check.RegistrySnapshot, error)
	// MergePlan plans for the whole county.
	MergePlan(ctx context.Context, w *check.RegistrySnapshot) (*overlap.Plan, error)
	// Report makes a report's workbook.
	Report(ctx context.Context, q ReportQuestion, to io.Writer) error
	// PolicyText is the effective policy with its origins.
	PolicyText(lang phrase.Lang) string
	// WhatIf lists the effects of another policy; problems are the faults of a text that is none.
	WhatIf(ctx context.Context, policy []byte, lang phrase.Lang, moment time.Time) (found []check.CaseEffect, problems string, err error)
}

// ReportQuestion asks for a report.
type ReportQuestion struct {
	Name     string
	Lang     phrase.Lang
	From, To workgroup.Date
	Unit     string
	Moment   time.Time
}

// Visits is where the pages read when somebody was here before.
type Visits interface {
	// LastVisit is the last use of another session of the person.
	LastVisit(ctx context.Context, person, session string) (time.Time, error)
}
