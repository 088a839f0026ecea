package audit

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"qunguan/reconcile/audit"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
	sqlledger "qunguan/sql/ledger"
)

// auditSource is a table, or its final rows, as they are sealed. Only columns
// that nothing moves once a row is final stand here.
type auditSource struct {
	name    string
	from    string // the table, or a join
	id      string // the number of a row; grows
	sub     string // counts within the number; empty = 0
	columns []string
	final   string // whether a row is; empty = from the start
	// waits: rows of any age can become final; otherwise an id that was passed
	// over is given up after audit.Patience.
	waits bool
	// follows names another source: rows of this one are sealed with the row
	// of that one that they belong to.
	follows string
}

// settledNotice: nothing moves a notice from here on.
const settledNotice = "(n.state IN ('sent', 'dead', 'withdrawn', 'relayed') OR (n.state = 'uncertain' AND n.told_ms > 0))"

var auditSources = []auditSource{
	{name: "cases", from: "cases", id: "id", columns: []string{"rule", "subject_key"}},
	{
		name: "case_steps", from: "case_steps", id: "id",
		columns: []string{"case_id", "run_id", "at_ms", "written_ms", "state", "actor", "reason", "note"},
	},
	{
		name: "notices", from: sqlledger.NoticesWithTexts, id: "seq",
		columns: []string{
			"id", "kind", "recipient_type", "recipient", "recipient_name", "created_ms", "not_before_ms", "title", "body", "document", "refs", "hops",
		},
	},
	{
		name: "notice_outcomes", from: "notices n", id: "n.seq", final: settledNotice, waits: true,
		columns: []string{"n.id", "n.channel", "n.state", "n.sent_ms", "n.told_ms", "n.attempts", "n.last_error", "n.relayed_by"},
	},
	{
		name: "notice_attempts", from: "notice_attempts a JOIN notices n ON n.id = a.notice_id", id: "n.seq", sub: "a.attempt",
		final: settledNotice, follows: "notice_outcomes",
		columns: []string{"a.notice_id", "a.channel", "a.owner", "a.begun_ms", "a.ended_ms", "a.outcome", "a.detail"},
	},
	{
		name: "exemptions", from: "exemptions", id: "id",
		columns: []string{"rule", "group_code", "person", "reason", "approver", "from_on", "until_on", "written_ms"},
	},
	{name: "exemption_ends", from: "exemptions", id: "id", columns: []string{"ended_on"}, final: "ended_on <> ''", waits: true},
	{
		name: "held_parts", from: "held_parts", id: "id", final: "(released_ms > 0 OR cleared_ms > 0)", waits: true,
		columns: []string{"job", "unit", "held_ms", "trip", "released_ms", "released_by", "note"},
	},
	{
		name: "runs", from: "runs", id: "id", final: "finished_ms > 0",
		columns: []string{"job", "at_ms", "started_ms", "finished_ms", "by_tick", "status", "summary"},
	},
	{name: "group_changes", from: "group_changes", id: "id", columns: []string{"group_code", "field", "old_value", "new_value", "at_ms", "written_ms"}},
	{
		name: "group_decisions", from: "group_decisions", id: "id",
		columns: []string{"group_code", "what", "value_on", "actor", "reason", "at_ms", "written_ms"},
	},
	{name: "absences", from: "absences", id: "id", columns: []string{"person", "deputy", "reason", "actor", "from_on", "until_on", "written_ms"}},
	{name: "absence_ends", from: "absences", id: "id", columns: []string{"ended_on", "ended_by"}, final: "ended_on <> ''", waits: true},
	{name: "audit_overrides", from: "audit_overrides", id: "id", columns: []string{"kind", "subject", "reason", "at_ms", "written_ms"}},
	// On its own: overrides that were sealed before the table had an actor
	// keep their marks.
	{name: "override_actors", from: "audit_overrides", id: "id", columns: []string{"actor"}, final: "actor <> ''"},
	{name: "notice_purges", from: "notice_purges", id: "id", columns: []string{"notice_seq", "run_id", "purged_ms", "mark_before", "mark_after"}},
	// Logins are on their own for the same reason.
	{name: "step_logins", from: "case_steps", id: "id", columns: []string{"login"}, final: "login <> ''", follows: "case_steps"},
	{name: "exemption_logins", from: "exemptions", id: "id", columns: []string{"login"}, final: "login <> ''", follows: "exemptions"},
	{name: "exemption_end_logins", from: "exemptions", id: "id", columns: []string{"ended_login"}, final: "ended_login <> ''", follows: "exemption_ends"},
	{name: "release_logins", from: "held_parts", id: "id", columns: []string{"login"}, final: "login <> ''", follows: "held_parts"},
	{name: "decision_logins", from: "group_decisions", id: "id", columns: []string{"login"}, final: "login <> ''", follows: "group_decisions"},
	{name: "absence_logins", from: "absences", id: "id", columns: []string{"login"}, final: "login <> ''", follows: "absences"},
	{name: "absence_end_logins", from: "absences", id: "id", columns: []string{"ended_login"}, final: "ended_login <> ''", follows: "absence_ends"},
	{name: "override_logins", from: "audit_overrides", id: "id", columns: []string{"login"}, final: "login <> ''", follows: "audit_overrides"},
	{name: "page_views", from: "page_views", id: "id", columns: []string{"viewer", "person", "at_ms", "written_ms"}},
	{name: "api_tokens", from: "api_tokens", id: "id", columns: []string{"name", "role", "proof", "made_by", "made_ms", "expires_ms"}},
	{name: "api_token_ends", from: "api_tokens", id: "id", columns: []string{"ended_ms", "ended_by"}, final: "ended_ms > 0", waits: true},
	{name: "audit_erasures", from: "audit_erasures", id: "id", columns: []string{"source", "row_id", "erased_ms", "actor", "reason", "mark_before", "mark_after"}},
	journalSource,
	{name: "policy_versions", from: "policy_versions", id: "id", columns: []string{"digest", "body", "written_ms"}},
}

