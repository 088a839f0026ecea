package check

import (
	"context"
	"fmt"
	"time"

	"qunguan/reconcile"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/roster"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// Readings is where judging reads what sources said about groups.
type Readings interface {
	// Rosters gives the newest applied roster of each group that has one.
	Rosters(ctx context.Context, groups []string) (map[string]workgroup.Roster, error)
	// EachRoster calls fn for every group whose roster has rows, in the order
	// of groups. A reading is good until fn returns.
	EachRoster(ctx context.Context, groups []string, fn func(roster.Reading) error) error
	// LastActivity gives the newest activity and look of each group, leaving
	// out what is dated after the moment and the words of robots.
	LastActivity(ctx context.Context, groups []string, moment time.Time, robot func(accountKey, nickname string) bool) (map[string]workgroup.GroupActivity, error)
}

// Judge looks at groups with a job's rules and compares with the ledger. It
// writes nothing.
type Judge struct {
	Readings Readings
	Cases    Cases
}

// Judgement is the rules' findings about some groups, and the plan that follows
// from them.
type Judgement struct {
	Findings *rule.Findings
	Plan     reconcile.Plan
}

// Question is what to judge: one job's rules about some groups of a unit.
type Question struct {
	Job       string
	Groups    []workgroup.Group
	Baseline  bool
	CloseOnly bool
}

// Ask judges the groups. A rule that panics does so as *rule.Panicked, which
// names it.
func (j Judge) Ask(ctx context.Context, w *World, q Question) (Judgement, error) {
	ahead := j.lookAhead(ctx, w, []Question{q})
	defer ahead.stop()
	a, ok := <-ahead.asked
	if !ok {
		return Judgement{}, ctx.Err()
	}
	return a.answer(ctx, w)
}

// heads reads everything that a question needs but the rosters' rows, and
// lists the groups whose rows are to follow.
func (j Judge) heads(ctx context.Context, w *World, a *asked) (fresh []string, err error) {
	codes, live := make([]string, 0, len(a.Groups)), make([]string, 0, len(a.Groups))
	for _, g := range a.Groups {
		codes = append(codes, g.Code)
		if g.Live() {
			live = append(live, g.Code)
		}
	}
	a.existing, err = j.Cases.Cases(ctx, ledger.Filter{Rules: rule.RulesOf(a.Job), Groups: codes})
	if err != nil {
		return nil, fmt.Errorf("read cases: %w", err)
	}
	switch a.Job {
	case rule.JobMemberCheck:
		if a.rosters, err = j.Readings.Rosters(ctx, live); err != nil {
			return nil, fmt.Errorf("read rosters: %w", err)
		}
	case rule.JobZombieScan:
		if a.activity, err = j.Readings.LastActivity(ctx, live, w.Moment, w.Identity.IsListedRobot); err != nil {
			return nil, fmt.Errorf("read activity: %w", err)
		}
		return nil, nil
	default: // the other jobs need no more than the groups themselves
		return nil, nil
	}
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("a rule panicked: %w", a.findings.Blame(p))
		}
	}()
	for _, g := range a.Groups {
		if g.Live() && rule.CheckStale(w.World, g, a.rosters[g.Code], a.findings) {
			fresh = append(fresh, g.Code)
			a.findings.Looked[g.Code] = a.rosters[g.Code].TakenAt
		}
	}
	return fresh, nil
}

// answer judges the rows as they arrive and compares the findings with the
// ledger.
func (a *asked) answer(ctx context.Context, w *World) (Judgement, error) {
	defer a.end()
	defer func() {
		if p := recover(); p != nil {
			panic(a.findings.Blame(p))
		}
	}()
	if err := a.members(ctx, w); err != nil {
		return Judgement{}, err
	}
	if a.Job != rule.JobMemberCheck {
		a.groups(w)
	}
	plan := reconcile.Compare(reconcile.Input{
		World: w.World, Groups: w.Groups, Existing: a.existing, Findings: a.findings,
		Exempt: w.Exempt, Days: w.Days, Baseline: a.Baseline, CloseOnly: a.CloseOnly,
	})
	return Judgement{Findings: a.findings, Plan: plan}, nil
}

// watches lists, for each group, the subjects of its open cases.
func watches(cases []ledger.Case) map[string]rule.Watch {
	all := map[string]rule.Watch{}
	for _, c := range cases {
		if c.State == ledger.Closed {
			continue
		}
		if all[c.Subject.Group] == nil {
			all[c.Subject.Group] = rule.Watch{}
		}
		all[c.Subject.Group][rule.SubjectOf(c.Subject)] = true
	}
	return all
}

// groups asks the group rules; only the zombie scan needs to read more than
// the groups themselves.
func (a *asked) groups(w *World) {
	for code, activity := range a.activity {
		a.findings.Looked[code] = activity.Look
	}
	for _, g := range a.Groups {
		if g.Live() {
			rule.CheckGroup(a.Job, rule.GroupFacts{World: w.World, Group: g, Activity: a.activity[g.Code]}, a.findings)
		}
	}
}

// members puts the fresh rosters through the member rules, one group at a time.
// A job without member rules has no rows.
func (a *asked) members(ctx context.Context, w *World) error {
	watch := watches(a.existing)
	return a.each(func(r roster.Reading) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		if r.Damage != nil {
			rule.BlindTo(w.World, r.Group, rule.ReasonDamaged, a.findings)
			return nil
		}
		g := w.Groups[r.Group]
		a.findings.Looked[r.Group] = r.TakenAt // an import may have come since the heads were read
		check := rule.NewCheck(rule.NewRoom(w.World, g, r.Roster, w.Identity.ForGroup(g)), a.findings, watch[r.Group], a.known)
		for i := range r.Members {
			check.Row(r.Members[i])
		}
		check.End()
		return nil
	})
}
