package tell

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"qunguan/jobs/check"
	"qunguan/notify/compose"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/roster"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// endings lists the stage-limited groups that end soon, by code.
func endings(w *check.RegistrySnapshot) []compose.Ending {
	var list []compose.Ending
	for g := range w.Groups.All() {
		if t, ok := ledger.StageEnd(g, w.Policy.Stage.NoticeDays, w.Days, w.Day); ok {
			list = append(list, compose.Ending{Group: g, Notification: t})
		}
	}
	return list
}

// laterThan picks the cases that stay untold when only a share is released: all but the oldest.
func laterThan(ctx context.Context, cases *rechecked, share float64) (map[int64]bool, error) {
	later := map[int64]bool{}
	if share <= 0 || share >= 1 {
		return later, nil
	}
	type untoldCase struct {
		opened workgroup.Date
		id     int64
	}
	var untold []untoldCase
	err := cases.each(ctx, func(k ledger.Case) {
		if k.ToldOn == "" {
			untold = append(untold, untoldCase{k.OpenedOn, k.ID})
		}
	})
	slices.SortFunc(untold, func(a, b untoldCase) int { return cmp.Or(cmp.Compare(a.opened, b.opened), cmp.Compare(a.id, b.id)) })
	for _, k := range untold[int(math.Ceil(share*float64(len(untold)))):] {
		later[k.id] = true
	}
	return later, err
}

// needsSuccessor reports whether the case is about a group without an owner and an administrator in
// service.
func needsSuccessor(w *check.RegistrySnapshot, k ledger.Case) bool {
	g, ok := w.Groups.Find(k.Subject.Group)
	return ok && rule.NeedsSuccessor(k.Rule) && ledger.SecondAdmin(g, "", w.Dir.People, w.Day) == ""
}

// active adds to each of the groups the members in service who could take it over, the most recent
// speaker first.
func (c Composer) active(ctx context.Context, w *check.RegistrySnapshot, groups []string, active map[string][]string) error {
	if len(groups) == 0 {
		return nil
	}
	slices.Sort(groups)
	type speaker struct {
		person string
		at     time.Time
	}
	spoke := map[string][]speaker{}
	err := c.Rosters.EachRoster(ctx, groups, func(one roster.Reading) error {
		g := w.Groups.Of(one.Group)
		view := rule.NewGroupView(w.Snapshot, g, one.Roster, w.Identity.ForGroup(g))
		for _, m := range one.Members {
			who := view.View(m)
			if who.Who.Person != "" && who.Here == workgroup.InService && !m.SpokeAt.IsZero() {
				spoke[g.Code] = append(spoke[g.Code], speaker{who.Who.Person, m.SpokeAt})
			}
		}
		return ctx.Err()
	})
	if err != nil {
		return fmt.Errorf("read roster rows: %w", err)
	}
	for group, list := range spoke {
		slices.SortFunc(list, func(a, b speaker) int { return cmp.Or(b.at.Compare(a.at), cmp.Compare(a.person, b.person)) })
		for _, s := range list {
			active[group] = append(active[group], s.person)
		}
	}
	return nil
}
