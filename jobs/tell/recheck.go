package tell

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"
	"time"

	"qunguan/jobs"
	"qunguan/jobs/check"
	"qunguan/reconcile"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// recheck judges cases again before people are told of them, on the present registry: a case that was
// rectified since is closed, and its recipient is not bothered. It opens nothing.
type recheck struct {
	Rosters check.Rosters
	Cases   check.Cases
	Job     string // the asking job; its name stands on the steps
	Log     *slog.Logger
}

// judge rechecks the wanted open cases and returns those that still hold and are still wanted. A case
// that could not be judged stays as it was last seen; its last_seen_on gives the day.
func (r recheck) judge(ctx context.Context, run jobs.Run, w *check.RegistrySnapshot, wanted func(ledger.Case) bool, report *jobs.Report) ([]ledger.Case, error) { //nolint:gocognit // one walk over the waiting cases, in the order of what can go wrong
	open, err := r.Cases.Cases(ctx, ledger.Filter{OpenOnly: true})
	if err != nil {
		return nil, fmt.Errorf("read cases: %w", err)
	}
	groups := map[string]map[string]bool{} // job → groups with cases to judge
	county := map[string]bool{}            // jobs with cases of rules over the whole county
	asked := map[int64]bool{}              // cases that wanted requests are about: a request ends with its case
	for _, k := range open {
		if k.Asked != 0 && wanted(k) {
			asked[k.Asked] = true
		}
	}
	for _, k := range open {
		if !asked[k.ID] && !wanted(k) {
			continue
		}
		job := rule.JobOf(k.Rule)
		if rule.JudgesCounty(k.Rule) {
			county[job] = true
			continue
		}
		if groups[job] == nil {
			groups[job] = map[string]bool{}
		}
		groups[job][k.Subject.Group] = true
	}
	now := map[int64]ledger.Case{}
	seen := map[int64]time.Time{} // with the moment of the data that shows it
	type part struct{ job, unit string }
	silent := map[part]bool{} // a rule panicked: these cases are not told
	broken := func(job, unit string, err error) bool {
		panicked, ok := errors.AsType[*rule.Panicked](err)
		if ok {
			r.Log.Error("part_failed", "job", r.Job, "unit", unit, "error", err)
			report.Trouble = append(report.Trouble, jobs.Trouble{Kind: "failed", Unit: unit, Detail: "a rule panicked: " + panicked.Error()})
			report.Worsen(jobs.StatusPartial)
			silent[part{job, unit}] = true
		}
		return ok
	}
	for _, job := range rule.JudgingJobs {
		var all *check.County
		if county[job] {
			if all, err = r.county(ctx, w, job); err != nil && !broken(job, "", err) {
				return nil, err
			}
		}
		for _, unit := range all.UnitsWithFindings(w.UnitsWithGroups()) {
			concerned := slices.DeleteFunc(w.GroupsOf(unit), func(g workgroup.Group) bool { return !groups[job][g.Code] })
			q := check.Question{Job: job, Groups: concerned, CloseOnly: true, County: all.Part(unit)}
			if len(concerned) == 0 && q.County.IsEmpty() {
				continue
			}
			plan, err := r.unit(ctx, run, w, q, unit, report)
			if broken(job, unit, err) {
				continue
			}
			if err != nil {
				return nil, fmt.Errorf("judge unit %s again: %w", unit, err)
			}
			for _, change := range plan.Changes {
				now[change.After.ID] = change.After
			}
			for _, s := range plan.Seen {
				seen[s.ID] = s.DataAt
			}
		}
	}
	still := open[:0] // in place: a county's cases are not copied for each step
	for _, k := range open {
		if changed, ok := now[k.ID]; ok {
			k = changed
		}
		if about, ok := now[k.Asked]; ok && about.State == ledger.Closed {
			continue
		}
		if at, ok := seen[k.ID]; ok {
			k.LastSeenOn, k.DataAt = w.Day, at
		}
		if rule.Pointless(k, w.Snapshot) {
			continue
		}
		at := part{rule.JobOf(k.Rule), w.Groups[k.Subject.Group].Unit}
		if rule.JudgesCounty(k.Rule) {
			at.unit = k.Unit
		}
		if k.State.Open() && wanted(k) && !silent[at] && !silent[part{at.job, ""}] {
			still = append(still, k)
		}
	}
	return still, nil
}

// county judges the job's county rules again.
func (r recheck) county(ctx context.Context, w *check.RegistrySnapshot, job string) (c *check.County, err error) {
	defer func() {
		if p := recover(); p != nil {
			panicked, ok := p.(*rule.Panicked)
			if !ok {
				panic(p)
			}
			r.Log.Error("rule_panicked", "job", r.Job, "panic", p, "stack", string(debug.Stack()))
			err = panicked
		}
	}()
	return check.Judge{Rosters: r.Rosters, Cases: r.Cases}.County(ctx, w, job)
}

// unit judges some groups of a unit again and writes the outcome. A panic of a rule is returned as
// *rule.Panicked.
func (r recheck) unit(ctx context.Context, run jobs.Run, w *check.RegistrySnapshot, q check.Question, unit string, report *jobs.Report) (plan reconcile.Plan, err error) {
	defer func() {
		if p := recover(); p != nil {
			broken, ok := p.(*rule.Panicked)
			if !ok {
				panic(p)
			}
			r.Log.Error("rule_panicked", "job", r.Job, "unit", unit, "panic", p, "stack", string(debug.Stack()))
			err = broken
		}
	}()
	for try := 1; ; try++ {
		got, err := check.Judge{Rosters: r.Rosters, Cases: r.Cases}.Ask(ctx, w, q)
		if err != nil {
			return reconcile.Plan{}, err
		}
		part := reconcile.Part{Run: run.ID, Job: r.Job, Unit: unit, Moment: run.Moment, Plan: got.Plan}
		if err = r.Cases.CommitPart(ctx, part); err == nil && !run.DryRun {
			check.LogDecisions(ctx, r.Log, part)
		}
		if errors.Is(err, ledger.ErrMoved) && try < check.MaxTries {
			continue
		}
		if err == nil {
			report.Closed += got.Plan.Count(ledger.EventClosed)
			report.Seen += got.Plan.StillThere
		}
		return got.Plan, err
	}
}
