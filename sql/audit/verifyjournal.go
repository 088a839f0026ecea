package audit

import (
	"context"
	"fmt"

	"qunguan/reconcile/audit"
	"qunguan/sql/dbconn"
	"qunguan/sql/journal"
)

// Journal is the result of checking the audited rows against the journal.
type Journal struct {
	Begun    bool // else the rows are watched from the next run on
	Rows     int  // audited rows that are as the program left them
	Problems []audit.Problem
	Released []audit.Release // erased, or adopted by a person
}

// verifyJournal compares every row of the audited tables with the last record
// about it, as both stand at one moment.
func (a *Auditor) verifyJournal(ctx context.Context, chain audit.Chain) (Journal, error) {
	var v Journal
	err := a.store.DB.Snapshot(ctx, func(tx *dbconn.Tx) error {
		at, err := beginnings(ctx, tx)
		if err != nil || at[""].IsZero() {
			return err
		}
		v.Begun = true
		records, err := a.recordCheck(ctx, tx, chain)
		if err != nil {
			return err
		}
		for _, t := range append([]journal.Table{{}}, journal.Tables...) {
			if t.Later && at[t.Name].IsZero() {
				continue // the next run begins with it
			}
			if err := verifyTable(ctx, tx, &t, records, &v); err != nil {
				return err
			}
		}
		v.Problems = append(records.Problems, v.Problems...)
		return nil
	})
	if err != nil {
		return v, fmt.Errorf("compare rows with the journal: %w", err)
	}
	return v, nil
}

// recordCheck knows which records seals answer for, and which may be without a
// key: those before the first key ever.
func (a *Auditor) recordCheck(ctx context.Context, tx *dbconn.Tx, chain audit.Chain) (*audit.RecordCheck, error) {
	frontiers, err := audit.FrontiersOf(chain.Last)
	if err != nil {
		frontiers = nil // then the seal was changed, and is named
	}
	frontier := frontiers[journalSource.name]
	c := &audit.RecordCheck{Keys: []audit.Key{a.key, a.previous}, Sealed: func(id int64) bool { return !frontier.Has(id) }}
	if c.UnkeyedBefore, err = a.unkeyedBefore(ctx, tx, chain.KeyedSince > 0); err != nil {
		return nil, err
	}
	c.AdoptedBefore, err = a.adoption(ctx, tx)
	return c, err
}

// anyID is beyond every id.
const anyID = int64(1) << 62

// unkeyedBefore is the first id from which on a record must have a key. Where
// none is configured there is none to have; after the first signed seal no
// record is without; before it the first record with a key ends the time before.
func (a *Auditor) unkeyedBefore(ctx context.Context, q dbconn.Querier, sealed bool) (int64, error) {
	if a.key.ID == "" {
		return anyID, nil
	}
	if sealed {
		return 0, nil
	}
	var id int64
	err := q.GetContext(ctx, &id, "SELECT COALESCE(MIN(id), ?) FROM audit_journal WHERE key_id <> ''", anyID)
	if err != nil {
		return 0, fmt.Errorf("look for the first record with a key: %w", err)
	}
	return id, nil
}

// verifyTable compares one table; the nameless one has records only.
func verifyTable(ctx context.Context, tx *dbconn.Tx, t *journal.Table, records *audit.RecordCheck, v *Journal) error {
	r := rowReader{table: t}
	check := audit.TableCheck{Table: t.Name, Personal: t.IsPersonal}
	if t.Name != "" {
		// One read of nothing, for the columns.
		if err := r.each(ctx, tx, " WHERE 1 = 0", func(string, []string) error { return nil }); err != nil {
			return err
		}
		check.Columns = r.columns
	}
	err := RecordTable.Read(ctx, tx, func(rec audit.Record) error {
		if !records.Take(&rec) {
			return nil
		}
		if err := check.Record(&rec); err != nil {
			records.Problems = append(records.Problems, audit.Problem{Kind: audit.RecordForged, Source: RecordTable.Name, ID: rec.ID, N: 1, Table: rec.Table})
		}
		return nil
	}, " WHERE table_name = ? ORDER BY id", t.Name)
	if err != nil || t.Name == "" {
		return err
	}
	err = r.each(ctx, tx, "", func(key string, values []string) error {
		check.Row(key, values)
		return nil
	})
	if err != nil {
		return err
	}
	check.End()
	v.Rows += check.Rows
	v.Problems = append(v.Problems, check.Problems...)
	v.Released = append(v.Released, check.Released...)
	return nil
}
