package rosters

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"qunguan/reconcile/roster"
	"qunguan/reconcile/workgroup"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
	"qunguan/sql/directory"
)

// storedIndex is a row of person_index: one document of a unit's.
type storedIndex struct {
	unit     string
	bucket   int
	checksum int64 // of the document: an unchanged one is not written again
	document []byte
}

var indexTable = base.Table[storedIndex]{
	Name: "person_index", Keys: 2,
	Columns: []string{"unit", "bucket", "checksum", "content"},
	Fields:  func(x *storedIndex) []any { return []any{&x.unit, &x.bucket, &x.checksum, &x.document} },
	Fresh:   func() storedIndex { return storedIndex{} },
}

// WritePersonIndex replaces what was kept of the unit, in the transaction of its
// cases.
func WritePersonIndex(ctx context.Context, tx *dbconn.Tx, unit string, documents []roster.IndexDocument) error {
	var kept []struct {
		Bucket   int   `db:"bucket"`
		Checksum int64 `db:"checksum"`
	}
	if err := tx.SelectContext(ctx, &kept, "SELECT bucket, checksum FROM person_index WHERE unit = ?", unit); err != nil {
		return fmt.Errorf("read index of people: %w", err)
	}
	before := make(map[int]int64, len(kept))
	for _, k := range kept {
		before[k.Bucket] = k.Checksum
	}
	var write []storedIndex
	for _, d := range documents {
		sum := int64(roster.Checksum(d.Content))
		if was, ok := before[d.Bucket]; !ok || was != sum {
			write = append(write, storedIndex{unit, d.Bucket, sum, d.Content})
		}
		delete(before, d.Bucket)
	}
	if len(before) > 0 {
		gone := slices.Sorted(maps.Keys(before))
		_, err := tx.ExecContext(ctx, "DELETE FROM person_index WHERE unit = ? AND bucket IN ("+dbconn.In(len(gone))+")", append([]any{unit}, base.Args(gone)...)...)
		if err != nil {
			return fmt.Errorf("remove from index of people: %w", err)
		}
	}
	return indexTable.Upsert(ctx, tx, write)
}

// FoundIn lists the live groups in which the newest member checks found the
// person, by code, with the rows that they found. It reads neither the other
// rosters nor the other people.
func (s *Store) FoundIn(ctx context.Context, person string) ([]roster.Found, error) {
	rows := map[string][]roster.IndexedRow{} // by unit
	buckets := roster.PersonBuckets(person)
	err := indexTable.Read(ctx, s.DB, func(x storedIndex) error {
		return damagedIndex(x.unit, roster.EachIndexed(x.document, person, func(_ string, r []roster.IndexedRow) {
			rows[x.unit] = append(rows[x.unit], r...)
		}))
	}, " WHERE bucket IN ("+dbconn.In(len(buckets))+")", base.Args(buckets)...)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	found := map[string][]indexedIn{} // by group
	for chunk := range slices.Chunk(slices.Sorted(maps.Keys(rows)), base.InList) {
		err := indexTable.Read(ctx, s.DB, func(x storedIndex) error {
			groups, err := roster.IndexedGroups(x.document)
			for _, r := range rows[x.unit] {
				if r.Group < len(groups) {
					g := groups[r.Group]
					found[g.Group] = append(found[g.Group], indexedIn{x.unit, g, r})
				}
			}
			return damagedIndex(x.unit, err)
		}, " WHERE bucket = 0 AND unit IN ("+dbconn.In(len(chunk))+")", base.Args(chunk)...)
		if err != nil {
			return nil, err
		}
	}
	return s.foundRows(ctx, found)
}

// EachIndexDocument calls fn with every unit's documents, that of its groups
// first, as the transaction sees them.
func EachIndexDocument(ctx context.Context, tx *dbconn.Tx, fn func(unit string, d roster.IndexDocument) error) error {
	return indexTable.Read(ctx, tx, func(x storedIndex) error {
		return fn(x.unit, roster.IndexDocument{Bucket: x.bucket, Content: x.document})
	},
		" ORDER BY unit, bucket")
}

// dropIndexes removes what is kept of units that own no group any more: no check
// judges them again.
func (s *Store) dropIndexes(ctx context.Context) error {
	_, err := s.DB.ExecContext(ctx, "DELETE FROM person_index WHERE unit NOT IN (SELECT unit FROM work_groups)")
	if err != nil {
		return fmt.Errorf("remove from index of people: %w", err)
	}
	return nil
}

// indexedIn is a row as a unit's index has it.
type indexedIn struct {
	unit  string
	group roster.IndexedGroup
	row   roster.IndexedRow
}

// foundRows reads the rows from the rosters. A group that ended, or went to
// another unit, waits for that one's check.
func (s *Store) foundRows(ctx context.Context, found map[string][]indexedIn) ([]roster.Found, error) {
	registered, err := directory.New(s.Store).GroupsByCode(ctx, slices.Sorted(maps.Keys(found)))
	if err != nil {
		return nil, err
	}
	live := map[string]workgroup.Group{}
	for _, g := range registered {
		if g.Live() {
			live[g.Code] = g
		}
	}
	var list []roster.Found
	err = s.EachRoster(ctx, slices.Sorted(maps.Keys(live)), func(r roster.Reading) error {
		for _, in := range found[r.Group] {
			if in.unit != live[r.Group].Unit {
				continue
			}
			f := roster.Found{Roster: r.Roster, Unit: in.unit, How: in.row.How, Newer: r.Damage != nil || in.group.Checksum != r.Checksum}
			if !f.Newer && in.row.Row < len(r.Members) {
				f.Member = r.Members[in.row.Row].Detached()
			}
			list = append(list, f)
		}
		return nil
	})
	return list, err
}

// ErrIndexDamaged is returned where the index of people cannot be read: the next
// member check of the unit writes it anew.
var ErrIndexDamaged = errors.New("the index of people is damaged")

func damagedIndex(unit string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("unit %s: %w: %w", unit, ErrIndexDamaged, err)
}
