package tell

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"qunguan/jobs/check"
	"qunguan/notify/compose"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/rule"
)

// rostersAtOnce is how many rosters' heads are in memory at once.
const rostersAtOnce = 1000

// rostersDue lists, by responsible person, the rosters that will soon be stale. A roster that is stale
// already is a case of its own.
func (c Composer) rostersDue(ctx context.Context, w *check.RegistrySnapshot, absent map[string]ledger.Absence) (map[string][]compose.RosterDue, error) {
	if w.Policy.IsOff(rule.RosterStale) {
		return nil, nil //nolint:nilnil // the policy asks for no rosters
	}
	var codes []string
	for g := range w.Groups.All() {
		if g.Live() {
			codes = append(codes, g.Code)
		}
	}
	due := map[string][]compose.RosterDue{}
	for some := range slices.Chunk(codes, rostersAtOnce) {
		heads, err := c.Rosters.Rosters(ctx, some)
		if err != nil {
			return nil, fmt.Errorf("read rosters: %w", err)
		}
		for _, code := range some {
			d := rule.DueRoster(heads[code], w.Moment, w.Policy.Member.RosterMaxAgeDays, w.Days)
			if !d.Soon || d.Stale {
				continue
			}
			g := w.Groups.Of(code)
			person, _ := ledger.Responsible(ledger.Chain(g, g.Unit, false, w.Dir.Units), w.Dir.People, w.Day)
			if a, away := absent[person]; away && a.Deputy != "" {
				person = a.Deputy
			}
			if person != "" {
				due[person] = append(due[person], compose.RosterDue{Group: code, Until: d.Until})
			}
		}
	}
	for _, list := range due {
		slices.SortFunc(list, func(a, b compose.RosterDue) int {
			return strings.Compare(string(a.Until)+a.Group, string(b.Until)+b.Group)
		})
	}
	return due, nil
}

// decided lists, by who asked, the requests decided of late of which they have had no notice since.
func (c Composer) decided(ctx context.Context, closed []ledger.Case) (map[string][]ledger.Case, error) {
	byAsker := map[string][]ledger.Case{}
	for _, task := range closed {
		if r := rule.RequestOf(task); rule.IsTask(task.Rule) && r.Decision != "" && r.Asker != "" {
			byAsker[r.Asker] = append(byAsker[r.Asker], task)
		}
	}
	if len(byAsker) == 0 || c.LastHeard == nil {
		return nil, nil //nolint:nilnil // there are no decisions to tell
	}
	heard, err := c.LastHeard(ctx, slices.Sorted(maps.Keys(byAsker)))
	if err != nil {
		return nil, fmt.Errorf("read when people last had a notice: %w", err)
	}
	for asker, tasks := range byAsker {
		byAsker[asker] = slices.DeleteFunc(tasks, func(t ledger.Case) bool { return heard[asker].After(t.SaidAt) })
	}
	return byAsker, nil
}
