package directory

import (
	"context"
	"time"

	"qunguan/reconcile/intake"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
)

// rowImport is when an import last brought a row, changed or not.
type rowImport struct {
	kind, code string
	at         time.Time
}

var rowImportTable = base.Table[rowImport]{
	Name: "row_imports", Keys: 2, Columns: []string{"kind", "code", "at_ms"},
	Fields: func(r *rowImport) []any { return []any{&r.kind, &r.code, base.Moment(&r.at)} },
}

// datedKinds are the kinds whose rows have the moment at which they came last: older rows are no
// evidence until somebody looked again.
var datedKinds = map[intake.Kind]bool{intake.Accounts: true, intake.Apps: true}

// brought notes the moment of rows that the import has. One that is taken in
// late, under an earlier moment, leaves the newer one.
func (p *Publication) brought(ctx context.Context, kind intake.Stored, recs []any) error {
	if !datedKinds[kind.Kind] || len(recs) == 0 {
		return nil
	}
	before, err := importedAt(ctx, p.Tx, kind.Kind)
	if err != nil {
		return err
	}
	var rows []rowImport
	for _, r := range recs {
		if code := kind.Key(r); p.Info.At.After(before[code]) {
			rows = append(rows, rowImport{string(kind.Kind), code, p.Info.At})
		}
	}
	return rowImportTable.Upsert(ctx, p.Tx, rows)
}

// importedAt is when each row of the kind came last; a row of a registry that
// did not keep it yet is absent.
func importedAt(ctx context.Context, q dbconn.Querier, kind intake.Kind) (map[string]time.Time, error) {
	at := map[string]time.Time{}
	err := rowImportTable.Read(ctx, q, func(r rowImport) error {
		at[r.code] = r.at
		return nil
	}, " WHERE kind = ?", string(kind))
	return at, err
}
