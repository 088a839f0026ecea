// Package staging holds the rosters and the activity that an import brings, names rows without an account,
// finds accounts that stand twice, and compares each roster with the stored one, so that the registry can
// publish all of it in one short transaction. It keeps rows that are too many for memory in a file, and
// knows of the registry what Stored says.
package staging

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"qunguan/reconcile/intake"
	"qunguan/reconcile/roster"
	"qunguan/reconcile/workgroup"
)

// ErrTooLong is returned for a value longer than workgroup's limits.
var ErrTooLong = errors.New("value is too long for the registry")

// Stage holds the rows of one import, compressed: in memory, and past a bound in a file. No lock and no
// connection of the registry is held meanwhile. Member, Activity and Spoke first, then Settle, then what
// is to be written is asked for; Close always. A Stage is for one goroutine.
type Stage struct {
	stored Stored
	spool  spool

	groups     map[string]*staged
	current    *staged // that of the last row: rows of one group come together
	waiting    int     // bytes of rows in all groups that are not packed yet
	buffer     []byte
	buffers    buffers
	spare      []byte         // for the rows of the next group
	places     []intake.Place // file and sheet of the rows, Row = 0
	activities struct {
		open   []byte
		packed []piece
	}
	speakers map[string][]workgroup.Member // group → who spoke when, as lists of speakers say
	settled  bool
	standing standing // nil: not looked for
	needed   []string // groups of which rows came although the stored roster stands for them
}

// waitingBytes bounds the rows that are not packed yet, groupBytes those of one
// group; from packBytes on they are packed as soon as another group's follow.
const (
	waitingBytes = 4 << 20
	groupBytes   = 256 << 10
	packBytes    = 2 << 10
)

// staged is a group on the stage, without its rows. A county has a hundred thousand.
type staged struct {
	taken     int64 // the newest row's 采集时间, in milliseconds
	rows      int32
	nicknames bool // every row's sheet has the column
	spoken    bool
	hasRoster bool
	active    bool                         // rows of 群活动 came
	stands    bool                         // the stored roster stands for the rows
	newer     bool                         // another moment than the stored roster's; by Settle
	unfiled   *workgroup.UnregisteredGroup // nil for a registered group

	open   []byte  // rows that are not packed yet
	packed []piece // rows in the order in which they came

	cells intake.Fingerprint // of which the roster is made; zero: not of those of one place

	// By Settle, for what is written.
	disposition    intake.Disposition
	version        int64 // of the stored roster's head; 0: there is none
	accounts       int32
	checksum       uint32 // of the document that is made of the cells
	document       piece  // to be stored; size 0 = as stored already
	moves          piece  // accounts that the stored roster has and this one has not, or the other way round
	words          piece  // the document of times of speaking that only the stored roster has
	newest, oldest int64  // of those times, in milliseconds
}

var _ interface {
	intake.Stage
	intake.StoredRosters
} = (*Stage)(nil)

// New is an empty stage beside the stored rosters.
func New(stored Stored) *Stage {
	return &Stage{stored: stored, spool: spool{bound: spoolMemory}, groups: map[string]*staged{}}
}

// Close forgets the rows.
func (st *Stage) Close() error {
	if err := st.spool.close(); err != nil {
		return fmt.Errorf("close staging area: %w", err)
	}
	return nil
}

// Member stages a row of 群成员. A row without account is called @nickname.
func (st *Stage) Member(_ context.Context, row intake.MemberRow) error {
	m, named := row.Member, row.Member.Account == ""
	if named {
		m.Account = "@" + strings.TrimSpace(m.Nickname)
	}
	if tooLong(m.Account, workgroup.MaxAccount) || tooLong(m.Nickname, workgroup.MaxNickname) {
		return fmt.Errorf("%s, %s, row %d: account or nickname: %w", row.Place.File, row.Place.Sheet, row.Place.Row, ErrTooLong)
	}
	g := st.group(row.Group)
	if g.stands {
		st.needed = append(st.needed, row.Group)
		g.stands = false
	}
	g.cells = intake.Fingerprint{}
	if !g.hasRoster {
		g.hasRoster, g.nicknames = true, true
	}
	taken := ms(row.TakenAt)
	g.rows++
	g.nicknames = g.nicknames && row.HasNicknames
	g.spoken = g.spoken || !m.SpokeAt.IsZero()
	g.taken = max(g.taken, taken)
	g.see(row.Platform, row.Number, row.GroupName, row.TakenAt)
	if err := st.turnTo(g); err != nil {
		return err
	}
	if g.open == nil {
		g.open, st.spare = st.spare, nil
	}
	before := len(g.open)
	g.open = appendRow(g.open, stagedRow{Member: m, named: named, taken: taken, place: st.place(row.Place), line: row.Place.Row})
	st.waiting += len(g.open) - before
	if len(g.open) < groupBytes {
		return nil
	}
	return st.packRows(g)
}

