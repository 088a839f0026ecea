package directory

import (
	"context"
	"time"

	"qunguan/sql/base"
	"qunguan/sql/dbconn"
)

// overrideShrink: a roster or list that had shrunk was applied on somebody's
// word.
const overrideShrink = "shrink_accepted"

// override is a row of audit_overrides: somebody's word that set a guard aside
// and that no other table keeps.
type override struct {
	id            int64
	kind          string
	subject       string
	reason        string
	by            string // person code; empty where nobody said who
	at, writtenAt time.Time
}

var overrideTable = base.Table[override]{
	Name: "audit_overrides", Keys: 1,
	Columns: []string{"id", "kind", "subject", "reason", "at_ms", "written_ms", "actor"},
	Fields: func(o *override) []any {
		return []any{&o.id, &o.kind, &o.subject, &o.reason, base.Moment(&o.at), base.Moment(&o.writtenAt), &o.by}
	},
}

// writeOverride belongs into the transaction of what it lets through.
func writeOverride(ctx context.Context, tx *dbconn.Tx, o override) error {
	var err error
	if o.id, err = base.IssueIDs(ctx, tx, "audit_overrides", 1); err != nil {
		return err
	}
	return overrideTable.Insert(ctx, tx, []override{o})
}