func (src auditSource) patience() time.Duration {
	if src.waits {
		return 0
	}
	return audit.Patience
}

// frontierOf is the source with the frontier that counts for these rows.
func (src auditSource) frontierOf() string {
	if src.follows != "" {
		return src.follows
	}
	return src.name
}

// Read gives rows, by place, to fn: the columns as text, and whether the row
// is final. where and limit may be empty.
func (src auditSource) Read(ctx context.Context, q dbconn.Querier, fn func(r audit.Row, final bool), where, limit string, args ...any) error {
	sub, final, order := "0", "1", " ORDER BY "+src.id
	if src.sub != "" {
		sub, order = src.sub, order+", "+src.sub
	}
	if src.final != "" {
		final = "CASE WHEN " + src.final + " THEN 1 ELSE 0 END"
	}
	names := make([]string, len(src.columns))
	for i, c := range src.columns {
		names[i] = c[strings.Index(c, ".")+1:]
	}
	head := slices.Concat([]string{src.id, sub, final}, src.columns)
	rows, err := q.QueryContext(ctx, "SELECT "+strings.Join(head, ", ")+" FROM "+src.from+where+order+limit, args...)
	if err != nil {
		return fmt.Errorf("read %s: %w", src.name, err)
	}
	defer base.CloseRows(rows)
	for rows.Next() {
		r, isFinal := audit.Row{Source: src.name, Columns: names, Values: make([]string, len(names))}, 0
		fields := []any{&r.ID, &r.Sub, &isFinal}
		for i := range r.Values {
			fields = append(fields, &r.Values[i])
		}
		if err := rows.Scan(fields...); err != nil {
			return fmt.Errorf("read %s: %w", src.name, err)
		}
		fn(r, isFinal == 1)
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read %s: %w", src.name, err)
	}
	return nil
}

// finals is the condition for rows that a seal takes.
func (src auditSource) finals() string {
	if src.final == "" {
		return ""
	}
	return " AND " + src.final
}

// table is the source's table.
func (src auditSource) table() string {
	name, _, _ := strings.Cut(src.from, " ")
	return name
}
