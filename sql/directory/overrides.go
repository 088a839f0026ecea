package directory

import (
	"context"
	"time"

	"qunguan/sql/base"
	"qunguan/sql/dbconn"
)

// overrideShrink is the kind of a list or roster that had shrunk and was let
// through with a reason.
const overrideShrink = "shrink_accepted"

// override is a row of audit_overrides: a guard set aside with a reason that no
// other table keeps.
type override struct {
	id            int64
	kind          string
	subject       string
	reason        string
	by            string // person code; empty if the file's clerk gave no name
	login         string // user@host of the command that let it through
	at, writtenAt time.Time
}

var overrideTable = base.Table[override]{
	Name: "audit_overrides", Keys: 1,
	Columns: []string{"id", "kind", "subject", "reason", "at_ms", "written_ms", "actor", "login"},
	Fields: func(o *override) []any {
		return []any{&o.id, &o.kind, &o.subject, &o.reason, base.Moment(&o.at), base.Moment(&o.writtenAt), &o.by, &o.login}
	},
}

// writeOverride must run in the transaction that the override lets through.
func writeOverride(ctx context.Context, tx *dbconn.Tx, o override) error {
	var err error
	if o.id, err = base.IssueIDs(ctx, tx, "audit_overrides", 1); err != nil {
		return err
	}
	return overrideTable.Insert(ctx, tx, []override{o})
}
