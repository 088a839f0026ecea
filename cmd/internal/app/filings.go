package app

import (
	"context"
	"slices"
	"time"

	"qunguan/jobs/check"
	"qunguan/jobs/manual"
	"qunguan/reconcile/filing"
)

// useFilings marks the approved filings whose group, account or application an import has brought. Most
// registries have no waiting filing, and then no more is read.
func (a *App) useFilings(ctx context.Context, at time.Time) error {
	requests, err := a.Store.FilingRequests(ctx)
	if err != nil || !slices.ContainsFunc(requests, func(f filing.Filing) bool { return f.State == filing.Approved }) {
		return err
	}
	w, err := check.ReadRegistry(ctx, a.Store, a.Policy.Policy, a.Calendar, at.In(a.Settings.Location))
	if err != nil {
		return err
	}
	_, err = manual.UseFilings(ctx, w, a.Store, a.Store)
	return err
}
