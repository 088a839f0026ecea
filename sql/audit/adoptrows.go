package audit

import (
	"context"
	"fmt"

	"qunguan/reconcile/audit"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
	"qunguan/sql/journal"
)

// adoptRows records, in a person's name, the rows that verify found different
// as they stand, and answers for records that no key verifies.
func (a *Auditor) adoptRows(ctx context.Context, by, reason string, problems []audit.Problem) error {
	kinds := map[string]map[string]string{} // table → key → kind
	for _, p := range problems {
		if p.Key == "" {
			continue
		}
		if kinds[p.Table] == nil {
			kinds[p.Table] = map[string]string{}
		}
		kinds[p.Table][p.Key] = p.Kind
	}
	as := journal.As{Kind: audit.RowsAdopted, By: by, Reason: reason}
	err := a.store.DB.Tx(ctx, func(tx *dbconn.Tx) error {
		as.Mark(tx)
		for _, t := range journal.Tables {
			of := kinds[t.Name]
			if len(of) == 0 {
				continue
			}
			there := map[string]bool{}
			r := rowReader{table: &t}
			err := r.each(ctx, tx, "", func(key string, values []string) error {
				if of[key] == "" {
					return nil
				}
				there[key] = true
				return as.Found(tx, &t, key, r.columns, base.Args(values))
			})
			if err != nil {
				return err
			}
			for key := range of {
				if !there[key] {
					as.Gone(tx, &t, key)
				}
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("adopt rows: %w", err)
	}
	return nil
}

// soundRecords says which records must not be sealed: those that no key at hand
// verifies, and none answered for.
func (a *Auditor) soundRecords(ctx context.Context, tx *dbconn.Tx, last *audit.Seal) (func(r audit.Row) *audit.Refusal, error) {
	unkeyed, err := a.unkeyedBefore(ctx, tx, last != nil && last.KeyID != "")
	if err != nil {
		return nil, err
	}
	adopted, err := a.adoption(ctx, tx)
	if err != nil {
		return nil, err
	}
	return func(r audit.Row) *audit.Refusal {
		rec := recordOf(r)
		if rec.ID < adopted {
			return nil
		}
		if kind := audit.Unsound(&rec, rec.ID < unkeyed, a.key, a.previous); kind != "" {
			return &audit.Refusal{Kind: kind, Record: rec.ID}
		}
		return nil
	}, nil
}
