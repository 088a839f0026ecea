package tell

import (
	"cmp"
	"context"
	"fmt"
	"maps"
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
	for _, code := range slices.Sorted(maps.Keys(w.Groups)) {
		g := w.Groups[code]
		if t, ok := ledger.StageEnd(g, w.Policy.Stage.NoticeDays, w.Days, w.Day); ok {
			list = append(list, compose.Ending{Group: g, Notification: t})
		}
	}
	return list
}

// laterThan picks the cases that stay untold when only a share is released: all but the oldest.
func laterThan(cases []ledger.Case, share float64) map[int64]bool {
	later := map[int64]bool{}
	if share <= 0 || share >= 1 {
		return later
	}
	untold := slices.DeleteFunc(slices.Clone(cases), func(k ledger.Case) bool { return k.ToldOn != "" })
	slices.SortFunc(untold, func(a, b ledger.Case) int {
		return cmp.Or(cmp.Compare(a.OpenedOn, b.OpenedOn), cmp.Compare(a.ID, b.ID))
	})
	for _, k := range untold[int(math.Ceil(share*float64(len(untold)))):] {
		later[k.ID] = true
	}
	return later
}

// active lists, for groups without an owner and an administrator in service, the members in service who
// could take over, the most recent speaker first.
func (c Composer) active(ctx context.Context, w *check.RegistrySnapshot, cases []ledger.Case) (map[string][]string, error) {
	var groups []string
	for _, k := range cases {
		g, ok := w.Groups[k.Subject.Group]
		if ok && rule.NeedsSuccessor(k.Rule) && ledger.SecondAdmin(g, "", w.Dir.People, w.Day) == "" {
			groups = append(groups, g.Code)
		}
	}
	if len(groups) == 0 {
		return nil, nil
	}
	slices.Sort(groups)
	type speaker struct {
		person string
		at     time.Time
	}
	spoke := map[string][]speaker{}
	err := c.Rosters.EachRoster(ctx, groups, func(one roster.Reading) error {
		g := w.Groups[one.Group]
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
		return nil, fmt.Errorf("read roster rows: %w", err)
	}
	active := map[string][]string{}
	for group, list := range spoke {
		slices.SortFunc(list, func(a, b speaker) int { return cmp.Or(b.at.Compare(a.at), cmp.Compare(a.person, b.person)) })
		for _, s := range list {
			active[group] = append(active[group], s.person)
		}
	}
	return active, nil
}
