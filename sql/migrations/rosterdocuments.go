package migrations

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pressly/goose/v3"

	"qunguan/reconcile/roster"
	"qunguan/reconcile/workgroup"
	"qunguan/sql/dbconn"
)

// rosterDocuments is the version from which on a roster is a document. Before
// it every member of every group was a row of roster_members.
const rosterDocuments = 13

// toDocuments makes documents of the rows of old, and then takes their table
// away. It holds one group in memory. Cut off anywhere, it goes on where it was
// when it is run again: documents are written in the order of their groups, so
// the last one tells how far it came.
func toDocuments(dialect dbconn.Dialect) *goose.Migration {
	c := conversion{dialect: dialect}
	return goose.NewGoMigration(rosterDocuments, &goose.GoFunc{RunDB: c.run}, nil)
}

type conversion struct {
	dialect dbconn.Dialect
	encoder roster.Encoder
	members []workgroup.Member
	pending []any // group, document, …
	bytes   int
}

const (
	documentsAtOnce     = 200
	documentBytesAtOnce = 1 << 20
)

func (c conversion) run(ctx context.Context, db *sql.DB) error {
	table := "CREATE TABLE IF NOT EXISTS roster_documents (group_code VARBINARY(400) NOT NULL PRIMARY KEY, content LONGBLOB NOT NULL)" +
		" DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin"
	if c.dialect == dbconn.SQLite {
		table = "CREATE TABLE IF NOT EXISTS roster_documents (group_code TEXT NOT NULL PRIMARY KEY, content BLOB NOT NULL)"
	}
	if _, err := db.ExecContext(ctx, table); err != nil {
		return err
	}
	there, err := hasTable(ctx, db, c.dialect, "roster_members")
	if err != nil || !there {
		return err
	}
	if err := c.convert(ctx, db); err != nil {
		return fmt.Errorf("make documents of rosters: %w", err)
	}
	_, err = db.ExecContext(ctx, "DROP TABLE roster_members")
	return err
}

func (c *conversion) convert(ctx context.Context, db *sql.DB) error {
	var last string
	if err := db.QueryRowContext(ctx, "SELECT COALESCE(MAX(group_code), '') FROM roster_documents").Scan(&last); err != nil {
		return err
	}
	for {
		var group sql.NullString
		if err := db.QueryRowContext(ctx, "SELECT MIN(group_code) FROM roster_members WHERE group_code > ?", last).Scan(&group); err != nil {
			return err
		}
		if !group.Valid {
			return c.flush(ctx, db)
		}
		last = group.String
		if err := c.group(ctx, db, last); err != nil {
			return fmt.Errorf("group %s: %w", last, err)
		}
		if len(c.pending) >= 2*documentsAtOnce || c.bytes >= documentBytesAtOnce {
			if err := c.flush(ctx, db); err != nil {
				return err
			}
		}
	}
}

// group reads one group's rows.
func (c *conversion) group(ctx context.Context, db *sql.DB, group string) error {
	rows, err := db.QueryContext(ctx, "SELECT account, nickname, chat_role, joined_ms, spoke_ms FROM roster_members WHERE group_code = ?", group)
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // the error is in rows.Err
	c.members = c.members[:0]
	for rows.Next() {
		var m workgroup.Member
		var joined, spoke int64
		if err := rows.Scan(&m.Account, &m.Nickname, &m.Role, &joined, &spoke); err != nil {
			return err
		}
		m.JoinedAt, m.SpokeAt = moment(joined), moment(spoke)
		c.members = append(c.members, m)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	slices.SortFunc(c.members, func(a, b workgroup.Member) int { return strings.Compare(a.Key(), b.Key()) })
	document, err := c.encoder.Append(nil, c.members)
	c.pending = append(c.pending, group, document)
	c.bytes += len(document)
	return err
}

func moment(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// flush writes the documents that are waiting, in one statement.
func (c *conversion) flush(ctx context.Context, db *sql.DB) error {
	if len(c.pending) == 0 {
		return nil
	}
	_, err := db.ExecContext(ctx, "INSERT INTO roster_documents (group_code, content) VALUES "+dbconn.Values(len(c.pending)/2, 2), c.pending...)
	c.pending, c.bytes = c.pending[:0], 0
	return err
}
