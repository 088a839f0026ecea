package migrations

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"github.com/pressly/goose/v3"

	"qunguan/reconcile/roster"
	"qunguan/reconcile/workgroup"
	"qunguan/sql/dbconn"
)

// spokenDocuments is the version from which on the times of speaking that
// former rosters held are documents. Before it each was a row of spoken_before.
const spokenDocuments = 32

// toSpokenDocuments makes documents of the rows, and then takes their table
// away. It holds one group's documents in memory. Cut off anywhere, it goes on
// with the group where it was: the same rows make the same documents.
func toSpokenDocuments(dialect dbconn.Dialect) *goose.Migration {
	c := wordsConversion{dialect: dialect}
	return goose.NewGoMigration(spokenDocuments, &goose.GoFunc{RunDB: c.run}, nil)
}

type wordsConversion struct {
	dialect dbconn.Dialect
	encoder roster.Encoder
	words   []workgroup.Member // of one document, oldest first
	pending []any              // group, newest, checksum, oldest, document, …
	bytes   int
}

const (
	wordsInDocument = 5000
	wordsColumns    = 5
)

func (c wordsConversion) run(ctx context.Context, db *sql.DB) error {
	// The same words of a group are one document; the newest moments are found without reading any.
	table := "CREATE TABLE IF NOT EXISTS spoken_documents (group_code VARBINARY(400) NOT NULL, newest_ms BIGINT NOT NULL, checksum BIGINT NOT NULL," +
		" oldest_ms BIGINT NOT NULL, content LONGBLOB NOT NULL, PRIMARY KEY (group_code, newest_ms, checksum)) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin"
	if c.dialect == dbconn.SQLite {
		table = "CREATE TABLE IF NOT EXISTS spoken_documents (group_code TEXT NOT NULL, newest_ms INTEGER NOT NULL, checksum INTEGER NOT NULL," +
			" oldest_ms INTEGER NOT NULL, content BLOB NOT NULL, PRIMARY KEY (group_code, newest_ms, checksum))"
	}
	if _, err := db.ExecContext(ctx, table); err != nil {
		return err
	}
	there, err := hasTable(ctx, db, c.dialect, "spoken_before")
	if err != nil || !there {
		return err
	}
	if err := c.convert(ctx, db); err != nil {
		return fmt.Errorf("make documents of times of speaking: %w", err)
	}
	_, err = db.ExecContext(ctx, "DROP TABLE spoken_before")
	return err
}

// convert goes from group to group, beginning with the last one that has a
// document: it may lack some.
func (c *wordsConversion) convert(ctx context.Context, db *sql.DB) error {
	var from string
	if err := db.QueryRowContext(ctx, "SELECT COALESCE(MAX(group_code), '') FROM spoken_documents").Scan(&from); err != nil {
		return err
	}
	for after := ">="; ; after = ">" {
		var group sql.NullString
		if err := db.QueryRowContext(ctx, "SELECT MIN(group_code) FROM spoken_before WHERE group_code "+after+" ?", from).Scan(&group); err != nil {
			return err
		}
		if !group.Valid {
			return c.flush(ctx, db)
		}
		from = group.String
		if err := c.group(ctx, db, from); err != nil {
			return fmt.Errorf("group %s: %w", from, err)
		}
		if len(c.pending) >= wordsColumns*documentsAtOnce || c.bytes >= documentBytesAtOnce {
			if err := c.flush(ctx, db); err != nil {
				return err
			}
		}
	}
}

// group reads one group's rows. Robots' are left out: no rule ever asked for
// them.
func (c *wordsConversion) group(ctx context.Context, db *sql.DB, group string) error {
	rows, err := db.QueryContext(ctx, "SELECT spoke_ms, account_key, nickname FROM spoken_before WHERE group_code = ? AND robot_role = 0"+
		" ORDER BY spoke_ms, account_key, nickname", group)
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // the error is in rows.Err
	for rows.Next() {
		var m workgroup.Member
		var spoke int64
		if err := rows.Scan(&spoke, &m.Account, &m.Nickname); err != nil {
			return err
		}
		m.SpokeAt = moment(spoke)
		c.words = append(c.words, m)
		if len(c.words) == wordsInDocument {
			if err := c.document(group); err != nil {
				return err
			}
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	return c.document(group)
}

// document makes one of the words that are waiting.
func (c *wordsConversion) document(group string) error {
	if len(c.words) == 0 {
		return nil
	}
	oldest, newest := c.words[0].SpokeAt.UnixMilli(), c.words[len(c.words)-1].SpokeAt.UnixMilli()
	slices.SortFunc(c.words, roster.CompareWords)
	document, err := c.encoder.AppendWords(nil, c.words)
	c.pending = append(c.pending, group, newest, int64(roster.Checksum(document)), oldest, document)
	c.bytes += len(document)
	c.words = c.words[:0]
	return err
}

// flush writes the documents that are waiting, in one statement.
func (c *wordsConversion) flush(ctx context.Context, db *sql.DB) error {
	if len(c.pending) == 0 {
		return nil
	}
	_, err := db.ExecContext(ctx, "INSERT INTO spoken_documents (group_code, newest_ms, checksum, oldest_ms, content) VALUES "+
		dbconn.Values(len(c.pending)/wordsColumns, wordsColumns)+c.dialect.Ignore("group_code"), c.pending...)
	c.pending, c.bytes = c.pending[:0], 0
	return err
}
