package rosters

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"qunguan/reconcile/workgroup"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
)

// rosterHead is a row of rosters.
type rosterHead struct {
	workgroup.Roster
	spoken  bool // some row tells when somebody spoke
	written time.Time
	version int64 // grows with every import that touches the roster
}

var rosterTable = base.Table[rosterHead]{
	Name: "rosters", Keys: 1,
	Columns: []string{"group_code", "taken_ms", "member_count", "has_nicknames", "has_spoken", "written_ms", "version"},
	Fields: func(r *rosterHead) []any {
		return []any{&r.Group, base.Moment(&r.TakenAt), &r.Rows, &r.HasNicknames, &r.spoken, base.Moment(&r.written), &r.version}
	},
}

// Rosters gives the newest applied roster of each group that has one. Groups
// are codes or workgroup.UnfiledKey.
func (s *Store) Rosters(ctx context.Context, groups []string) (map[string]workgroup.Roster, error) {
	heads, err := rosterTable.Within(ctx, s.DB, "group_code", groups)
	if err != nil {
		return nil, err
	}
	rosters := make(map[string]workgroup.Roster, len(heads))
	for _, h := range heads {
		rosters[h.Group] = h.Roster
	}
	return rosters, nil
}

// EachMember calls fn for every row of the groups' rosters, ordered by group
// and account key, both by bytes. It holds one row; an error of fn ends it.
// fn must not write to the store: on SQLite the read would see none of it, and
// on MySQL it holds a connection meanwhile.
func (s *Store) EachMember(ctx context.Context, groups []string, fn func(group string, m workgroup.Member) error) error {
	groups = slices.Compact(slices.Sorted(slices.Values(groups)))
	for chunk := range slices.Chunk(groups, base.InList) {
		if err := s.someMembers(ctx, chunk, true, fn); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) someMembers(ctx context.Context, groups []string, times bool, fn func(string, workgroup.Member) error) error {
	// The driver's bytes are looked at where they lie; each row costs one
	// allocation, its account and nickname.
	var group, account, nickname, role sql.RawBytes
	var joined, spoke int64
	columns, dest := "group_code, account, nickname, chat_role", []any{&group, &account, &nickname, &role}
	if times {
		columns, dest = columns+", joined_ms, spoke_ms", append(dest, &joined, &spoke)
	}
	rows, err := s.DB.QueryContext(ctx, "SELECT "+columns+" FROM roster_members WHERE group_code IN ("+
		dbconn.In(len(groups))+") ORDER BY group_code, account_key", base.Args(groups)...)
	if err != nil {
		return fmt.Errorf("read roster rows: %w", err)
	}
	defer base.CloseRows(rows)
	roles, current := map[string]string{}, ""
	var both []byte
	for rows.Next() {
		if err := rows.Scan(dest...); err != nil {
			return fmt.Errorf("read roster rows: %w", err)
		}
		if string(group) != current {
			current = string(group)
		}
		both = append(append(both[:0], account...), nickname...)
		text := string(both)
		m := workgroup.Member{
			Account: text[:len(account)], Nickname: text[len(account):], Role: base.Intern(roles, role),
			JoinedAt: base.FromMS(joined), SpokeAt: base.FromMS(spoke),
		}
		if err := fn(current, m); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read roster rows: %w", err)
	}
	return nil
}

// UnfiledGroup is a platform group that a file named and no registered group
// claims.
type UnfiledGroup struct {
	Key       string // workgroup.UnfiledKey
	Platform  string
	Number    string
	Name      string // as the newest file that has one says
	FirstSeen time.Time
	LastSeen  time.Time
	Members   int // rows of its roster; 0 = only activity was read
}

// storedUnfiled is a row of unfiled_groups.
type storedUnfiled struct{ UnfiledGroup }

var unfiledTable = base.Table[storedUnfiled]{
	Name: "unfiled_groups", Keys: 1,
	Columns: []string{"group_code", "platform", "platform_number", "name", "first_seen_ms", "last_seen_ms"},
	Fields: func(u *storedUnfiled) []any {
		return []any{&u.Key, &u.Platform, &u.Number, &u.Name, base.Moment(&u.FirstSeen), base.Moment(&u.LastSeen)}
	},
}

// UnfiledGroups lists the platform groups that nobody registered, by key.
func (s *Store) UnfiledGroups(ctx context.Context) ([]UnfiledGroup, error) {
	var list []UnfiledGroup
	var keys []string
	err := unfiledTable.Read(ctx, s.DB, func(u storedUnfiled) error {
		list, keys = append(list, u.UnfiledGroup), append(keys, u.Key)
		return nil
	}, " ORDER BY group_code")
	if err != nil {
		return nil, err
	}
	rosters, err := s.Rosters(ctx, keys)
	if err != nil {
		return nil, err
	}
	for i := range list {
		list[i].Members = rosters[list[i].Key].Rows
	}
	return list, nil
}
