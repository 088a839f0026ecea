package web

import (
	"context"

	"qunguan/notify/outbox"
	"qunguan/reconcile"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// Ledger is where the pages read cases and what was done about them.
type Ledger interface {
	// Cases lists the cases the filter picks, in any order.
	Cases(ctx context.Context, f ledger.Filter) ([]ledger.Case, error)
	// Steps lists a case's steps, oldest first; none for an unknown case.
	Steps(ctx context.Context, caseID int64) ([]ledger.Step, error)
	// LastRuns gives the newest finished run of each job.
	LastRuns(ctx context.Context) ([]reconcile.RunRecord, error)
	// Notices lists notices, newest CreatedAt first, then by ID.
	Notices(ctx context.Context, f outbox.Filter) ([]outbox.Notice, error)
}

// Listings is where the pages read one page of the ledger, and its figures.
type Listings interface {
	// List gives one page of a listing, and CountListed how many cases it has
	// in all.
	List(ctx context.Context, l ledger.Listing) ([]ledger.Case, error)
	CountListed(ctx context.Context, l ledger.Listing) (int, error)
	// Counts counts all cases: overdue on the day, due up to soon, and later.
	Counts(ctx context.Context, day, soon workgroup.Date) ([]ledger.Count, error)
	// CountsOf counts those about the groups.
	CountsOf(ctx context.Context, day, soon workgroup.Date, groups []string) ([]ledger.Count, error)
}

// Directory is where the pages read names.
type Directory interface {
	Units(ctx context.Context) (workgroup.Units, error)
	People(ctx context.Context) (workgroup.People, error)
	Groups(ctx context.Context) ([]workgroup.Group, error)
}
