package directory

import (
	"context"

	"qunguan/reconcile/workgroup"
	"qunguan/sql/base"
)

// IdentityAnswerTable are people's answers about the bearers of accounts and cards.
var IdentityAnswerTable = base.Table[workgroup.IdentityAnswer]{
	Name: "said_identities", Keys: 1,
	Columns: []string{"id", "platform", "account", "group_code", "card", "person", "outsider", "valid_until", "actor", "case_id", "at_ms", "written_ms", "ended_ms"},
	Fields: func(s *workgroup.IdentityAnswer) []any {
		return []any{
			&s.ID, &s.Platform, &s.Account, &s.Group, &s.Card, &s.Person, &s.Outsider, &s.ValidUntil, &s.By, &s.Case,
			base.Moment(&s.At), base.Moment(&s.WrittenAt), base.Moment(&s.EndedAt),
		}
	},
}

// IdentityAnswers lists the answers about the bearers of accounts and cards that still count, the
// oldest first.
func (s *Store) IdentityAnswers(ctx context.Context) ([]workgroup.IdentityAnswer, error) {
	return IdentityAnswerTable.All(ctx, s.DB, " WHERE ended_ms = 0 ORDER BY id")
}
