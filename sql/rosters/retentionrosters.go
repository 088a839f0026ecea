package rosters

import (
	"context"
	"fmt"
	"time"

	"qunguan/reconcile/workgroup"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
)

// PurgeRosters removes the rows of rosters that were taken before the moment,
// of groups without an open or exempt case: such a roster is judged by no rule
// any more. Its head stays, with its moment and its count, and so do the newest
// words of somebody who is no robot. A dry run only counts.
func (s *Store) PurgeRosters(ctx context.Context, run int64, before time.Time, robot func(accountKey, nickname string) bool, dryRun bool) (groups, rows int, err error) {
	var old []string
	err = s.DB.SelectContext(ctx, &old, "SELECT r.group_code FROM rosters r WHERE r.taken_ms < ?"+
		" AND EXISTS (SELECT 1 FROM roster_members m WHERE m.group_code = r.group_code) ORDER BY r.group_code", base.MS(before))
	if err != nil {
		return 0, 0, fmt.Errorf("find old rosters: %w", err)
	}
	needed, err := s.groupsOfOpenCases(ctx)
	if err != nil {
		return 0, 0, err
	}
	for _, group := range old {
		if needed[group] {
			continue
		}
		n := 0
		err := s.DB.Tx(ctx, func(tx *dbconn.Tx) error {
			var err error
			if dryRun {
				return tx.GetContext(ctx, &n, "SELECT COUNT(*) FROM roster_members WHERE group_code = ?", group)
			}
			n, err = s.purgeRoster(ctx, tx, run, group, before, robot)
			return err
		})
		if err != nil {
			return groups, rows, fmt.Errorf("purge roster of group %s: %w", group, err)
		}
		if n > 0 {
			groups, rows = groups+1, rows+n
		}
	}
	return groups, rows, nil
}

// groupsOfOpenCases are the groups that cases which are not closed speak of.
func (s *Store) groupsOfOpenCases(ctx context.Context) (map[string]bool, error) {
	rows, err := s.DB.QueryContext(ctx, "SELECT group_code, group2, subject_code FROM cases WHERE state <> 'closed'")
	if err != nil {
		return nil, fmt.Errorf("read groups of open cases: %w", err)
	}
	defer base.CloseRows(rows)
	needed := map[string]bool{}
	for rows.Next() {
		var one, two, code string
		if err := rows.Scan(&one, &two, &code); err != nil {
			return nil, fmt.Errorf("read groups of open cases: %w", err)
		}
		needed[one], needed[two], needed[code] = true, true, true
	}
	return needed, rows.Err()
}

// purgeRoster moves the head's version with it: an import that has compared
// with the rows meanwhile must compare anew.
func (s *Store) purgeRoster(ctx context.Context, tx *dbconn.Tx, run int64, group string, before time.Time, robot func(string, string) bool) (int, error) {
	res, err := tx.ExecContext(ctx, "UPDATE rosters SET version = version + 1 WHERE group_code = ? AND taken_ms < ?", group, base.MS(before))
	if err != nil {
		return 0, fmt.Errorf("move the roster's version: %w", err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return 0, err // a new roster came in between
	}
	if err := keepNewestWords(ctx, tx, group, robot); err != nil {
		return 0, err
	}
	_, err = tx.ExecContext(ctx, "INSERT INTO roster_purges (group_code, taken_ms, run_id, purged_ms) SELECT group_code, taken_ms, ?, ? FROM rosters WHERE group_code = ?"+
		tx.Dialect.Upsert([]string{"group_code"}, "taken_ms", "run_id", "purged_ms"), run, base.MS(s.Now()), group)
	if err != nil {
		return 0, fmt.Errorf("record the purge: %w", err)
	}
	if res, err = tx.ExecContext(ctx, "DELETE FROM roster_members WHERE group_code = ?", group); err != nil {
		return 0, fmt.Errorf("remove rows: %w", err)
	}
	n, err := res.RowsAffected()
	return int(n), err
}

// keepNewestWords writes down when somebody last spoke, before the rows that
// say so go: whether a group is a zombie must not change by it.
func keepNewestWords(ctx context.Context, tx *dbconn.Tx, group string, robot func(string, string) bool) error {
	rows, err := tx.QueryContext(ctx, "SELECT spoke_ms, account_key, nickname FROM roster_members WHERE group_code = ? AND spoke_ms > 0 AND chat_role <> ?"+
		" ORDER BY spoke_ms DESC, account_key", group, workgroup.RoleRobot)
	if err != nil {
		return fmt.Errorf("read when members spoke: %w", err)
	}
	defer base.CloseRows(rows)
	var newest *spokenRow
	for rows.Next() && newest == nil {
		r := spokenRow{group: group}
		if err := rows.Scan(&r.spoke, &r.key, &r.nickname); err != nil {
			return fmt.Errorf("read when members spoke: %w", err)
		}
		if !robot(r.key, r.nickname) {
			newest = &r
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read when members spoke: %w", err)
	}
	base.CloseRows(rows) // MySQL's connection does one thing at a time
	if newest == nil {
		return nil
	}
	return spokenTable.Write(ctx, tx, []spokenRow{*newest}, tx.Dialect.Ignore("group_code"))
}
