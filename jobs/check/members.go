package check

import (
	"context"
	"fmt"
	"slices"

	"qunguan/reconcile/identity"
	"qunguan/reconcile/rule"
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
	return Seats(ctx, w, r, unit, group, func(s *rule.Seat) error {
		return each(KnownMember{Group: s.Group, Roster: s.Roster, Member: s.Member, Who: s.Who})
	})
}

// Seats gives every account of Members as the rules see it.
func Seats(ctx context.Context, w *World, r Readings, unit, group string, each func(*rule.Seat) error) error {
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
		fresh := slices.DeleteFunc(codes, func(code string) bool {
			return !rosters[code].FreshAt(w.Moment, w.Policy.Member.RosterMaxAgeDays)
		})
		var room *rule.Room
		err = r.EachMember(ctx, fresh, func(code string, m workgroup.Member) error {
			if room == nil || room.Group.Code != code {
				room = rule.NewRoom(w.World, w.Groups[code], rosters[code], w.Identity.ForGroup(w.Groups[code]))
			}
			return each(room.Seat(m))
		})
		if err != nil {
			return fmt.Errorf("read roster rows: %w", err)
		}
	}
	return nil
}
