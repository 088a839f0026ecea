package rosters

import (
	"context"
	"database/sql"
	"fmt"

	"qunguan/reconcile/workgroup"
	"qunguan/sql/base"
)

// spokenRow is what a roster once said about when a member spoke, and no
// longer says.
type spokenRow struct {
	group     string
	robotRole bool
	spoke     int64
	key       string
	nickname  string
}

var spokenTable = base.Table[spokenRow]{
	Name:    "spoken_before",
	Columns: []string{"group_code", "robot_role", "spoke_ms", "account_key", "nickname"},
	Fields: func(r *spokenRow) []any {
		return []any{&r.group, &r.robotRole, &r.spoke, &r.key, &r.nickname}
	},
}

// members finds the newest words in the stored rosters.
func (l *lastActivity) members(ctx context.Context) error {
	in, args := l.in(base.MS(l.moment), workgroup.RoleRobot)
	rows, err := l.DB.QueryContext(ctx, "SELECT group_code, spoke_ms, account_key, nickname FROM roster_members WHERE spoke_ms > 0 AND spoke_ms <= ? AND chat_role <> ? AND group_code"+
		in, args...)
	if err != nil {
		return fmt.Errorf("read when members spoke: %w", err)
	}
	defer base.CloseRows(rows)
	var group, key, nickname sql.RawBytes
	var at int64
	for rows.Next() {
		if err := rows.Scan(&group, &at, &key, &nickname); err != nil {
			return fmt.Errorf("read when members spoke: %w", err)
		}
		best := l.spoken[string(group)]
		if at < best.at || (at == best.at && string(key) >= best.account) || l.robot(string(key), string(nickname)) {
			continue
		}
		l.spoken[string(group)] = spoken{at, string(key)}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read when members spoke: %w", err)
	}
	return nil
}

// before asks the history, where older rosters knew of later words: a member
// left, or the run looks back.
func (l *lastActivity) before(ctx context.Context) error {
	newest := map[string]int64{}
	in, args := l.in(base.MS(l.moment))
	err := l.eachMax(ctx, func(group string, at int64, _ string) {
		if at > l.spoken[group].at {
			newest[group] = at
		}
	}, "SELECT group_code, MAX(spoke_ms), '' FROM spoken_before WHERE robot_role = 0 AND spoke_ms <= ? AND group_code"+in+" GROUP BY group_code", args...)
	if err != nil {
		return err
	}
	for group, at := range newest {
		if err := l.search(ctx, group, at); err != nil {
			return err
		}
	}
	return nil
}

// searchPage is how many rows of history are read at a time while they are
// all robots'.
const searchPage = 64

// search goes back through a group's history from a moment until it finds
// words of somebody who is no robot, or nothing newer than what is known.
func (l *lastActivity) search(ctx context.Context, group string, from int64) error {
	known := l.spoken[group].at
	for offset := 0; ; offset += searchPage {
		page, err := spokenTable.All(ctx, l.DB, " WHERE group_code = ? AND robot_role = 0 AND spoke_ms <= ? AND spoke_ms > ?"+
			" ORDER BY spoke_ms DESC, account_key, nickname LIMIT ? OFFSET ?", group, from, known, searchPage, offset)
		if err != nil {
			return err
		}
		for _, r := range page {
			if !l.robot(r.key, r.nickname) {
				l.spoken[group] = spoken{r.spoke, r.key}
				return nil
			}
		}
		if len(page) < searchPage {
			return nil
		}
	}
}
