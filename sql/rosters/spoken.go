package rosters

import (
	"context"
	"strings"

	"qunguan/reconcile/roster"
	"qunguan/sql/base"
)

// spokenRow is a member's time of speaking that a former roster held and the
// present one does not.
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

// members finds the newest words in the stored rosters. Nothing is known from
// a document that cannot be read.
func (l *lastActivity) members(ctx context.Context) error {
	moment := base.MS(l.moment)
	var decoder roster.Decoder
	return l.eachDocument(ctx, l.DB, l.groups, " AND r.has_spoken = 1", func(h rosterHead, document []byte) error {
		if document == nil {
			return nil
		}
		best := l.spoken[h.Group]
		for _, m := range decoder.Reading(h.Roster, document).Members {
			if m.SpokeAt.IsZero() || isRobot(&m) {
				continue
			}
			r := spokenOf(h.Group, &m)
			if r.spoke > moment || r.spoke < best.at || (r.spoke == best.at && r.key >= best.account) || l.robot(r.key, r.nickname) {
				continue
			}
			best = spoken{r.spoke, strings.Clone(r.key)}
		}
		if best.at != 0 {
			l.spoken[h.Group] = best
		}
		return nil
	})
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

// search goes back through a group's history from a moment until it finds words
// of a member who is no robot, or nothing newer than the known activity.
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
