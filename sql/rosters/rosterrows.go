package rosters

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"

	"qunguan/reconcile/intake"
	"qunguan/reconcile/workgroup"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
)

// rosterRows goes through rows of rosters, staged or stored, in the order of
// group and account key. Millions of rows go through here: their bytes are
// looked at where the driver has them, and are good until next. Both kinds of
// rows give numbers as the same decimal digits.
type rosterRows struct {
	rows *sql.Rows
	text [len(stagedColumns)]sql.RawBytes
	dest []any
	more bool
}

// Columns of rosterRows; stored rows have those before colOrdinal.
const (
	colGroup = iota
	colKey
	colAccount
	colNickname
	colRole
	colJoined
	colSpoke
	colOrdinal
	colTaken
	colPlace
	colLine
)

var stagedColumns = [...]string{
	colGroup: "group_code", colKey: "account_key", colAccount: "account", colNickname: "nickname", colRole: "chat_role", colJoined: "joined_ms",
	colSpoke: "spoke_ms", colOrdinal: "ordinal", colTaken: "taken_ms", colPlace: "place_no", colLine: "line_no",
}

func readStaged(ctx context.Context, conn *dbconn.Conn, groups []string) (*rosterRows, error) {
	return readRosters(ctx, conn, groups, "stage_members", stagedColumns[:], ", ordinal")
}

func readStored(ctx context.Context, db *dbconn.DB, groups []string) (*rosterRows, error) {
	return readRosters(ctx, db, groups, "roster_members", stagedColumns[:colOrdinal], "")
}

func readRosters(ctx context.Context, q dbconn.Querier, groups []string, table string, columns []string, order string) (*rosterRows, error) {
	//nolint:rowserrcheck // next asks for it
	rows, err := q.QueryContext(ctx, "SELECT "+strings.Join(columns, ", ")+" FROM "+table+" WHERE group_code IN ("+dbconn.In(len(groups))+
		") ORDER BY group_code, account_key"+order, base.Args(groups)...)
	if err != nil {
		return nil, fmt.Errorf("compare rosters: %w", err)
	}
	r := &rosterRows{rows: rows}
	for i := range columns {
		r.dest = append(r.dest, &r.text[i])
	}
	if err := r.next(); err != nil {
		r.close()
		return nil, err
	}
	return r, nil
}

func (r *rosterRows) close() { base.CloseRows(r.rows) }

// next goes on to the next row.
func (r *rosterRows) next() error {
	if r.more = r.rows.Next(); !r.more {
		if err := r.rows.Err(); err != nil {
			return fmt.Errorf("compare rosters: %w", err)
		}
		return nil
	}
	if err := r.rows.Scan(r.dest...); err != nil {
		return fmt.Errorf("compare rosters: %w", err)
	}
	return nil
}

// in reports whether there is a row and it is one of the group.
func (r *rosterRows) in(group string) bool { return r.more && string(r.text[colGroup]) == group }

func (r *rosterRows) key() []byte { return r.text[colKey] }

func (r *rosterRows) account() []byte { return r.text[colAccount] }

// sameFacts compares what two rows say about an account, apart from how they
// spell it.
func (r *rosterRows) sameFacts(o *rosterRows) bool {
	for i := colNickname; i <= colSpoke; i++ {
		if !bytes.Equal(r.text[i], o.text[i]) {
			return false
		}
	}
	return true
}

func (r *rosterRows) robot() bool { return string(r.text[colRole]) == workgroup.RoleRobot }

func (r *rosterRows) number(column int) (int64, error) {
	n, err := strconv.ParseInt(string(r.text[column]), 10, 64)
	if err != nil {
		return 0, fmt.Errorf("compare rosters: %s: %w", stagedColumns[column], err)
	}
	return n, nil
}

// stagedRow is a staged row that is kept after next.
type stagedRow struct {
	key     string
	account string
	facts   [5]string // what else the row says: rows with the same ones are identical
	ordinal int64
	place   intake.Place
}

// staged keeps the row; places are those of the stage.
func (r *rosterRows) staged(places []intake.Place) (stagedRow, error) {
	row := stagedRow{key: string(r.key()), account: string(r.account())}
	for i, column := range []int{colNickname, colRole, colJoined, colSpoke, colTaken} {
		row.facts[i] = string(r.text[column])
	}
	place, err := r.number(colPlace)
	if err != nil {
		return row, err
	}
	row.place = places[place]
	line, err := r.number(colLine)
	if err != nil {
		return row, err
	}
	row.place.Row = int(line)
	row.ordinal, err = r.number(colOrdinal)
	return row, err
}
