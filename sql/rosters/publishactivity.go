package rosters

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"qunguan/reconcile/workgroup"
	"qunguan/sql/base"
)

// activity keeps every row of 群活动; one that says to the letter what another
// said is the same row.
func (p *importing) activity(ctx context.Context) error {
	if p.activities.count == 0 {
		return nil
	}
	columns := strings.TrimSuffix(activityTable.List(), ", written_ms")
	fresh := "SELECT DISTINCT s.group_code, s.taken_ms, s.last_ms, s.activity_on, s.messages, s.speakers FROM stage_activities s" +
		" LEFT JOIN activities a ON a.group_code = s.group_code AND a.taken_ms = s.taken_ms AND a.last_ms = s.last_ms" +
		" AND a.activity_on = s.activity_on AND a.messages = s.messages AND a.speakers = s.speakers WHERE a.group_code IS NULL"
	if err := p.tx.GetContext(ctx, &p.result.Activities, "SELECT COUNT(*) FROM ("+fresh+") AS fresh"); err != nil {
		return fmt.Errorf("count new activity: %w", err)
	}
	_, err := p.tx.ExecContext(ctx, "INSERT INTO activities ("+columns+", written_ms) SELECT "+columns+", ? FROM stage_activities WHERE true"+
		p.tx.Dialect.Ignore("group_code"), base.MS(p.info.WrittenAt))
	if err != nil {
		return fmt.Errorf("write activity: %w", err)
	}
	return nil
}

// unfiled keeps which unregistered platform groups were seen, and when. A
// roster that was not applied was seen all the same.
func (p *importing) unfiled(ctx context.Context) error {
	keys := slices.DeleteFunc(slices.Sorted(maps.Keys(p.Stage.groups)), func(g string) bool { return !workgroup.IsUnfiledKey(g) })
	stored, err := unfiledTable.Within(ctx, p.tx, "group_code", keys)
	if err != nil {
		return err
	}
	known := make(map[string]UnfiledGroup, len(stored))
	for _, u := range stored {
		known[u.Key] = u.UnfiledGroup
	}
	write := make([]storedUnfiled, 0, len(keys))
	for _, key := range keys {
		g := p.Stage.groups[key]
		u := UnfiledGroup{Key: key, Platform: g.platform, Number: g.number, Name: g.name, FirstSeen: g.firstSeen, LastSeen: g.lastSeen}
		if old, ok := known[key]; ok {
			if u.Name == "" || (old.Name != "" && old.LastSeen.After(u.LastSeen)) {
				u.Name = old.Name
			}
			if old.FirstSeen.Before(u.FirstSeen) {
				u.FirstSeen = old.FirstSeen
			}
			if old.LastSeen.After(u.LastSeen) {
				u.LastSeen = old.LastSeen
			}
		}
		write = append(write, storedUnfiled{u})
	}
	return unfiledTable.Upsert(ctx, p.tx, write)
}
