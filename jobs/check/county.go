package check

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/roster"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// County holds the findings of the job's rules over the whole county, divided by unit.
type County struct {
	findings *rule.CountyFindings
	cases    map[string][]int64 // the rules' cases, by their present unit
}

// CountyPart is one unit's share of a County.
type CountyPart struct {
	findings *rule.CountyFindings
	unit     string
	cases    []int64
}

// Part is the unit's share; nil where the job has no county rules.
func (c *County) Part(unit string) *CountyPart {
	if c == nil {
		return nil
	}
	return &CountyPart{findings: c.findings, unit: unit, cases: c.cases[unit]}
}

// IsEmpty reports whether none of the rules has a case in the unit.
func (p *CountyPart) IsEmpty() bool { return p == nil || len(p.cases) == 0 }

// UnitsWithFindings lists the units with groups, and those with findings of the county rules, sorted by code.
func (c *County) UnitsWithFindings(units []string) []string {
	if c == nil {
		return units
	}
	all := map[string]bool{}
	for _, list := range [][]string{units, c.findings.Units(), slices.Collect(maps.Keys(c.cases))} {
		for _, u := range list {
			all[u] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}

// County reads the registers that the job's county rules need, and judges them; nil if the job has
// none. A panic of a rule is passed on as *rule.Panicked.
func (j Judge) County(ctx context.Context, w *RegistrySnapshot, job string) (*County, error) {
	rules := rule.CountyRulesOf(job)
	if len(rules) == 0 {
		return nil, nil
	}
	if err := j.ReadCounty(ctx, w, rule.NeedsOf(job).County); err != nil {
		return nil, err
	}
	c := &County{findings: rule.JudgeCounty(job, w.Snapshot), cases: map[string][]int64{}}
	err := j.Cases.EachCase(ctx, ledger.Filter{Rules: rules}, func(k ledger.Case) error {
		unit := c.findings.UnitOf(k)
		c.cases[unit] = append(c.cases[unit], k.ID)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read cases: %w", err)
	}
	return c, nil
}

// ReadCounty adds the missing registers to the run's snapshot.
func (j Judge) ReadCounty(ctx context.Context, w *RegistrySnapshot, needs rule.Reads) error {
	if needs.Has(rule.ReadsMembership) {
		needs |= rule.ReadsRosters
	}
	needs &^= w.read
	county := &w.County
	county.Groups = w.Groups
	for _, one := range []struct {
		reads rule.Reads
		read  func() error
	}{
		{rule.ReadsRosters, func() (err error) { county.Rosters, err = j.rosterHeads(ctx, w); return err }},
		{rule.ReadsActivity, func() (err error) { county.Activity, err = j.lastActivity(ctx, w); return err }},
		{rule.ReadsMembership, func() error { return j.readMembership(ctx, w) }},
		{rule.ReadsHistory, func() error {
			county.History = workgroup.NewPhases(w.Groups)
			return w.registers.EachGroupHistory(ctx, func(versions []workgroup.GroupVersion) error {
				county.History.Put(versions[0].Code, workgroup.PhasesOf(versions))
				return nil
			})
		}},
		{rule.ReadsUnregistered, func() (err error) { county.Unregistered, err = w.registers.UnfiledGroups(ctx); return err }},
		{rule.ReadsAccounts, func() (err error) { county.Accounts, err = w.registers.OfficialAccounts(ctx); return err }},
		{rule.ReadsApps, func() (err error) { county.Apps, err = w.registers.Apps(ctx); return err }},
		{rule.ReadsRequests, func() (err error) { county.Requests, err = w.registers.FilingRequests(ctx); return err }},
		{rule.ReadsFilings, func() (err error) { county.Filings, err = w.registers.Filings(ctx); return err }},
		{rule.ReadsDecisions, func() (err error) { county.Decisions, err = w.registers.GroupDecisions(ctx); return err }},
	} {
		if !needs.Has(one.reads) {
			continue
		}
		if err := one.read(); err != nil {
			return fmt.Errorf("read what rules over the county need: %w", err)
		}
		w.read |= one.reads
	}
	return nil
}

// groupsAtATime is how many groups are asked about together where all are: the answers are larger than what is kept of
// them.
const groupsAtATime = 1000

// eachGroups calls ask with the codes of all groups, some at a time.
func (w *RegistrySnapshot) eachGroups(ask func(codes []string) error) error {
	for codes := range slices.Chunk(slices.Collect(w.Groups.Codes()), groupsAtATime) {
		if err := ask(codes); err != nil {
			return err
		}
	}
	return nil
}

// rosterHeads reads the newest roster of every group, without rows.
func (j Judge) rosterHeads(ctx context.Context, w *RegistrySnapshot) (*workgroup.Rosters, error) {
	all := workgroup.NewRosters(w.Groups)
	return all, w.eachGroups(func(codes []string) error {
		some, err := j.Rosters.Rosters(ctx, codes)
		for _, r := range some {
			all.Put(r)
		}
		return err
	})
}

// lastActivity reads the newest activity of every group.
func (j Judge) lastActivity(ctx context.Context, w *RegistrySnapshot) (*workgroup.Activities, error) {
	all := workgroup.NewActivities(w.Groups)
	return all, w.eachGroups(func(codes []string) error {
		some, err := j.Rosters.LastActivity(ctx, codes, w.Moment, w.Identity.IsListedRobot)
		for group, a := range some {
			all.Put(group, a)
		}
		return err
	})
}

// DropCounty forgets the data of rules over the county and the indexes by which people are identified,
// where nothing is judged any more: they are a large part of the snapshot.
func (w *RegistrySnapshot) DropCounty() {
	w.County, w.read = rule.CountyData{}, 0
	w.Identity.DropIndexes()
}

// readMembership reads the accounts of every group by its newest roster. A
// damaged roster counts as none.
func (j Judge) readMembership(ctx context.Context, w *RegistrySnapshot) error {
	county := &w.County
	county.Membership = rule.NewMembership(w.Dir, w.Groups)
	for _, unit := range w.UnitsWithGroups() { // the groups of a unit together, see Membership.Read
		err := j.Rosters.EachRoster(ctx, w.codesOf(unit), func(r roster.Reading) error {
			if w.Unread.Note(r) {
				county.Rosters.Remove(r.Group)
				return ctx.Err()
			}
			g := w.Groups.Of(r.Group)
			county.Membership.Read(rule.NewGroupView(w.Snapshot, g, r.Roster, w.Identity.ForGroup(g)), r.Members)
			return ctx.Err()
		})
		if err != nil {
			return err
		}
	}
	county.Membership.End()
	return nil
}
