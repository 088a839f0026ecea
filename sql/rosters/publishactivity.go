package rosters

import (
	"context"
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
	err = p.Activities(func(list []workgroup.Activity) error {
		rows := make([]storedActivity, len(list))
		for i, a := range list {
			rows[i] = storedActivity{a, p.info.WrittenAt}
		}
		return activityTable.Write(ctx, p.tx, rows, p.tx.Dialect.Ignore("group_code"))
	})
	if err != nil {
		return err
	}
	after, err := p.activityRows(ctx)
	p.result.Activities = after - before
	return err
}

// activityRows counts the stored activity of the groups that the import brings
// activity of.
func (p *importing) activityRows(ctx context.Context) (sum int, err error) {
	for chunk := range slices.Chunk(p.Active(), base.InList) {
		n := 0
		err := p.tx.GetContext(ctx, &n, "SELECT COUNT(*) FROM activities WHERE group_code IN ("+dbconn.In(len(chunk))+")", base.Args(chunk)...)
		if err != nil {
			return 0, fmt.Errorf("count activity: %w", err)
		}
		sum += n
	}
	return sum, nil
}

// unfiled keeps which unregistered platform groups were seen, and when. A
// roster that was not applied was seen all the same.
func (p *importing) unfiled(ctx context.Context) error {
	seen := p.Unfiled()
	keys := make([]string, len(seen))
	for i := range seen {
		keys[i] = seen[i].Key
	}
	stored, err := unfiledTable.Within(ctx, p.tx, "group_code", keys)
	if err != nil {
		return err
	}
	known := make(map[string]UnfiledGroup, len(stored))
	for _, u := range stored {
		known[u.Key] = u.UnfiledGroup
	}
	write := make([]storedUnfiled, len(seen))
	for i := range seen {
		write[i] = storedUnfiled{seen[i].Since(known[seen[i].Key])}
	}
	return unfiledTable.Upsert(ctx, p.tx, write)
}
