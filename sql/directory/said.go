package directory

import (
	"context"

	"qunguan/reconcile/workgroup"
	"qunguan/sql/base"
)

// SaidTable is who accounts and cards are, as people said.
var SaidTable = base.Table[workgroup.Said]{
	Name: "said_identities", Keys: 1,
	Columns: []string{"id", "platform", "account", "group_code", "card", "person", "outsider", "valid_until", "actor", "case_id", "at_ms", "written_ms", "ended_ms"},
	Fields: func(s *workgroup.Said) []any {
		return []any{
			&s.ID, &s.Platform, &s.Account, &s.Group, &s.Card, &s.Person, &s.Outsider, &s.ValidUntil, &s.By, &s.Case,
			base.Moment(&s.At), base.Moment(&s.WrittenAt), base.Moment(&s.EndedAt),
		}
	},
}

// Said lists what was said about who accounts and cards are and still counts,
// the oldest first.
func (s *Store) Said(ctx context.Context) ([]workgroup.Said, error) {
	return SaidTable.All(ctx, s.DB, " WHERE ended_ms = 0 ORDER BY id")
}
