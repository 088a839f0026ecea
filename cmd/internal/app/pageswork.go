package app

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"time"

	"qunguan/cmd/internal/api"
	"qunguan/cmd/internal/web"
	"qunguan/cmd/internal/web/casebook"
	"qunguan/cmd/internal/web/pages"
	"qunguan/jobs/check"
	"qunguan/jobs/digest"
	"qunguan/jobs/schedule"
	reports "qunguan/notify/digest"
	"qunguan/notify/workbook"
	"qunguan/reconcile/overlap"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/policy"
	"qunguan/reconcile/workgroup"
)

// uploaded is the name, in problems, of a policy that was uploaded to a page.
const uploaded = "policy.yaml"

// pagesWork computes the contents of pages. It writes nothing.
type pagesWork struct{ a *App }

// RegistrySnapshot is the directory ready to judge by.
func (p pagesWork) RegistrySnapshot(ctx context.Context, moment time.Time) (*check.RegistrySnapshot, error) {
	return check.ReadRegistry(ctx, p.a.Store, p.a.Policy.Policy, p.a.Calendar, moment)
}

// MergePlan plans for the whole county.
func (p pagesWork) MergePlan(ctx context.Context, w *check.RegistrySnapshot) (*overlap.Plan, error) {
	return check.MergePlan(ctx, w, p.a.Store, p.a.Store)
}

// Report writes a report's workbook.
func (p pagesWork) Report(ctx context.Context, q pages.ReportQuestion, to io.Writer) error {
	done, err := p.a.Reporter().Report(ctx, digest.ReportQuestion{
		Name: q.Name, Lang: q.Lang, Period: reports.Period{From: q.From, To: q.To}, Moment: q.Moment, Made: workgroup.DateOf(q.Moment), Unit: q.Unit,
	})
	if err != nil {
		return err
	}
	return workbook.WriteReports(to, done.Sheets...)
}

// PolicyText is the effective policy with its origins.
func (p pagesWork) PolicyText(lang phrase.Lang) string { return p.a.Policy.Show(lang) }

// WhatIf lists the changes that another policy would make.
func (p pagesWork) WhatIf(ctx context.Context, text []byte, lang phrase.Lang, moment time.Time) ([]check.CaseEffect, string, error) {
	other, problems := policy.Load(uploaded, func(name string) (io.ReadCloser, error) {
		if name != uploaded { // an uploaded policy must not read files of this machine
			return nil, fs.ErrNotExist
		}
		return io.NopCloser(bytes.NewReader(text)), nil
	}, func(expression string) error {
		_, err := schedule.Parse(expression, p.a.Settings.Location)
		return err
	})
	if len(problems) > 0 {
		return nil, problems.Text(lang), nil
	}
	what := check.WhatIf{Directory: p.a.Store, Rosters: p.a.Store, Cases: p.a.Store, Calendar: p.a.Calendar, Log: p.a.Log}
	found, err := what.Run(ctx, other.Policy, moment)
	if err != nil {
		return nil, "", fmt.Errorf("what if: %w", err)
	}
	return found, "", nil
}

// withPages gives the pages their data.
func (a *App) withPages(cfg web.Config) web.Config {
	cfg.Site.Directory, cfg.Site.Policy = a.Store, a.Policy.Policy
	cfg.Pages = &pages.Config{
		Ledger: a.Store, Listings: casebook.New(a.Store), Records: a.Store, Books: a.Store, Readings: a.Store, Work: pagesWork{a},
		Draws: a.Store, FoundIn: a.Store.FoundIn,
	}
	return cfg
}

// api answers programs.
func (a *App) api(now func() time.Time) http.Handler {
	return api.New(api.Config{
		Registry: a.Store, Tokens: a.Store, Readings: a.Store, RegistrySnapshot: pagesWork{a}.RegistrySnapshot, Clauses: a.Policy.Policy.Clauses, Now: now, Version: a.Version, Log: a.Log,
	})
}
