package jobs

import (
	"context"
	"fmt"

	"qunguan/reconcile/identity"
	"qunguan/reconcile/workgroup"
)

// KnownMember is one account of a roster with who it is.
type KnownMember struct {
	Group  workgroup.Group
	Roster workgroup.Roster
	Member workgroup.Member
	Who    identity.Identity
}

// Members tells who is who in the rosters that may be judged at the world's
// moment: those of live groups that are fresh. unit and group narrow it; empty
// means any.
func Members(ctx context.Context, w *World, r Readings, unit, group string, each func(KnownMember) error) error {
	for _, u := range w.UnitsWithGroups() {
		if unit != "" && u != unit {
			continue
		}
		var codes []string
		for _, g := range w.ByUnit[u] {
			if g.Live() && (group == "" || g.Code == group) {
				codes = append(codes, g.Code)
			}
		}
		rosters, err := r.Rosters(ctx, codes)
		if err != nil {
			return fmt.Errorf("read rosters: %w", err)
		}
		var fresh []string
		for _, code := range codes {
			if rosters[code].FreshAt(w.Moment, w.Policy.Member.RosterMaxAgeDays) {
				fresh = append(fresh, code)
			}
		}
		var matcher *identity.Matcher
		current := ""
		err = r.EachMember(ctx, fresh, func(code string, m workgroup.Member) error {
			if code != current {
				current, matcher = code, w.Identity.ForGroup(w.Groups[code])
			}
			return each(KnownMember{
				Group: w.Groups[code], Roster: rosters[code], Member: m,
				Who: matcher.Identify(m, rosters[code].HasNicknames),
			})
		})
		if err != nil {
			return fmt.Errorf("read roster rows: %w", err)
		}
	}
	return nil
}
