package rosters

import (
	"context"
	"encoding/binary"
	"fmt"
	"slices"

	"qunguan/reconcile/workgroup"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
)

// activity keeps every row of 群活动; one that says to the letter what another
// said is the same row.
func (p *importing) activity(ctx context.Context) error {
	before, err := p.activityRows(ctx)
	if err != nil {
		return err
	}
	var buffers buffers
	write := func(text string) error {
		var rows []storedActivity
		f := fields{text: text}
		for f.more() {
			rows = append(rows, storedActivity{readActivity(&f), p.info.WrittenAt})
		}
		if f.bad {
			return errSpool
		}
		return activityTable.Write(ctx, p.tx, rows, p.tx.Dialect.Ignore("group_code"))
	}
	for _, at := range p.activities.packed {
		text, err := p.spool.unpacked(at, &buffers)
		if err != nil {
			return err
		}
		if err := write(text); err != nil {
			return err
		}
	}
	if err := write(string(p.activities.open)); err != nil {
		return err
	}
	after, err := p.activityRows(ctx)
	p.result.Activities = after - before
	return err
}

// activityRows counts the stored activity of the groups that the import brings
// activity of.
func (p *importing) activityRows(ctx context.Context) (sum int, err error) {
	groups := p.groupsThat(func(_ string, g *staged) bool { return g.active })
	for chunk := range slices.Chunk(groups, base.InList) {
		n := 0
		err := p.tx.GetContext(ctx, &n, "SELECT COUNT(*) FROM activities WHERE group_code IN ("+dbconn.In(len(chunk))+")", base.Args(chunk)...)
		if err != nil {
			return 0, fmt.Errorf("count activity: %w", err)
		}
		sum += n
	}
	return sum, nil
}

func appendActivity(to []byte, a workgroup.Activity) []byte {
	to = appendText(appendText(to, a.Group), string(a.Day))
	for _, n := range [...]int64{base.MS(a.TakenAt), base.MS(a.LastMessageAt), int64(a.Messages), int64(a.Speakers)} {
		to = binary.AppendVarint(to, n)
	}
	return to
}

func readActivity(f *fields) workgroup.Activity {
	return workgroup.Activity{
		Group: f.string(), Day: workgroup.Date(f.string()), TakenAt: base.FromMS(f.signed()), LastMessageAt: base.FromMS(f.signed()),
		Messages: int(f.signed()), Speakers: int(f.signed()),
	}
}

// unfiled keeps which unregistered platform groups were seen, and when. A
// roster that was not applied was seen all the same.
func (p *importing) unfiled(ctx context.Context) error {
	keys := p.groupsThat(func(key string, _ *staged) bool { return workgroup.IsUnfiledKey(key) })
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
		u := *p.groups[key].unfiled
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
