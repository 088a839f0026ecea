package rosters

import (
	"context"
	"fmt"
	"slices"
	"time"

	"qunguan/reconcile/roster"
	"qunguan/reconcile/workgroup"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
)

var activityTable = base.Table[storedActivity]{
	Name:    "activities",
	Columns: []string{"group_code", "taken_ms", "last_ms", "activity_on", "messages", "speakers", "written_ms"},
	Fields: func(a *storedActivity) []any {
		return []any{&a.Group, base.Moment(&a.TakenAt), base.Moment(&a.LastMessageAt), &a.Day, &a.Messages, &a.Speakers, base.Moment(&a.written)}
	},
}

type storedActivity struct {
	workgroup.Activity
	written time.Time
}

// Activities lists everything 群活动 said about the groups, oldest look first.
func (s *Store) Activities(ctx context.Context, groups []string) ([]workgroup.Activity, error) {
	var list []workgroup.Activity
	for chunk := range slices.Chunk(slices.Sorted(slices.Values(groups)), base.InList) {
		err := activityTable.Read(ctx, s.DB, func(a storedActivity) error { list = append(list, a.Activity); return nil },
			" WHERE group_code IN ("+dbconn.In(len(chunk))+") ORDER BY group_code, taken_ms, activity_on, last_ms", base.Args(chunk)...)
		if err != nil {
			return nil, err
		}
	}
	return list, nil
}

// LastActivity gives the newest activity and the newest look of every group
// with any, leaving out rows dated after the moment. Days are those of the
// moment's location. robot says of an account (lower case) and nickname whether
// its words are no activity; rows of the role 机器人 are left out without asking.
func (s *Store) LastActivity(ctx context.Context, groups []string, moment time.Time, robot func(accountKey, nickname string) bool) (map[string]workgroup.GroupActivity, error) {
	found := make(map[string]workgroup.GroupActivity, len(groups))
	for chunk := range slices.Chunk(slices.Compact(slices.Sorted(slices.Values(groups))), base.InList) {
		look := lastActivity{Store: s, groups: chunk, moment: moment, robot: robot, spoken: map[string]spoken{}, unread: map[string]bool{}}
		if err := look.run(ctx, found); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// lastActivity is LastActivity for one chunk of groups.
type lastActivity struct {
	*Store
	groups []string
	moment time.Time
	robot  func(accountKey, nickname string) bool
	spoken map[string]spoken // group → newest words of a member
	unread map[string]bool   // groups whose history cannot be read

	decoder roster.Decoder
}

type spoken struct {
	at      int64
	account string
}

func (l *lastActivity) run(ctx context.Context, found map[string]workgroup.GroupActivity) error {
	if err := l.messages(ctx, found); err != nil {
		return err
	}
	if err := l.looks(ctx, found); err != nil {
		return err
	}
	if err := l.members(ctx); err != nil {
		return err
	}
	if err := l.before(ctx); err != nil {
		return err
	}
	for group, sp := range l.spoken {
		a := found[group]
		if at := base.FromMS(sp.at); at.After(a.Last) {
			l.newer(&a, workgroup.DateOf(at.In(l.moment.Location())), at, workgroup.FromMember, sp.account)
		}
		found[group] = a
	}
	for group := range l.unread {
		delete(found, group)
	}
	return nil
}

// newer takes an activity over unless a later day is known already. A moment
// says more than a count of the same day.
func (l *lastActivity) newer(a *workgroup.GroupActivity, day workgroup.Date, at time.Time, source, account string) {
	if day < a.LastDay || (day == a.LastDay && at.IsZero()) {
		return
	}
	a.LastDay, a.Last, a.Source, a.Account = day, at, source, account
}

// in is the IN list of the chunk and its arguments after those given.
func (l *lastActivity) in(args ...any) (string, []any) {
	return " IN (" + dbconn.In(len(l.groups)) + ")", append(args, base.Args(l.groups)...)
}

// messages reads 群活动: last messages, and days with messages.
func (l *lastActivity) messages(ctx context.Context, found map[string]workgroup.GroupActivity) error {
	in, args := l.in(base.MS(l.moment))
	err := l.eachMax(ctx, func(group string, last int64, _ string) {
		a := found[group]
		at := base.FromMS(last)
		l.newer(&a, workgroup.DateOf(at.In(l.moment.Location())), at, workgroup.FromLastMessage, "")
		found[group] = a
	}, "SELECT group_code, MAX(last_ms), '' FROM activities WHERE last_ms > 0 AND last_ms <= ? AND group_code"+in+" GROUP BY group_code", args...)
	if err != nil {
		return err
	}
	in, args = l.in(string(workgroup.DateOf(l.moment)), base.MS(l.moment))
	return l.eachMax(ctx, func(group string, _ int64, day string) {
		a := found[group]
		l.newer(&a, workgroup.Date(day), time.Time{}, workgroup.FromDayCount, "")
		found[group] = a
	}, "SELECT group_code, 0, MAX(activity_on) FROM activities WHERE messages > 0 AND activity_on > '' AND activity_on <= ? AND taken_ms <= ? AND group_code"+
		in+" GROUP BY group_code", args...)
}

// looks reads the newest look at each group: 群活动 with a last message, and
// rosters with times of speaking.
func (l *lastActivity) looks(ctx context.Context, found map[string]workgroup.GroupActivity) error {
	take := func(group string, taken int64, _ string) {
		a := found[group]
		if at := base.FromMS(taken); at.After(a.ObservedAt) {
			a.ObservedAt = at
		}
		found[group] = a
	}
	in, args := l.in(base.MS(l.moment))
	err := l.eachMax(ctx, take, "SELECT group_code, MAX(taken_ms), '' FROM activities WHERE last_ms > 0 AND taken_ms <= ? AND group_code"+in+" GROUP BY group_code", args...)
	if err != nil {
		return err
	}
	return l.eachMax(ctx, take, "SELECT group_code, MAX(taken_ms), '' FROM roster_looks WHERE taken_ms <= ? AND group_code"+in+" GROUP BY group_code", args...)
}

func (l *lastActivity) eachMax(ctx context.Context, fn func(group string, n int64, day string), query string, args ...any) error {
	rows, err := l.DB.QueryContext(ctx, query, args...)
	if err != nil {
		return fmt.Errorf("read activity: %w", err)
	}
	defer base.CloseRows(rows)
	for rows.Next() {
		var group, day string
		var n int64
		if err := rows.Scan(&group, &n, &day); err != nil {
			return fmt.Errorf("read activity: %w", err)
		}
		fn(group, n, day)
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read activity: %w", err)
	}
	return nil
}
