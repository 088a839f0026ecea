package check

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"qunguan/reconcile/calendar"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/policy"
	"qunguan/reconcile/rule"
)

// WhatIf judges everything under another policy and writes nothing.
type WhatIf struct {
	Directory Directory
	Rosters   Rosters
	Cases     Cases
	Calendar  *calendar.Calendar
	Log       *slog.Logger
}

// CaseEffect is the effect of another policy on one case.
type CaseEffect struct {
	Event ledger.Event // opened, reopened, closed, or updated for another severity
	Case  ledger.Case  // the case under the policy, with the deadline that would be set or, where one was given, stay
}

// Run lists the changes that the policy would make at the moment, unit by unit, in the order of its
// jobs.
func (wi WhatIf) Run(ctx context.Context, p *policy.Policy, moment time.Time) ([]CaseEffect, error) {
	w, err := ReadRegistry(ctx, wi.Directory, p, wi.Calendar, moment)
	if err != nil {
		return nil, err
	}
	judge := Judge{Rosters: wi.Rosters, Cases: wi.Cases}
	var list []CaseEffect
	starts := map[string]before{}
	units := w.UnitsWithGroups()
	for _, job := range rule.JudgingJobs {
		if starts[job], err = (Check{Job: job, Rosters: wi.Rosters, Cases: wi.Cases, Log: wi.Log}).before(ctx, w); err != nil {
			return nil, err
		}
		units = starts[job].county.UnitsWithFindings(units)
	}
	for _, unit := range units {
		for _, job := range rule.JudgingJobs {
			got, err := judge.Ask(ctx, w, starts[job].question(w, job, unit))
			if err != nil {
				return nil, fmt.Errorf("judge unit %s: %w", unit, err)
			}
			for _, c := range got.Plan.Changes {
				if c.Event != ledger.EventUpdated || c.Before.Severity != c.After.Severity {
					list = append(list, CaseEffect{Event: c.Event, Case: c.After})
				}
			}
		}
	}
	return list, nil
}
