package check

import (
	"context"
	"fmt"
	"slices"
	"time"

	"qunguan/reconcile"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/roster"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// Rosters reads the sources' data about groups: rosters and activity.
type Rosters interface {
	// Rosters returns the newest applied roster of each group that has one.
	Rosters(ctx context.Context, groups []string) (map[string]workgroup.Roster, error)
	// EachRoster calls fn for every group whose roster has rows, in the order of groups. A reading is
	// valid until fn returns.
	EachRoster(ctx context.Context, groups []string, fn func(roster.Reading) error) error
	// LastActivity returns the newest activity and observation of each group, without data dated after
	// the moment and without messages of robots.
	LastActivity(ctx context.Context, groups []string, moment time.Time, robot func(accountKey, nickname string) bool) (map[string]workgroup.GroupActivity, error)
}

// Judge applies a job's rules to groups and compares the findings with the ledger. It
// writes nothing.
type Judge struct {
	Rosters Rosters
	Cases   Cases
}

// Judgement is the rules' findings about some groups, and the plan that follows
// from them.
type Judgement struct {
	Findings *rule.Findings
	Plan     reconcile.Plan
	Index    []roster.IndexDocument // of where people were found; nil: the job keeps none
}

// Question is the task of one judgement: one job's rules about some groups of a unit.
type Question struct {
	Job       string
	Groups    []workgroup.Group
	Baseline  map[string]bool // rules that judge the unit for the first time
	CloseOnly bool
	County    *CountyPart // the county rules' findings about the unit; nil: none of them applies
}

// Ask judges the groups. A panic of a rule is passed on as *rule.Panicked, which names the rule.
func (j Judge) Ask(ctx context.Context, w *RegistrySnapshot, q Question) (Judgement, error) {
	ahead := j.lookAhead(ctx, w, slices.Values([]Question{q}))
	defer ahead.stop()
	a, ok := <-ahead.asked
	if !ok {
		return Judgement{}, ctx.Err()
	}
	return a.answer(ctx, w)
}

// heads reads everything that a question needs but the rosters' rows, and lists the groups whose rows
// will follow.
func (j Judge) heads(ctx context.Context, w *RegistrySnapshot, a *asked) (fresh []string, err error) {
	codes, live := make([]string, 0, len(a.Groups)), make([]string, 0, len(a.Groups))
	for _, g := range a.Groups {
		codes = append(codes, g.Code)
		if g.Live() {
			live = append(live, g.Code)
		}
	}
	if a.existing, err = j.existing(ctx, a.Question, codes); err != nil {
		return nil, fmt.Errorf("read cases: %w", err)
	}
	needs := rule.NeedsOf(a.Job)
	if len(a.Groups) == 0 {
		return nil, nil
	}
	judged := live
	if needs.EndedGroups {
		judged = codes
	}
	if needs.Reads.Has(rule.ReadsRosters) {
		if a.rosters, err = j.Rosters.Rosters(ctx, judged); err != nil {
			return nil, fmt.Errorf("read rosters: %w", err)
		}
	}
	if needs.Reads.Has(rule.ReadsActivity) {
		if a.activity, err = j.activity(ctx, w, judged); err != nil {
			return nil, fmt.Errorf("read activity: %w", err)
		}
	}
	if !needs.Members && !needs.Groups {
		return nil, nil
	}
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("a rule panicked: %w", a.findings.Blame(p))
		}
	}()
	for code, activity := range a.activity {
		a.findings.Observed[code] = activity.ObservedAt
	}
	a.watch = watches(a.existing)
	for _, g := range a.Groups {
		facts := rule.GroupFacts{Snapshot: w.Snapshot, Group: g, Roster: a.rosters[g.Code], Activity: a.activity[g.Code]}
		if !rule.CheckGroup(a.Job, facts, a.findings) {
			continue
		}
		a.findings.Rosters[g.Code] = a.rosters[g.Code].DataAt()
		// What opens nothing needs no members but those with cases.
		if len(a.watch[g.Code]) > 0 || !a.CloseOnly && !rule.ClearByMembership(a.Job, facts, a.findings) {
			fresh = append(fresh, g.Code)
		}
	}
	return fresh, nil
}

