package access

import (
	"context"
	"fmt"
	"time"

	"qunguan/reconcile/access"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
)

var tokenTable = base.Table[access.Token]{
	Name: "api_tokens", Keys: 1,
	Columns: []string{"id", "name", "role", "proof", "made_by", "made_ms", "expires_ms", "ended_ms", "ended_by"},
	Fields: func(t *access.Token) []any {
		return []any{&t.ID, &t.Name, &t.Role, &t.Proof, &t.MadeBy, base.Moment(&t.MadeAt), base.Moment(&t.ExpiresAt), base.Moment(&t.EndedAt), &t.EndedBy}
	},
}

// AddToken writes a token and gives it its number.
func (s *Store) AddToken(ctx context.Context, t access.Token) (access.Token, error) {
	err := s.DB.Tx(ctx, func(tx *dbconn.Tx) error {
		var err error
		if t.ID, err = base.IssueIDs(ctx, tx, "api_tokens", 1); err != nil {
			return err
		}
		return tokenTable.Insert(ctx, tx, []access.Token{t})
	})
	if err != nil {
		return t, fmt.Errorf("write a token: %w", err)
	}
	return t, nil
}

// Tokens lists all tokens, the oldest first.
func (s *Store) Tokens(ctx context.Context) ([]access.Token, error) {
	return tokenTable.All(ctx, s.DB, " ORDER BY id")
}

// Token reads the token with the proof; ok is false for none.
func (s *Store) Token(ctx context.Context, proof string) (t access.Token, ok bool, err error) {
	list, err := tokenTable.All(ctx, s.DB, " WHERE proof = ?", proof)
	if err != nil || len(list) == 0 {
		return t, false, err
	}
	return list[0], true, nil
}

// RevokeToken ends a token; base.ErrNotFound if there is none of the number that
// still counts.
func (s *Store) RevokeToken(ctx context.Context, id int64, by string, at time.Time) error {
	err := s.DB.Tx(ctx, func(tx *dbconn.Tx) error {
		n, err := base.UpdateRows(ctx, tx, tokenTable.Name, []string{"ended_ms", "ended_by"}, []any{base.MS(at), by}, "id = ? AND ended_ms = 0", id)
		if err == nil && n == 0 {
			err = base.ErrNotFound
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("revoke token %d: %w", id, err)
	}
	return nil
}