// tooLong counts characters only where there may be too many.
func tooLong(text string, most int) bool {
	return len(text) > most && utf8.RuneCountInString(text) > most
}

// turnTo packs what has come of the group before, and of all groups when they
// take too much memory.
func (st *Stage) turnTo(g *staged) error {
	last := st.current
	st.current = g
	switch {
	case st.waiting > waitingBytes:
		for _, other := range st.groups {
			if err := st.packRows(other); err != nil {
				return err
			}
		}
	case last != nil && last != g && len(last.open) >= packBytes:
		return st.packRows(last)
	case last != nil && last != g && cap(last.open) > 2*packBytes: // few rows in a buffer that held another group's many
		few := slices.Clone(last.open)
		last.open, st.spare = few, last.open[:0]
	}
	return nil
}

func (st *Stage) packRows(g *staged) error {
	p, err := st.pack(g.open)
	if err != nil || p.size == 0 {
		return err
	}
	st.waiting -= len(g.open)
	g.packed, g.open, st.spare = append(g.packed, p), nil, g.open[:0]
	return nil
}

func (st *Stage) pack(text []byte) (piece, error) {
	if len(text) == 0 {
		return piece{}, nil
	}
	st.buffer = roster.Pack(st.buffer, text)
	return st.spool.put(st.buffer)
}

// Spoke stages when somebody last spoke, as a list of speakers says.
func (st *Stage) Spoke(_ context.Context, row intake.SpokenRow) error {
	if st.speakers == nil {
		st.speakers = map[string][]workgroup.Member{}
	}
	st.speakers[row.Group] = append(st.speakers[row.Group], workgroup.Member{Account: row.Account, Nickname: row.Nickname, SpokeAt: row.SpokeAt})
	return nil
}

// Activity stages a row of 群活动.
func (st *Stage) Activity(_ context.Context, row intake.ActivityRow) error {
	a := &st.activities
	g := st.group(row.Activity.Group)
	g.active = true
	g.see(row.Platform, row.Number, row.GroupName, row.Activity.TakenAt)
	a.open = appendActivity(a.open, row.Activity)
	if len(a.open) < groupBytes {
		return nil
	}
	p, err := st.pack(a.open)
	a.packed, a.open = append(a.packed, p), a.open[:0]
	return err
}

func (st *Stage) group(code string) *staged {
	g, ok := st.groups[code]
	if !ok {
		g = &staged{}
		if workgroup.IsUnfiledKey(code) {
			g.unfiled = &workgroup.UnregisteredGroup{Key: code}
		}
		st.groups[code] = g
	}
	return g
}

// groupsThat are the keys of some of the groups, in order.
func (st *Stage) groupsThat(are func(key string, g *staged) bool) []string {
	var keys []string
	for key, g := range st.groups {
		if are(key, g) {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys
}

// see notes a row of an unfiled group.
func (g *staged) see(platform, number, name string, at time.Time) {
	u := g.unfiled
	if u == nil {
		return
	}
	u.Platform, u.Number = platform, number
	if name != "" && (u.Name == "" || !at.Before(u.LastSeen)) {
		u.Name = name
	}
	if u.FirstSeen.IsZero() || at.Before(u.FirstSeen) {
		u.FirstSeen = at
	}
	if at.After(u.LastSeen) {
		u.LastSeen = at
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
