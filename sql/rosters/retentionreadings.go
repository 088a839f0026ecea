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

// PurgeReadings removes imported rows from before the moment that no later
// judgement needs: of each group's activity the newest message, the newest day
// with messages and the newest look stay, of times of speaking the newest of a
// member who is no robot. A dry run only counts.
func (s *Store) PurgeReadings(ctx context.Context, before time.Time, robot func(accountKey, nickname string) bool, dryRun bool) (rows int, err error) {
	groups, err := s.oldReadings(ctx, before)
	if err != nil {
		return 0, err
	}
	for _, group := range groups {
		n := 0
		err := s.DB.Tx(ctx, func(tx *dbconn.Tx) error {
			n = 0
			for _, purge := range []func(context.Context, *dbconn.Tx, string, time.Time, func(string, string) bool, bool) (int, error){
				purgeActivities, purgeSpoken, purgeLooks,
			} {
				k, err := purge(ctx, tx, group, before, robot, dryRun)
				if err != nil {
					return err
				}
				n += k
			}
			return nil
		})
		if err != nil {
			return rows, fmt.Errorf("purge readings of group %s: %w", group, err)
		}
		rows += n
	}
	return rows, nil
}

// oldReadings lists the groups that have rows from before the moment.
func (s *Store) oldReadings(ctx context.Context, before time.Time) ([]string, error) {
	var groups []string
	err := s.DB.SelectContext(ctx, &groups, "SELECT group_code FROM activities WHERE taken_ms < ? UNION SELECT group_code FROM spoken_documents WHERE oldest_ms < ?"+
		" UNION SELECT group_code FROM roster_looks WHERE taken_ms < ?", base.MS(before), base.MS(before), base.MS(before))
	if err != nil {
		return nil, fmt.Errorf("find old readings: %w", err)
	}
	slices.Sort(groups)
	return slices.Compact(groups), nil
}

func purgeActivities(ctx context.Context, tx *dbconn.Tx, group string, before time.Time, _ func(string, string) bool, dryRun bool) (int, error) {
	old, err := activityTable.All(ctx, tx, " WHERE group_code = ? AND taken_ms < ? AND activity_on < ?", group, base.MS(before), string(workgroup.DateOf(before)))
	if err != nil || len(old) == 0 {
		return 0, err
	}
	message, day, look := -1, -1, -1
	for i, a := range old {
		if !a.LastMessageAt.IsZero() {
			if message < 0 || a.LastMessageAt.After(old[message].LastMessageAt) {
				message = i
			}
			if look < 0 || a.TakenAt.After(old[look].TakenAt) {
				look = i
			}
		}
		if a.Messages > 0 && a.Day != "" && (day < 0 || a.Day > old[day].Day) {
			day = i
		}
	}
	n := 0
	for i, a := range old {
		if i == message || i == day || i == look {
			continue
		}
		n++
		if dryRun {
			continue
		}
		_, err := tx.ExecContext(ctx, "DELETE FROM activities WHERE group_code = ? AND taken_ms = ? AND last_ms = ? AND activity_on = ? AND messages = ? AND speakers = ?",
			group, base.MS(a.TakenAt), base.MS(a.LastMessageAt), string(a.Day), a.Messages, a.Speakers)
		if err != nil {
			return 0, fmt.Errorf("remove activity: %w", err)
		}
	}
	return n, nil
}

// purgeSpoken keeps the newest words that count, in the document of the rest.
func purgeSpoken(ctx context.Context, tx *dbconn.Tx, group string, before time.Time, robot func(string, string) bool, dryRun bool) (int, error) {
	old, err := spokenTable.All(ctx, tx, " WHERE group_code = ? AND oldest_ms < ? ORDER BY newest_ms, checksum", group, base.MS(before))
	if err != nil {
		return 0, err
	}
	n, decoder := 0, roster.Decoder{}
	var read []spokenDocument
	var rest, kept []workgroup.Member
	for _, d := range old {
		words, err := decoder.Words(d.Document)
		if err != nil {
			continue // left for an operator to look at
		}
		read, n = append(read, d), n+len(words)
		for i := range words {
			switch w := words[i]; {
			case !w.SpokeAt.Before(before):
				rest = append(rest, w)
			case !robot(w.Account, w.Nickname) && (len(kept) == 0 || newer(&w, &kept[0])):
				kept = []workgroup.Member{w}
			}
		}
	}
	rest = append(rest, kept...)
	n -= len(rest)
	if n == 0 || dryRun {
		return n, nil
	}
	return n, replaceSpoken(ctx, tx, read, rest)
}

// newer reports whether words come before others as a group's newest: of the
// same moment the account decides.
func newer(w, than *workgroup.Member) bool {
	return w.SpokeAt.After(than.SpokeAt) || w.SpokeAt.Equal(than.SpokeAt) && w.Account < than.Account
}

func purgeLooks(ctx context.Context, tx *dbconn.Tx, group string, before time.Time, _ func(string, string) bool, dryRun bool) (int, error) {
	var newest int64
	if err := tx.GetContext(ctx, &newest, "SELECT COALESCE(MAX(taken_ms), 0) FROM roster_looks WHERE group_code = ? AND taken_ms < ?", group, base.MS(before)); err != nil {
		return 0, fmt.Errorf("read looks: %w", err)
	}
	if dryRun {
		var n int
		if err := tx.GetContext(ctx, &n, "SELECT COUNT(*) FROM roster_looks WHERE group_code = ? AND taken_ms < ?", group, newest); err != nil {
			return 0, fmt.Errorf("count looks: %w", err)
		}
		return n, nil
	}
	res, err := tx.ExecContext(ctx, "DELETE FROM roster_looks WHERE group_code = ? AND taken_ms < ?", group, newest)
	if err != nil {
		return 0, fmt.Errorf("remove looks: %w", err)
	}
	n, err := res.RowsAffected()
	return int(n), err
}
