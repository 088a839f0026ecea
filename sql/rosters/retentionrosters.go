package rosters

import (
	"context"
	"fmt"
	"time"

	"qunguan/reconcile/roster"
	"qunguan/reconcile/workgroup"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
	"qunguan/sql/journal"
)

// PurgeRosters removes the rows of rosters that were taken before the moment,
// of groups without an open or exempt case: no rule judges such a roster any
// more. Its head stays, with its moment and its count, and so does the newest
// time of speaking of a member who is no robot. A dry run only counts.
func (s *Store) PurgeRosters(ctx context.Context, run int64, before time.Time, robot func(accountKey, nickname string) bool, dryRun bool) (groups, rows int, err error) {
	var old []string
	err = s.DB.SelectContext(ctx, &old, "SELECT r.group_code FROM rosters r JOIN roster_documents d ON d.group_code = r.group_code"+
		" WHERE r.taken_ms < ? ORDER BY r.group_code", base.MS(before))
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
		err := s.DB.Tx(ctx, func(tx *dbconn.Tx) (err error) {
			n, err = s.purgeRoster(ctx, tx, run, group, before, robot, dryRun)
			return err
		})
		if err != nil {
			return groups, rows, fmt.Errorf("purge roster of group %s: %w", group, err)
		}
		if n > 0 {
			groups, rows = groups+1, rows+n
		}
	}
	if !dryRun {
		err = s.dropIndexes(ctx)
	}
	return groups, rows, err
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

// purgeRoster removes one group's rows and returns their number. An unreadable
// document is left for an operator to look at. The head's version moves on: an
// import that has compared with the rows meanwhile must compare anew.
func (s *Store) purgeRoster(ctx context.Context, tx *dbconn.Tx, run int64, group string, before time.Time, robot func(string, string) bool, dryRun bool) (int, error) {
	if !dryRun {
		res, err := tx.ExecContext(ctx, "UPDATE rosters SET version = version + 1, made_of = x'' WHERE group_code = ? AND taken_ms < ?", group, base.MS(before))
		if err != nil {
			return 0, fmt.Errorf("move the roster's version: %w", err)
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return 0, err // a new roster came in between
		}
	}
	var words []workgroup.Member
	var decoder roster.Decoder
	rows := 0
	err := s.eachDocument(ctx, tx, []string{group}, "", func(h rosterHead, document []byte) error {
		if document == nil {
			return nil
		}
		r := decoder.Reading(h.Roster, document)
		rows, words = len(r.Members), newestWords(r.Members, robot)
		return nil
	})
	if err != nil || rows == 0 || dryRun {
		return rows, err
	}
	if err := keepWords(ctx, tx, group, words); err != nil {
		return 0, err
	}
	_, err = tx.ExecContext(ctx, "INSERT INTO roster_purges (group_code, taken_ms, run_id, purged_ms) SELECT group_code, taken_ms, ?, ? FROM rosters WHERE group_code = ?"+
		tx.Dialect.Upsert([]string{"group_code"}, "taken_ms", "run_id", "purged_ms"), run, base.MS(s.Now()), group)
	if err != nil {
		return 0, fmt.Errorf("record the purge: %w", err)
	}
	if _, err = tx.ExecContext(ctx, "DELETE FROM roster_documents WHERE group_code = ?", group); err != nil {
		return 0, fmt.Errorf("remove rows: %w", err)
	}
	return rows, journal.Gone(tx, documentTable.Name, group)
}

// newestWords is the newest time of speaking, to be kept when the rows that
// hold it go: a purge must not make a group a zombie.
func newestWords(members []workgroup.Member, robot func(string, string) bool) []workgroup.Member {
	var newest []workgroup.Member
	for i := range members {
		words, ok := roster.WordsOf(&members[i])
		if !ok || len(newest) > 0 && !words.SpokeAt.After(newest[0].SpokeAt) || robot(words.Account, words.Nickname) {
			continue
		}
		newest = []workgroup.Member{words}
	}
	return newest
}
