package check

import (
	"context"
	"errors"
	"fmt"

	"qunguan/reconcile/identity"
	"qunguan/reconcile/roster"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// KnownMember is one account of a roster with its identification.
type KnownMember struct {
	Group  workgroup.Group
	Roster workgroup.Roster
	Member workgroup.Member
	Who    identity.Identity
}

// Members identifies the accounts of the rosters that may be judged at the world's moment: those of
// live groups that are fresh. unit and group narrow it; empty means any. It returns the rosters that
// cannot be read.
func Members(ctx context.Context, w *RegistrySnapshot, r Rosters, unit, group string, each func(KnownMember) error) (Unread, error) {
	return EachMember(ctx, w, r, unit, group, func(s *rule.MemberView) error {
		return each(KnownMember{Group: s.Group, Roster: s.Roster, Member: s.Member, Who: s.Who})
	})
}

// Unread lists rosters that cannot be read. A list of a county without them is incomplete and must say
// so.
type Unread []*roster.UnreadableError

// Note adds a roster that cannot be read, and reports whether it was one.
func (u *Unread) Note(r roster.Reading) bool {
	e, ok := errors.AsType[*roster.UnreadableError](r.Damage)
	if ok {
		*u = append(*u, e)
	}
	return ok
}

// EachMember calls each with every account of Members in the form for rules.
func EachMember(ctx context.Context, w *RegistrySnapshot, r Rosters, unit, group string, each func(*rule.MemberView) error) (unread Unread, err error) {
	for _, u := range w.UnitsWithGroups() {
		if unit != "" && u != unit {
			continue
		}
		var codes []string
		for _, g := range w.GroupsOf(u) {
			if g.Live() && (group == "" || g.Code == group) {
				codes = append(codes, g.Code)
			}
		}
		err := r.EachRoster(ctx, codes, func(one roster.Reading) error {
			if !one.FreshAt(w.Moment, w.Policy.Member.RosterMaxAgeDays) || unread.Note(one) {
				return nil
			}
			g := w.Groups.Of(one.Group)
			view := rule.NewGroupView(w.Snapshot, g, one.Roster, w.Identity.ForGroup(g))
			for _, m := range one.Members {
				if err := each(view.View(m)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return unread, fmt.Errorf("read roster rows: %w", err)
		}
	}
	return unread, nil
}
