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
	"qunguan/reconcile/workgroup"
)

// WhatIf judges everything under another policy and writes nothing.
type WhatIf struct {
	Directory Directory
	Rosters   Rosters
	Cases     Cases
	Calendar  *calendar.Calendar
	Log       *slog.Logger
}

// Hypothesis is what another policy would do to one case.
type Hypothesis struct {
	Event ledger.Event   // opened, reopened, closed, or updated for another severity or deadline
	Case  ledger.Case    // as it would be
	DueOn workgroup.Date // for updated: the deadline, had it opened under that policy; the one given stays
}

// Run lists what the policy would change at the moment, unit by unit, in the
// order in which its jobs would do it.
func (wi WhatIf) Run(ctx context.Context, p *policy.Policy, moment time.Time) ([]Hypothesis, error) {
	w, err := ReadWorld(ctx, wi.Directory, p, wi.Calendar, moment)
	if err != nil {
		return nil, err
	}
	judge := Judge{Rosters: wi.Rosters, Cases: wi.Cases}
	var list []Hypothesis
	county := map[string]*County{}
	units := w.UnitsWithGroups()
	for _, job := range rule.JudgingJobs {
		if county[job], err = judge.County(ctx, w, job); err != nil {
			return nil, err
		}
		units = county[job].UnitsToo(units)
	}
	for _, unit := range units {
		for _, job := range rule.JudgingJobs {
			got, err := judge.Ask(ctx, w, Question{Job: job, Groups: w.ByUnit[unit], County: county[job].Part(unit)})
			if err != nil {
				return nil, fmt.Errorf("judge unit %s: %w", unit, err)
			}
			for _, c := range got.Plan.Changes {
				switch {
				case c.Event != ledger.EventUpdated:
					list = append(list, Hypothesis{Event: c.Event, Case: c.After})
				case c.Before.Severity != c.After.Severity:
					span := p.Due[c.After.Severity]
					list = append(list, Hypothesis{
						Event: c.Event, Case: c.After, DueOn: w.Days.Due(c.After.OpenedOn, span.N, span.Unit),
					})
				}
			}
		}
	}
	return list, nil
}
