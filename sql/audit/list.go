package audit

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"qunguan/reconcile/audit"
	"qunguan/sql/base"
)

// auditListings say how the rows of each source read: id, the moment they are
// about, the real moment, who, what about, what, in which words, by which login. The second
// moment is the one that is compared.
var auditListings = []struct{ source, query string }{
	{"case_steps", "SELECT id, at_ms, written_ms, actor, case_id, reason, note, login FROM case_steps WHERE written_ms >= ?"},
	{"notices", "SELECT seq, created_ms AS about_ms, created_ms AS real_ms, '', id, kind, title, '' FROM notices WHERE created_ms >= ?"},
	{
		"notice_attempts", "SELECT n.seq, a.begun_ms, a.ended_ms, a.owner, a.notice_id, a.outcome, a.detail, ''" +
			" FROM notice_attempts a JOIN notices n ON n.id = a.notice_id WHERE a.ended_ms >= ?",
	},
	{
		"notice_outcomes", "SELECT seq, told_ms AS about_ms, told_ms AS real_ms, relayed_by, id, state, '', '' FROM notices WHERE told_ms >= ? AND state = 'relayed'",
	},
	{"exemptions", "SELECT id, written_ms AS about_ms, written_ms AS real_ms, approver, rule, 'exempted', reason, login FROM exemptions WHERE written_ms >= ?"},
	{"held_parts", "SELECT id, held_ms, released_ms, released_by, unit, 'guard_released', note, login FROM held_parts WHERE released_ms > 0 AND released_ms >= ?"},
	{"group_decisions", "SELECT id, at_ms, written_ms, actor, group_code, what, reason, login FROM group_decisions WHERE written_ms >= ?"},
	{"absences", "SELECT id, written_ms AS about_ms, written_ms AS real_ms, actor, person, 'absent', reason, login FROM absences WHERE written_ms >= ?"},
	{"notice_purges", "SELECT id, purged_ms AS about_ms, purged_ms AS real_ms, '', notice_seq, 'purged', '', '' FROM notice_purges WHERE purged_ms >= ?"},
	{"audit_overrides", "SELECT id, at_ms, written_ms, actor, subject, kind, reason, login FROM audit_overrides WHERE written_ms >= ?"},
	{"page_views", "SELECT id, at_ms, written_ms, viewer, person, 'looked_at', '', '' FROM page_views WHERE written_ms >= ?"},
	{"api_tokens", "SELECT id, made_ms AS about_ms, made_ms AS real_ms, made_by, name, 'token_made', role, '' FROM api_tokens WHERE made_ms >= ?"},
	{"api_token_ends", "SELECT id, ended_ms AS about_ms, ended_ms AS real_ms, ended_by, name, 'token_revoked', role, '' FROM api_tokens WHERE ended_ms > 0 AND ended_ms >= ?"},
	{"policy_versions", "SELECT id, written_ms AS about_ms, written_ms AS real_ms, '', SUBSTR(digest, 1, 12), 'policy', '', '' FROM policy_versions WHERE written_ms >= ?"},
	{"runs", "SELECT id, at_ms, finished_ms, '', job, status, '', '' FROM runs WHERE finished_ms > 0 AND finished_ms >= ?"},
	{"seals", "SELECT id, made_ms AS about_ms, made_ms AS real_ms, actor, run_id," +
		" CASE handover WHEN '' THEN 'sealed' WHEN 'rotated' THEN 'key_rotated' ELSE 'seals_adopted' END," +
		" CASE reason WHEN '' THEN SUBSTR(CASE WHEN mac = '' THEN chain ELSE mac END, 1, 16) ELSE reason END, login FROM audit_seals WHERE made_ms >= ?"},
}

// AuditLog lists decisions, notices, overrides and seals since the moment,
// oldest first.
func (s *Store) AuditLog(ctx context.Context, since time.Time) ([]audit.Entry, error) {
	var list []audit.Entry
	for _, l := range auditListings {
		part, err := s.auditEntries(ctx, l.source, l.query, since)
		if err != nil {
			return nil, fmt.Errorf("list %s: %w", l.source, err)
		}
		list = append(list, part...)
	}
	slices.SortStableFunc(list, func(a, b audit.Entry) int {
		return cmp.Or(a.WrittenAt.Compare(b.WrittenAt), cmp.Compare(a.Source, b.Source), cmp.Compare(a.ID, b.ID))
	})
	return list, nil
}

func (s *Store) auditEntries(ctx context.Context, source, query string, since time.Time) ([]audit.Entry, error) {
	rows, err := s.DB.QueryContext(ctx, query, base.MS(since))
	if err != nil {
		return nil, err
	}
	defer base.CloseRows(rows)
	var list []audit.Entry
	for rows.Next() {
		e := audit.Entry{Source: source}
		if err := rows.Scan(&e.ID, base.Moment(&e.At), base.Moment(&e.WrittenAt), &e.By, &e.Subject, &e.What, &e.Words, &e.Login); err != nil {
			return nil, err
		}
		list = append(list, e)
	}
	return list, rows.Err()
}
