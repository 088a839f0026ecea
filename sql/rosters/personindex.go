package rosters

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"qunguan/reconcile"
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

// WritePersonIndex replaces what was kept of the parts' units, in the transaction of their
// cases. A part without an index leaves the former one.
func WritePersonIndex(ctx context.Context, tx *dbconn.Tx, parts []reconcile.Part) error {
	units := make([]string, 0, len(parts))
	for _, p := range parts {
		if p.Index != nil {
			units = append(units, p.Unit)
		}
	}
	before, err := indexedBuckets(ctx, tx, units)
	if err != nil {
		return fmt.Errorf("read index of people: %w", err)
	}
	var write []storedIndex
	for _, p := range parts {
		kept := before[p.Unit]
		for _, d := range p.Index {
			sum := int64(roster.Checksum(d.Content))
			if was, ok := kept[d.Bucket]; !ok || was != sum {
				write = append(write, storedIndex{p.Unit, d.Bucket, sum, d.Content})
			}
			delete(kept, d.Bucket)
		}
		if len(kept) == 0 {
			continue
		}
		gone := slices.Sorted(maps.Keys(kept))
		_, err := tx.ExecContext(ctx, "DELETE FROM person_index WHERE unit = ? AND bucket IN ("+dbconn.In(len(gone))+")", append([]any{p.Unit}, base.Args(gone)...)...)
		if err != nil {
			return fmt.Errorf("remove from index of people: %w", err)
		}
	}
	return indexTable.Upsert(ctx, tx, write)
}

// indexedBuckets are the checksums of the units' documents, by bucket.
func indexedBuckets(ctx context.Context, tx *dbconn.Tx, units []string) (map[string]map[int]int64, error) {
	of := make(map[string]map[int]int64, len(units))
	for chunk := range slices.Chunk(units, base.InList) {
		var rows []struct {
			Unit     string `db:"unit"`
			Bucket   int    `db:"bucket"`
			Checksum int64  `db:"checksum"`
		}
		err := tx.SelectContext(ctx, &rows, "SELECT unit, bucket, checksum FROM person_index WHERE unit IN ("+dbconn.In(len(chunk))+")", base.Args(chunk)...)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			if of[r.Unit] == nil {
				of[r.Unit] = map[int]int64{}
			}
			of[r.Unit][r.Bucket] = r.Checksum
		}
	}
	return of, nil
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
