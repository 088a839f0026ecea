package rosters

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
	"unicode/utf8"

	"qunguan/reconcile/intake"
	"qunguan/reconcile/workgroup"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
)

// ErrTooLong is returned for a value longer than workgroup's limits.
var ErrTooLong = errors.New("value is too long for the registry")

// ErrMeanwhile is returned by Publish when another import published a roster
// of the same group between Settle and Publish: the comparison no longer
// holds. Nothing was written; the import can be run again.
var ErrMeanwhile = errors.New("another import changed the same rosters meanwhile")

// Stage takes the rows of one import into temporary tables of one connection.
// Nobody else sees them, no lock is held meanwhile (SQLite keeps temporary
// tables in a file of their own), and they are gone with the connection.
// Member and Activity first, then Settle, then Publish; Close always. A Stage
// is for one goroutine.
type Stage struct {
	store *Store
	conn  *dbconn.Conn
	turn  sync.Mutex // whose turn it is on the connection while rows are taken

	Members    *batch
	activities *batch
	groups     map[string]*staged
	places     []intake.Place // file and sheet of the rows, Row = 0
	run        keyRun
	digests    *digester
	row        []value // the row that is being staged
	settled    bool
	differs    bool // Settle noted something of a roster that is stored
}

// staged is what the stage knows of one group without reading its rows.
type staged struct {
	rows      int
	takenAt   time.Time
	nicknames bool // every row's sheet has the column
	spoken    bool
	hasRoster bool
	firstSeen time.Time
	lastSeen  time.Time
	platform  string // of unfiled groups
	number    string
	name      string

	mayDouble bool // an account may stand twice: the rows must be looked at
	digest    rosterDigest

	// By Settle.
	doubles   bool // some account stands twice
	unchanged bool // every row is stored as it is
	before    rosterHead
	after     workgroup.Roster
	removed   int
}

var _ intake.Stage = (*Stage)(nil)

// Temporary tables. named marks rows whose account was made from the nickname.
var stageTables = [][2]string{
	{"stage_members", "group_code VARBINARY(400) NOT NULL, account_key VARBINARY(1000) NOT NULL, ordinal BIGINT NOT NULL, " +
		"account VARCHAR(250) NOT NULL, nickname VARCHAR(200) NOT NULL, chat_role VARCHAR(100) NOT NULL, joined_ms BIGINT NOT NULL, " +
		"spoke_ms BIGINT NOT NULL, taken_ms BIGINT NOT NULL, named TINYINT NOT NULL, place_no INT NOT NULL, line_no INT NOT NULL, " +
		"PRIMARY KEY (group_code, account_key, ordinal)"},
	{"stage_activities", "ordinal BIGINT NOT NULL PRIMARY KEY, group_code VARBINARY(400) NOT NULL, taken_ms BIGINT NOT NULL, " +
		"last_ms BIGINT NOT NULL, activity_on CHAR(10) NOT NULL, messages BIGINT NOT NULL, speakers BIGINT NOT NULL"},
	// What Settle found different: rows to write, rows to delete, words to keep.
	{"stage_diff", "group_code VARBINARY(400) NOT NULL, account_key VARBINARY(1000) NOT NULL, ordinal BIGINT NOT NULL, PRIMARY KEY (group_code, account_key)"},
	{"stage_moves", "group_code VARBINARY(400) NOT NULL, account_key VARBINARY(1000) NOT NULL, has_left TINYINT NOT NULL, PRIMARY KEY (group_code, account_key)"},
	{"stage_spoken", "group_code VARBINARY(400) NOT NULL, robot_role TINYINT NOT NULL, spoke_ms BIGINT NOT NULL, account_key VARBINARY(1000) NOT NULL, " +
		"nickname VARCHAR(200) NOT NULL, PRIMARY KEY (group_code, robot_role, spoke_ms, account_key, nickname)"},
	// The rosters that Publish applies.
	{"stage_rosters", "group_code VARBINARY(400) NOT NULL PRIMARY KEY, is_new TINYINT NOT NULL, taken_ms BIGINT NOT NULL, member_count BIGINT NOT NULL, " +
		"has_nicknames TINYINT NOT NULL, has_spoken TINYINT NOT NULL, written_ms BIGINT NOT NULL, version BIGINT NOT NULL"},
}

// NewStage opens a stage on a connection of its own.
func (s *Store) NewStage(ctx context.Context) (*Stage, error) {
	conn, err := s.DB.Hold(ctx)
	if err != nil {
		return nil, fmt.Errorf("open staging area: %w", err)
	}
	st := &Stage{store: s, conn: conn, groups: map[string]*staged{}, digests: newDigester()}
	for _, t := range stageTables {
		if err = st.exec(ctx, "DROP TABLE IF EXISTS "+dropTemp(s.DB.Dialect, t[0])); err == nil {
			err = st.exec(ctx, s.DB.Dialect.Temp(t[0], t[1]))
		}
		if err != nil {
			return nil, errors.Join(err, conn.Close())
		}
	}
	st.activities = st.inserts("stage_activities", 7, "")
	if st.Members, err = st.memberBatch(ctx); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return st, nil
}

