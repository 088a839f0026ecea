package directory

import (
	"context"
	"iter"
	"maps"
	"slices"

	"qunguan/reconcile/intake"
	"qunguan/reconcile/workgroup"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
	"qunguan/sql/journal"
)

// Publication writes the records of one import, inside the import's
// transaction. Its counts go into the result, whose maps the caller has made.
type Publication struct {
	Store  *Store
	Tx     *dbconn.Tx
	Info   intake.ImportInfo
	Result *intake.Published
}

// Run writes the records of the batch that are new or different, and the shrunk
// lists that were let through.
func (p *Publication) Run(ctx context.Context, b intake.Batch) error {
	for _, kind := range intake.StoredKinds() {
		if kind.Kind == intake.Groups { // their changes keep their dates
			if err := eachBatch(ctx, p, intake.GroupRecords.Of(b).All(), p.groups); err != nil {
				return err
			}
			continue
		}
		if err := p.records(ctx, kind, b); err != nil {
			return err
		}
	}
	if err := p.routes(ctx, b); err != nil {
		return err
	}
	if err := writeDoubts(ctx, p.Tx, p.Info.Doubts); err != nil {
		return err
	}
	return p.accepted(ctx)
}

// accepted records the shrunk lists and rosters that were let through, each
// with its reason.
func (p *Publication) accepted(ctx context.Context) error {
	for _, what := range slices.Sorted(maps.Keys(p.Info.Accepted)) {
		err := writeOverride(ctx, p.Tx, override{
			kind: overrideShrink, subject: what, reason: p.Info.Accepted[what], at: p.Info.At, writtenAt: p.Info.WrittenAt,
			by: p.Info.AcceptedBy, login: p.Store.Login,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// eachBatch calls write with some of the records after the other, in order: a county's do not stand in memory together.
func eachBatch[T any](ctx context.Context, p *Publication, records iter.Seq[T], write func(ctx context.Context, some []T) error) error {
	some := make([]T, 0, base.InList)
	end := func() error {
		if len(some) == 0 {
			return nil
		}
		if err := write(ctx, some); err != nil {
			return err
		}
		clear(some)
		some = some[:0]
		return journal.WriteSoFar(ctx, p.Tx)
	}
	for r := range records {
		if some = append(some, r); len(some) < base.InList {
			continue
		}
		if err := end(); err != nil {
			return err
		}
	}
	return end()
}

// records writes the records of a kind that are new or different.
func (p *Publication) records(ctx context.Context, kind intake.Stored, b intake.Batch) error {
	t := anyTable(kind)
	var all intake.Known // the stored records, where several columns are the key
	return eachBatch(ctx, p, kind.All(b), func(ctx context.Context, some []any) error {
		var stored map[string]any
		var err error
		switch {
		case t.Keys == 1:
			stored, err = storedByKey(ctx, p, t, some, kind.Key)
		case all == nil:
			all = intake.Known{}
			err = t.Read(ctx, p.Tx, func(record any) error { kind.Keep(all, record); return nil }, "")
		}
		if err != nil {
			return err
		}
		if all != nil {
			stored = kind.Among(all, some)
		}
		if _, err = upsertChanged(ctx, p, t, kind.Kind, some, stored, kind.Key); err != nil {
			return err
		}
		return p.brought(ctx, kind, some)
	})
}

// storedByKey reads the stored versions of the records, whose key is one column.
func storedByKey[T any](ctx context.Context, p *Publication, t base.Table[T], recs []T, key func(T) string) (map[string]T, error) {
	keys := make([]string, len(recs))
	for i, r := range recs {
		keys[i] = key(r)
	}
	list, err := t.Within(ctx, p.Tx, t.Columns[0], keys)
	stored := make(map[string]T, len(list))
	for _, r := range list {
		stored[key(r)] = r
	}
	return stored, err
}

// upsertChanged writes what differs from the stored records, and returns it.
func upsertChanged[T any](ctx context.Context, p *Publication, t base.Table[T], kind intake.Kind, recs []T, stored map[string]T, key func(T) string) ([]T, error) {
	var write, change, before []T
	for _, r := range recs {
		old, ok := stored[key(r)]
		if !ok {
			p.Result.New[string(kind)]++
			write = append(write, r)
			continue
		}
		diffs, err := t.Differences(&old, &r)
		if err != nil {
			return nil, err
		}
		if len(diffs) == 0 {
			p.Result.Unchanged[string(kind)]++
			continue
		}
		p.Result.Changed[string(kind)]++
		change, before = append(change, r), append(before, old)
	}
	if err := t.Upsert(ctx, p.Tx, write); err != nil {
		return nil, err
	}
	return append(write, change...), t.Change(ctx, p.Tx, before, change)
}

func (p *Publication) groups(ctx context.Context, groups []workgroup.Group) error {
	code := func(g workgroup.Group) string { return g.Code }
	stored, err := storedByKey(ctx, p, groupTable, groups, code)
	if err != nil {
		return err
	}
	kept, err := p.keepAnswers(ctx, groups, stored)
	if err != nil {
		return err
	}
	p.Result.Kept = append(p.Result.Kept, kept...)
	written, err := upsertChanged(ctx, p, groupTable, intake.Groups, groups, stored, code)
	if err != nil {
		return err
	}
	var changes []GroupChange
	for _, g := range written {
		more, err := GroupChanges(stored[g.Code], g, p.Info.At, p.Info.WrittenAt)
		if err != nil {
			return err
		}
		changes = append(changes, more...)
	}
	return WriteGroupChanges(ctx, p.Tx, changes)
}
