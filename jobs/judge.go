package jobs

import (
	"context"
	"fmt"
	"time"

	"qunguan/reconcile"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// Readings is where judging reads what sources said about groups.
type Readings interface {
	// Rosters gives the newest applied roster of each group that has one.
	Rosters(ctx context.Context, groups []string) (map[string]workgroup.Roster, error)
	// EachMember calls fn for every row of the groups' rosters, ordered by
	// group and account key.
	EachMember(ctx context.Context, groups []string, fn func(group string, m workgroup.Member) error) error
	// LastActivity gives the newest activity and look of each group, leaving
	// out what is dated after the moment and the words of robots.
	LastActivity(ctx context.Context, groups []string, moment time.Time, robot func(accountKey, nickname string) bool) (map[string]workgroup.GroupActivity, error)
}

// Cases is where judging reads the ledger.
type Cases interface {
	Cases(ctx context.Context, f ledger.Filter) ([]ledger.Case, error)
}

// Judge looks at groups with a job's rules and compares with the ledger. It
// writes nothing.
type Judge struct {
	Readings Readings
	Cases    Cases
}

// Judgement is what a look at some groups came to.
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

// Ask judges the groups.
func (j Judge) Ask(ctx context.Context, w *World, q Question) (Judgement, error) {
	codes := make([]string, len(q.Groups))
	for i, g := range q.Groups {
		codes[i] = g.Code
	}
	rules := rule.RulesOf(q.Job)
	existing, err := j.Cases.Cases(ctx, ledger.Filter{Rules: rules, Groups: codes})
	if err != nil {
		return Judgement{}, fmt.Errorf("read cases: %w", err)
	}
	f := rule.NewFindings()
	if q.Job == rule.JobMemberCheck {
		err = j.members(ctx, w, q.Groups, watches(existing), f)
	} else {
		err = j.groups(ctx, w, q, f)
	}
	if err != nil {
		return Judgement{}, err
	}
	plan := reconcile.Compare(reconcile.Input{
		World: w.World, Groups: w.Groups, Existing: existing, Findings: f,
		Exempt: w.Exempt, Days: w.Days, Baseline: q.Baseline, CloseOnly: q.CloseOnly,
	})
	return Judgement{Findings: f, Plan: plan}, nil
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
func (j Judge) groups(ctx context.Context, w *World, q Question, f *rule.Findings) error {
	var live []workgroup.Group
	var codes []string
	for _, g := range q.Groups {
		if g.Live() {
			live, codes = append(live, g), append(codes, g.Code)
		}
	}
	var activity map[string]workgroup.GroupActivity
	if q.Job == rule.JobZombieScan {
		var err error
		activity, err = j.Readings.LastActivity(ctx, codes, w.Moment, w.Identity.IsListedRobot)
		if err != nil {
			return fmt.Errorf("read activity: %w", err)
		}
	}
	for code, a := range activity {
		f.Looked[code] = a.Look
	}
	for _, g := range live {
		rule.CheckGroup(q.Job, rule.GroupFacts{World: w.World, Group: g, Activity: activity[g.Code]}, f)
	}
	return nil
}

// members streams the fresh rosters through the member rules, one group at a
// time.
func (j Judge) members(ctx context.Context, w *World, groups []workgroup.Group, watch map[string]rule.Watch, f *rule.Findings) error {
	var codes []string
	for _, g := range groups {
		if g.Live() {
			codes = append(codes, g.Code)
		}
	}
	rosters, err := j.Readings.Rosters(ctx, codes)
	if err != nil {
		return fmt.Errorf("read rosters: %w", err)
	}
	var fresh []string
	for _, g := range groups {
		if g.Live() && rule.CheckStale(w.World, g, rosters[g.Code], f) {
			fresh = append(fresh, g.Code)
			f.Looked[g.Code] = rosters[g.Code].TakenAt
		}
	}
	var check *rule.Check
	current := ""
	begin := func(code string) {
		if check != nil {
			check.End()
		}
		g := w.Groups[code]
		room := rule.NewRoom(w.World, g, rosters[code], w.Identity.ForGroup(g))
		check, current = rule.NewCheck(room, f, watch[code]), code
	}
	err = readAhead(ctx, j.Readings, fresh, func(group string, m workgroup.Member) error {
		if group != current {
			begin(group)
		}
		check.Row(m)
		return ctx.Err()
	})
	if err != nil {
		return fmt.Errorf("read roster rows: %w", err)
	}
	if check != nil {
		check.End()
	}
	return nil
}