// memberBatch takes rows of rosters in the fastest way that the server permits.
func (st *Stage) memberBatch(ctx context.Context) (*batch, error) {
	if st.store.DB.Dialect == dbconn.MySQL {
		can, err := dbconn.CanLoad(ctx, st.conn, "stage_members")
		if err != nil {
			return nil, fmt.Errorf("open staging area: %w", err)
		}
		if can {
			return st.loads("stage_members"), nil
		}
	}
	return st.inserts("stage_members", 12, ""), nil
}

// dropTemp never names a table of the registry itself.
func dropTemp(d dbconn.Dialect, name string) string {
	if d == dbconn.SQLite {
		return "temp." + name
	}
	return name
}

func (st *Stage) exec(ctx context.Context, query string, args ...any) error {
	if _, err := st.conn.ExecContext(ctx, query, args...); err != nil {
		return fmt.Errorf("staging area: %w", err)
	}
	return nil
}

// Close forgets the rows and gives the connection back. It must be called
// also after Publish; the context's end does not stop it.
func (st *Stage) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	_, _ = st.Members.wait(), st.activities.wait() // what failed is of no use any more
	for _, t := range stageTables {
		if err := st.exec(ctx, "DROP TABLE IF EXISTS "+dropTemp(st.store.DB.Dialect, t[0])); err != nil {
			// A connection that cannot be cleaned must not go back to the pool.
			_ = st.conn.Raw(func(any) error { return errBadConn })
			break
		}
	}
	if err := st.conn.Close(); err != nil && !errors.Is(err, errConnDone) {
		return fmt.Errorf("close staging area: %w", err)
	}
	return nil
}

// Member stages a row of 群成员. A row without account is called @nickname.
func (st *Stage) Member(ctx context.Context, row intake.MemberRow) error {
	m, named := row.Member, row.Member.Account == ""
	if named {
		m.Account = "@" + trimmed(m.Nickname)
	}
	if utf8.RuneCountInString(m.Account) > workgroup.MaxAccount || utf8.RuneCountInString(m.Nickname) > workgroup.MaxNickname {
		return fmt.Errorf("%s, %s, row %d: account or nickname: %w", row.Place.File, row.Place.Sheet, row.Place.Row, ErrTooLong)
	}
	g := st.group(row.Group)
	if !g.hasRoster {
		g.hasRoster, g.nicknames = true, true
	}
	g.rows++
	g.nicknames = g.nicknames && row.HasNicknames
	g.spoken = g.spoken || !m.SpokeAt.IsZero()
	if row.TakenAt.After(g.takenAt) {
		g.takenAt = row.TakenAt
	}
	g.see(row.Platform, row.Number, row.GroupName, row.TakenAt)
	key := m.Key()
	g.mayDouble = st.run.mayDouble(row.Group, key, g.rows == 1) || g.mayDouble
	joined, spoke := base.MS(m.JoinedAt), base.MS(m.SpokeAt)
	st.digests.member(&g.digest, m, joined, spoke)
	st.row = append(st.row[:0], text(row.Group), text(key), number(row.Ordinal), text(m.Account), text(m.Nickname), text(m.Role), number(joined), number(spoke),
		number(base.MS(row.TakenAt)), flag(named), number(st.place(row.Place)), number(row.Place.Row))
	return st.Members.add(ctx, st.row...)
}

// Activity stages a row of 群活动.
func (st *Stage) Activity(ctx context.Context, row intake.ActivityRow) error {
	a := row.Activity
	g := st.group(a.Group)
	g.see(row.Platform, row.Number, row.GroupName, a.TakenAt)
	return st.activities.add(ctx, number(st.activities.count), text(a.Group), number(base.MS(a.TakenAt)), number(base.MS(a.LastMessageAt)), text(string(a.Day)),
		number(a.Messages), number(a.Speakers))
}

func (st *Stage) group(code string) *staged {
	g, ok := st.groups[code]
	if !ok {
		g = &staged{}
		st.groups[code] = g
	}
	return g
}

func (g *staged) see(platform, number, name string, at time.Time) {
	g.platform, g.number = platform, number
	if name != "" && (g.name == "" || !at.Before(g.lastSeen)) {
		g.name = name
	}
	if g.firstSeen.IsZero() || at.Before(g.firstSeen) {
		g.firstSeen = at
	}
	if at.After(g.lastSeen) {
		g.lastSeen = at
	}
}

// place numbers file and sheet; rows of one sheet come together.
func (st *Stage) place(p intake.Place) int {
	p.Row = 0
	if n := len(st.places); n > 0 && st.places[n-1] == p {
		return n - 1
	}
	st.places = append(st.places, p)
	return len(st.places) - 1
}
