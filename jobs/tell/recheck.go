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

// rechecked are the wanted cases after a recheck, as the ledger has them.
type rechecked struct {
	cases  check.Cases
	w      *check.RegistrySnapshot
	wanted func(ledger.Case) bool

	seen   map[int64]time.Time // cases that are still there, with the moment of the data that shows it
	closed map[int64]bool      // cases that the recheck closed
	silent map[judgedPart]bool // a rule panicked: these cases are not told
}

// judgedPart is a unit's part of a job; an empty unit is the whole county.
type judgedPart struct{ job, unit string }

// toJudge is what has to be judged again.
type toJudge struct {
	groups map[string]map[string]bool // job → groups with cases to judge
	county map[string]bool            // jobs with cases of rules over the whole county
}

func (j toJudge) add(k ledger.Case) {
	job := rule.JobOf(k.Rule)
	if rule.JudgesCounty(k.Rule) {
		j.county[job] = true
		return
	}
	if j.groups[job] == nil {
		j.groups[job] = map[string]bool{}
	}
	j.groups[job][k.Subject.Group] = true
}

// toJudge finds the places of the wanted cases, and of those that wanted requests are about: a request
// ends with its case.
func (r recheck) toJudge(ctx context.Context, wanted func(ledger.Case) bool) (toJudge, error) {
	j := toJudge{map[string]map[string]bool{}, map[string]bool{}}
	var asked []int64
	err := r.Cases.EachCase(ctx, ledger.Filter{OpenOnly: true}, func(k ledger.Case) error {
		if wanted(k) {
			j.add(k)
			if k.Asked != 0 {
				asked = append(asked, k.Asked)
			}
		}
		return nil
	})
	if err == nil && len(asked) > 0 {
		err = r.Cases.EachCase(ctx, ledger.Filter{OpenOnly: true, IDs: asked}, func(k ledger.Case) error { j.add(k); return nil })
	}
	if err != nil {
		return j, fmt.Errorf("read cases: %w", err)
	}
	return j, nil
}

// judge rechecks the wanted open cases. A case that could not be judged stays as it was last seen; its
// last_seen_on gives the day.
func (r recheck) judge(ctx context.Context, run jobs.Run, w *check.RegistrySnapshot, wanted func(ledger.Case) bool, report *jobs.Report) (*rechecked, error) {
	judge, err := r.toJudge(ctx, wanted)
	if err != nil {
		return nil, err
	}
	done := &rechecked{r.Cases, w, wanted, map[int64]time.Time{}, map[int64]bool{}, map[judgedPart]bool{}}
	broken := func(job, unit string, err error) bool {
		panicked, ok := errors.AsType[*rule.Panicked](err)
		if ok {
			r.Log.Error("part_failed", "job", r.Job, "unit", unit, "error", err)
			report.Trouble = append(report.Trouble, jobs.Trouble{Kind: "failed", Unit: unit, Detail: "a rule panicked: " + panicked.Error()})
			report.Worsen(jobs.StatusPartial)
			done.silent[judgedPart{job, unit}] = true
		}
		return ok
	}
	for _, job := range rule.JudgingJobs {
		var all *check.County
		if judge.county[job] {
			if all, err = r.county(ctx, w, job); err != nil && !broken(job, "", err) {
				return nil, err
			}
		}
		for _, unit := range all.UnitsWithFindings(w.UnitsWithGroups()) {
			concerned := slices.DeleteFunc(w.GroupsOf(unit), func(g workgroup.Group) bool { return !judge.groups[job][g.Code] })
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
				if change.After.State == ledger.Closed {
					done.closed[change.After.ID] = true
				}
			}
			for _, s := range plan.Seen {
				done.seen[s.ID] = s.DataAt
			}
		}
	}
	return done, nil
}

// each calls fn with the cases that still hold and are still wanted, by id, while they are read; fn must
// not write to the ledger.
func (d *rechecked) each(ctx context.Context, fn func(ledger.Case)) error {
	return d.read(ctx, ledger.Filter{OpenOnly: true}, fn)
}

// some lists those of them with the ids, at least one, by id.
func (d *rechecked) some(ctx context.Context, ids []int64) (list []ledger.Case, err error) {
	err = d.read(ctx, ledger.Filter{OpenOnly: true, IDs: ids}, func(k ledger.Case) { list = append(list, k) })
	return list, err
}

func (d *rechecked) read(ctx context.Context, f ledger.Filter, fn func(ledger.Case)) error {
	err := d.cases.EachCase(ctx, f, func(k ledger.Case) error {
		if at, ok := d.seen[k.ID]; ok {
			k.LastSeenOn, k.DataAt = d.w.Day, at
		}
		if d.holds(k) {
			fn(k)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("read cases: %w", err)
	}
	return nil
}

// holds reports whether the case may be told.
func (d *rechecked) holds(k ledger.Case) bool {
	at := judgedPart{rule.JobOf(k.Rule), d.w.Groups.Of(k.Subject.Group).Unit}
	if rule.JudgesCounty(k.Rule) {
		at.unit = k.Unit
	}
	return !d.closed[k.ID] && !d.closed[k.Asked] && k.State.Open() && !rule.Pointless(k, d.w.Snapshot) && d.wanted(k) &&
		!d.silent[at] && !d.silent[judgedPart{at.job, ""}]
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
		if err = r.Cases.CommitParts(ctx, part); err == nil && !run.DryRun {
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