// activity is the groups' last activity, which the run may know: the county rules of its job read it of
// all groups.
func (j Judge) activity(ctx context.Context, w *RegistrySnapshot, groups []string) (map[string]workgroup.GroupActivity, error) {
	if !w.read.Has(rule.ReadsActivity) {
		return j.Rosters.LastActivity(ctx, groups, w.Moment, w.Identity.IsListedRobot)
	}
	known := make(map[string]workgroup.GroupActivity, len(groups))
	for _, g := range groups {
		if a, ok := w.County.Activity.Find(g); ok {
			known[g] = a
		}
	}
	return known, nil
}

// existing reads the cases of the question's groups, and the county rules' cases that belong to its
// unit.
func (j Judge) existing(ctx context.Context, q Question, groups []string) ([]ledger.Case, error) {
	var cases []ledger.Case
	var err error
	// A filter without rules would pick the cases of every rule.
	if grouped := rule.GroupedRulesOf(q.Job); len(groups) > 0 && len(grouped) > 0 {
		if cases, err = j.Cases.Cases(ctx, ledger.Filter{Rules: grouped, Groups: groups}); err != nil {
			return nil, err
		}
	}
	if q.County == nil || len(q.County.cases) == 0 {
		return cases, nil
	}
	county, err := j.Cases.Cases(ctx, ledger.Filter{IDs: q.County.cases})
	return append(cases, county...), err
}

// answer judges the rows as they arrive and compares the findings with the
// ledger.
func (a *asked) answer(ctx context.Context, w *RegistrySnapshot) (Judgement, error) {
	defer a.end()
	defer func() {
		if p := recover(); p != nil {
			panic(a.findings.Blame(p))
		}
	}()
	if err := a.members(ctx, w); err != nil {
		return Judgement{}, err
	}
	if a.County != nil {
		a.County.findings.AddTo(a.findings, a.County.unit)
	}
	plan := reconcile.Compare(reconcile.Input{
		Snapshot: w.Snapshot, Groups: w.Groups, Existing: a.existing, Findings: a.findings,
		Exempt: w.Exempt, Days: w.Days, Baseline: a.Baseline, CloseOnly: a.CloseOnly,
	})
	j := Judgement{Findings: a.findings, Plan: plan}
	if a.findings.Index != nil {
		j.Index, a.findings.Index = a.findings.Index.Documents(), nil // many times smaller than what they are made of
	}
	return j, nil
}

// watches lists, for each group, the accounts and people with open cases in it.
func watches(cases []ledger.Case) map[string]rule.Watch {
	all := map[string]rule.Watch{}
	for _, c := range cases {
		subject := rule.SubjectOf(c.Subject)
		if c.State == ledger.Closed || subject == "" {
			continue
		}
		if all[c.Subject.Group] == nil {
			all[c.Subject.Group] = rule.Watch{}
		}
		all[c.Subject.Group][subject] = true
	}
	return all
}

// members applies the rules about members to the fresh rosters, one group at a time. A job without such
// rules has no rows.
func (a *asked) members(ctx context.Context, w *RegistrySnapshot) error {
	return a.each(func(r roster.Reading) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		if r.Damage != nil {
			rule.BlindTo(w.Snapshot, a.Job, r.Group, a.findings)
			return nil //nolint:nilerr // the damage is told as not judged
		}
		g := w.Groups.Of(r.Group)
		a.findings.Rosters[r.Group] = r.DataAt() // an import may have come since the heads were read
		if a.findings.Index != nil {
			a.findings.Index.Group(&r)
		}
		check := rule.NewCheck(a.Job, rule.NewGroupView(w.Snapshot, g, r.Roster, w.Identity.ForGroup(g)), a.findings, a.watch[r.Group], a.known)
		if a.CloseOnly {
			check.OnlyWatched()
		}
		for i := range r.Members {
			check.Row(r.Members[i])
		}
		check.End()
		return nil
	})
}
