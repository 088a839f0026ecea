package manual

import (
	"context"
	"fmt"

	"qunguan/jobs/check"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// GrantedExemption is an exemption and how it stands.
type GrantedExemption struct {
	ledger.Exemption
	Active bool
	Cases  int      // open or exempt cases that it covers
	Stale  []string // reasons to look at it again; empty = none
}

// renewedOften is from how many exemptions for the same thing on the next one
// is a habit.
const renewedOften = 3

// Exemptions lists every exemption with the reasons against it: it matches nothing, it has been
// renewed often, its approver has left.
func Exemptions(ctx context.Context, d check.Directory, cases Cases, day workgroup.Date) ([]GrantedExemption, error) {
	all, err := d.Exemptions(ctx)
	if err != nil {
		return nil, fmt.Errorf("read exemptions: %w", err)
	}
	people, err := d.People(ctx)
	if err != nil {
		return nil, fmt.Errorf("read people: %w", err)
	}
	var rules []string
	grants := map[[3]string]int{}
	for _, e := range all {
		rules = append(rules, e.Rule)
		grants[[3]string{e.Rule, e.Group, e.Person}]++
	}
	known, err := cases.Cases(ctx, ledger.Filter{Rules: rules})
	if err != nil {
		return nil, fmt.Errorf("read cases: %w", err)
	}
	list := make([]GrantedExemption, len(all))
	for i, e := range all {
		g := GrantedExemption{Exemption: e, Active: e.ActiveOn(day)}
		for _, c := range known {
			if c.State != ledger.Closed && e.Covers(c.Rule, c.Subject) {
				g.Cases++
			}
		}
		if g.Active {
			g.Stale = staleness(g, people, grants[[3]string{e.Rule, e.Group, e.Person}], day)
		}
		list[i] = g
	}
	return list, nil
}

func staleness(g GrantedExemption, people workgroup.People, grants int, day workgroup.Date) []string {
	var why []string
	if g.Cases == 0 {
		why = append(why, "matches_nothing")
	}
	if grants >= renewedOften {
		why = append(why, "renewed_often")
	}
	if p, ok := people.Find(g.Approver); !ok || p.ServiceOn(day) == workgroup.Left {
		why = append(why, "approver_left")
	}
	return why
}
