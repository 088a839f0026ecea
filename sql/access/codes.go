package access

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"qunguan/jobs/signin"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
)

// loginCode is a row of login_codes.
type loginCode struct {
	signin.Code

	id    int64
	tries int
	used  time.Time
}

var codeTable = base.Table[loginCode]{
	Name: "login_codes", Keys: 1,
	Columns: []string{"id", "browser", "person", "proof", "asked_ms", "tries", "used_ms"},
	Fields: func(c *loginCode) []any {
		return []any{&c.id, &c.Browser, &c.Person, &c.Proof, base.Moment(&c.AskedAt), &c.tries, base.Moment(&c.used)}
	},
}

// AskCode writes a code that a browser asked for. If one of the limits is
// reached, nothing may be sent: then it is written as a code of nobody, so that
// the browser sees no difference (signin.Codes).
func (s *Store) AskCode(ctx context.Context, c signin.Code, limits ...signin.Limit) (ok bool, err error) {
	err = s.DB.Tx(ctx, func(tx *dbconn.Tx) error {
		// The number lets one at a time through: two at once would both be the
		// last that the limit permits.
		row := loginCode{Code: c}
		var err error
		if row.id, err = base.IssueIDs(ctx, tx, "login_codes", 1); err != nil {
			return err
		}
		ok = c.Person != ""
		for _, l := range limits {
			var n int
			if err := tx.GetContext(ctx, &n, "SELECT COUNT(*) FROM login_codes WHERE person = ? AND asked_ms > ?", c.Person, base.MS(l.Since)); err != nil {
				return fmt.Errorf("count codes: %w", err)
			}
			ok = ok && n < l.AtMost
		}
		if !ok {
			row.Person = ""
		}
		if _, err := tx.ExecContext(ctx, "DELETE FROM login_codes WHERE asked_ms < ?", base.MS(c.AskedAt.AddDate(0, 0, -2))); err != nil {
			return fmt.Errorf("forget old codes: %w", err)
		}
		return codeTable.Insert(ctx, tx, []loginCode{row})
	})
	if err != nil {
		return false, fmt.Errorf("write a code that was asked for: %w", err)
	}
	return ok, nil
}

// UseCode takes a code that somebody typed: of the newest that the browser asked
// for since the moment. Each try counts; a right one works once
// (signin.Codes).
func (s *Store) UseCode(ctx context.Context, browser, proof string, since, now time.Time, tries int) (person string, ok bool, err error) {
	err = s.DB.Tx(ctx, func(tx *dbconn.Tx) error {
		person, ok = "", false
		var id int64
		err := tx.GetContext(ctx, &id, "SELECT id FROM login_codes WHERE browser = ? ORDER BY id DESC LIMIT 1", browser)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("look for the browser's code: %w", err)
		}
		n, err := changed(tx.ExecContext(ctx, "UPDATE login_codes SET tries = tries + 1 WHERE id = ? AND used_ms = 0 AND asked_ms > ? AND tries < ?", id, base.MS(since), tries))
		if err != nil || n == 0 {
			return err
		}
		n, err = changed(tx.ExecContext(ctx, "UPDATE login_codes SET used_ms = ? WHERE id = ? AND proof = ? AND person <> ''", base.MS(now), id, proof))
		if err != nil || n == 0 {
			return err
		}
		ok = true
		return tx.GetContext(ctx, &person, "SELECT person FROM login_codes WHERE id = ?", id)
	})
	if err != nil {
		return "", false, fmt.Errorf("take a code: %w", err)
	}
	return person, ok, nil
}

// changed is how many rows a statement changed.
func changed(res sql.Result, err error) (int64, error) {
	if err != nil {
		return 0, fmt.Errorf("write: %w", err)
	}
	n, err := res.RowsAffected()
	if err != nil {
		return 0, fmt.Errorf("write: %w", err)
	}
	return n, nil
}
