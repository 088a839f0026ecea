package ledger

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"qunguan/notify/compose"
	"qunguan/notify/outbox"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
)

// storedNotice is a row of notices with its row of notice_texts.
type storedNotice struct {
	outbox.Notice
	Seq  int64
	Wake int64 // when a dispatcher may take it; 0 = never by itself
}

// noticeTable is what moves, and what notices are found by. Every send moves
// a notice twice; so its long texts stand in a table of their own.
var noticeTable = base.Table[storedNotice]{
	Name: "notices", Keys: 1,
	Columns: []string{
		"id", "seq", "kind", "recipient_type", "recipient", "recipient_name", "channel", "route_seq", "state", "created_ms", "not_before_ms", "next_ms", "wake_ms",
		"sent_ms", "told_ms", "tried_ms", "attempts", "doubts", "last_error", "title",
		"claimed_by", "claimed_until_ms", "relayed_by", "version",
	},
	Fields: func(n *storedNotice) []any {
		return []any{
			&n.ID, &n.Seq, &n.Kind, &n.Recipient.Type, &n.Recipient.Code, &n.Recipient.Name, &n.Channel, &n.RouteSeq, &n.State,
			base.Moment(&n.CreatedAt),
			base.Moment(&n.NotBefore),
			base.Moment(&n.NextAt),
			&n.Wake,
			base.Moment(&n.SentAt),
			base.Moment(&n.ToldAt),
			base.Moment(&n.TriedAt),
			&n.Attempts, &n.Doubts, &n.LastError, &n.Title, &n.ClaimedBy,
			base.Moment(&n.ClaimedUntil),
			&n.RelayedBy, &n.Version,
		}
	},
}

var textTable = base.Table[storedNotice]{
	Name: "notice_texts", Keys: 1,
	Columns: []string{"notice_seq", "body", "document", "refs", "hops"},
	Fields: func(n *storedNotice) []any {
		return []any{&n.Seq, &n.Body, base.JSON(&n.Document), base.JSON(&n.Refs), base.JSON(&n.Hops)}
	},
}

// NoticesWithTexts joins the two.
const NoticesWithTexts = "notices JOIN notice_texts ON notice_texts.notice_seq = notices.seq"

// wholeNotices are for reading.
var wholeNotices = base.Table[storedNotice]{
	Name: NoticesWithTexts, Columns: slices.Concat(noticeTable.Columns, textTable.Columns),
	Fields: func(n *storedNotice) []any { return slices.Concat(noticeTable.Fields(n), textTable.Fields(n)) },
}

// NoticeFacts is a notice without its texts.
var NoticeFacts = base.Table[storedNotice]{
	Name: "notices",
	Columns: []string{
		"id", "seq", "kind", "recipient_type", "recipient", "state", "created_ms", "not_before_ms", "next_ms", "wake_ms",
		"sent_ms", "told_ms", "tried_ms", "attempts", "doubts", "claimed_by", "claimed_until_ms", "version",
	},
	Fields: func(n *storedNotice) []any {
		return []any{
			&n.ID, &n.Seq, &n.Kind, &n.Recipient.Type, &n.Recipient.Code, &n.State,
			base.Moment(&n.CreatedAt),
			base.Moment(&n.NotBefore),
			base.Moment(&n.NextAt),
			&n.Wake,
			base.Moment(&n.SentAt),
			base.Moment(&n.ToldAt),
			base.Moment(&n.TriedAt),
			&n.Attempts, &n.Doubts, &n.ClaimedBy,
			base.Moment(&n.ClaimedUntil),
			&n.Version,
		}
	},
}

// WakeAt is when a dispatcher must look at a notice again: pending, failed and
// uncertain ones that are not told at the later of not_before and next, those
// being sent when their claim ends.
func WakeAt(n outbox.Notice) int64 {
	switch n.State {
	case outbox.Pending, outbox.Failed, outbox.Uncertain:
		if n.ToldAt.IsZero() {
			return max(base.MS(n.NotBefore), base.MS(n.NextAt), 1)
		}
	case outbox.Sending:
		return max(base.MS(n.ClaimedUntil), 1)
	}
	return 0
}

// notices reads rows and the cases of each.
func (s *Store) notices(ctx context.Context, tail string, args ...any) ([]outbox.Notice, error) {
	var list []outbox.Notice
	err := wholeNotices.Read(ctx, s.DB, func(n storedNotice) error {
		list = append(list, n.Notice)
		return nil
	}, tail, args...)
	if err != nil {
		return nil, err
	}
	place := make(map[string]int, len(list))
	ids := make([]string, len(list))
	for i, n := range list {
		place[n.ID], ids[i] = i, n.ID
	}
	for chunk := range slices.Chunk(ids, base.InList) {
		err := linkTable.Read(ctx, s.DB, func(l noticeCase) error {
			n := &list[place[l.notice]]
			n.Cases = append(n.Cases, l.caseID)
			return nil
		}, " WHERE notice_id IN ("+dbconn.In(len(chunk))+") ORDER BY notice_id, case_id", base.Args(chunk)...)
		if err != nil {
			return nil, err
		}
	}
	return list, nil
}

type noticeCase struct {
	notice string
	caseID int64
}

var linkTable = base.Table[noticeCase]{
	Name: "notice_cases", Columns: []string{"notice_id", "case_id"},
	Fields: func(l *noticeCase) []any { return []any{&l.notice, &l.caseID} },
}

// Notices lists the notices that the filter picks, the newest made first.
func (s *Store) Notices(ctx context.Context, f outbox.Filter) ([]outbox.Notice, error) {
	var where []string
	var args []any
	if len(f.IDs) > 0 {
		where, args = append(where, "id IN ("+dbconn.In(len(f.IDs))+")"), append(args, base.Args(f.IDs)...)
	}
	if len(f.States) > 0 {
		where = append(where, "state IN ("+dbconn.In(len(f.States))+")")
		for _, st := range f.States {
			args = append(args, string(st))
		}
	}
	if f.Case != 0 {
		where, args = append(where, "id IN (SELECT notice_id FROM notice_cases WHERE case_id = ?)"), append(args, f.Case)
	}
	tail := ""
	if len(where) > 0 {
		tail = " WHERE " + strings.Join(where, " AND ")
	}
	tail += " ORDER BY created_ms DESC, id"
	if f.Limit > 0 {
		tail, args = tail+" LIMIT ? OFFSET ?", append(args, f.Limit, f.Offset)
	}
	return s.notices(ctx, tail, args...)
}

// unsettled are the states in which a notice still has something before it.
const unsettled = "'planned', 'pending', 'manual', 'sending', 'failed', 'uncertain'"

// Unsettled lists the notices that compose may still change or must not
// repeat: untold ones, and those of late that died (tell.Notices).
func (s *Store) Unsettled(ctx context.Context, day workgroup.Date, loc *time.Location) ([]outbox.Notice, error) {
	return s.notices(ctx, " WHERE (state IN ("+unsettled+") AND told_ms = 0) OR (state = 'dead' AND created_ms >= ? AND created_ms < ?) ORDER BY seq",
		base.MS(day.AddDays(-compose.Unreachable).In(loc)), base.MS(day.AddDays(1).In(loc)))
}

// WriteNotices withdraws and creates in one transaction (tell.Notices). Two
// composings at once run one after the other, and the second one learns that
// its words are in a notice already. outbox.ErrLost if a notice to withdraw
// moved since it was read; then nothing is written.
func (s *Store) WriteNotices(ctx context.Context, withdraw []compose.Withdrawal, create []outbox.Notice) error {
	return s.DB.Tx(ctx, func(tx *dbconn.Tx) error {
		if _, err := base.IssueIDs(ctx, tx, "composings", 1); err != nil {
			return err
		}
		for _, w := range withdraw {
			res, err := tx.ExecContext(ctx, "UPDATE notices SET state = 'withdrawn', wake_ms = 0, last_error = ?, version = version + 1"+
				" WHERE id = ? AND version = ? AND state IN ('planned', 'pending', 'manual')", w.Reason, w.ID, w.Version)
			if err != nil {
				return fmt.Errorf("withdraw notice %s: %w", w.ID, err)
			}
			if n, err := res.RowsAffected(); err != nil || n != 1 {
				return fmt.Errorf("withdraw notice %s: %w", w.ID, outbox.ErrLost)
			}
		}
		if err := notSaidMeanwhile(ctx, tx, create); err != nil {
			return err
		}
		return createNotices(ctx, tx, create, "")
	})
}

// notSaidMeanwhile gives outbox.ErrLost if an untried notice to the recipient
// of a new one is about one of its cases: composing replaces such a notice, so
// it was made after this composing had read the outbox.
func notSaidMeanwhile(ctx context.Context, tx *dbconn.Tx, create []outbox.Notice) error {
	said := map[string]map[int64]bool{} // type and code of the recipient → cases
	var cases []int64
	for _, n := range create {
		cases = append(cases, n.Cases...)
	}
	slices.Sort(cases)
	for chunk := range slices.Chunk(slices.Compact(cases), base.InList) {
		var rows []struct {
			Type string `db:"recipient_type"`
			Code string `db:"recipient"`
			Case int64  `db:"case_id"`
		}
		err := tx.SelectContext(ctx, &rows, "SELECT n.recipient_type, n.recipient, c.case_id FROM notice_cases c JOIN notices n ON n.id = c.notice_id"+
			" WHERE n.state IN ('planned', 'pending', 'manual') AND n.attempts = 0 AND c.case_id IN ("+dbconn.In(len(chunk))+")", base.Args(chunk)...)
		if err != nil {
			return fmt.Errorf("look for notices made meanwhile: %w", err)
		}
		for _, r := range rows {
			to := r.Type + " " + r.Code
			if said[to] == nil {
				said[to] = map[int64]bool{}
			}
			said[to][r.Case] = true
		}
	}
	for _, n := range create {
		to := n.Recipient.Type + " " + n.Recipient.Code
		if slices.ContainsFunc(n.Cases, func(id int64) bool { return said[to][id] }) {
			return fmt.Errorf("notice for %s: its cases are in one made meanwhile: %w", to, outbox.ErrLost)
		}
	}
	return nil
}

// createNotices inserts notices and their links to cases; the tail says what
// becomes of ids that exist.
func createNotices(ctx context.Context, tx *dbconn.Tx, create []outbox.Notice, tail string) error {
	if len(create) == 0 {
		return nil
	}
	seq, err := base.IssueIDs(ctx, tx, "notices", len(create))
	if err != nil {
		return err
	}
	rows := make([]storedNotice, len(create))
	var links []noticeCase
	for i, n := range create {
		rows[i] = storedNotice{Notice: n, Seq: seq + int64(i), Wake: WakeAt(n)}
		for _, id := range slices.Compact(slices.Sorted(slices.Values(n.Cases))) {
			links = append(links, noticeCase{n.ID, id})
		}
	}
	if err := noticeTable.Write(ctx, tx, rows, tail); err != nil {
		return err
	}
	if tail != "" {
		if rows, err = made(ctx, tx, rows); err != nil {
			return err
		}
	}
	// Few at a time: a notice's texts are long, and servers bound a statement.
	for chunk := range slices.Chunk(rows, 32) {
		if err := textTable.Insert(ctx, tx, chunk); err != nil {
			return err
		}
	}
	if err := linkTable.Insert(ctx, tx, links); err != nil {
		return err
	}
	if err := writeFiles(ctx, tx, create); err != nil {
		return err
	}
	if err := markDigests(ctx, tx, create); err != nil {
		return err
	}
	return bindTellings(ctx, tx, create)
}

// made are the rows that were written: the others' ids were there already.
func made(ctx context.Context, tx *dbconn.Tx, rows []storedNotice) ([]storedNotice, error) {
	there := map[int64]bool{}
	for chunk := range slices.Chunk(rows, base.InList) {
		seqs := make([]any, len(chunk))
		for i, r := range chunk {
			seqs[i] = r.Seq
		}
		var list []int64
		if err := tx.SelectContext(ctx, &list, "SELECT seq FROM notices WHERE seq IN ("+dbconn.In(len(chunk))+")", seqs...); err != nil {
			return nil, fmt.Errorf("look which notices are new: %w", err)
		}
		for _, seq := range list {
			there[seq] = true
		}
	}
	return slices.DeleteFunc(rows, func(r storedNotice) bool { return !there[r.Seq] }), nil
}

// withdrawnCaseClosed is the reason on notices whose case closed meanwhile.
const withdrawnCaseClosed = compose.CaseClosed

// withdrawnExtended is the reason on notices that name a deadline which was
// extended.
const withdrawnExtended = ledger.ReasonExtended

// withdrawAbout withdraws untried notices about one of the cases; their other
// cases are untold again.
func withdrawAbout(ctx context.Context, tx *dbconn.Tx, cases []int64, reason string) error {
	for chunk := range slices.Chunk(cases, base.InList) {
		_, err := tx.ExecContext(ctx, "UPDATE notices SET state = 'withdrawn', wake_ms = 0, last_error = ?, version = version + 1"+
			" WHERE state IN ('planned', 'pending', 'manual') AND attempts = 0 AND id IN (SELECT notice_id FROM notice_cases WHERE case_id IN ("+dbconn.In(len(chunk))+"))",
			append([]any{reason}, base.Args(chunk)...)...)
		if err != nil {
			return fmt.Errorf("withdraw notices about closed cases: %w", err)
		}
	}
	return nil
}

var _ outbox.Store = (*Store)(nil)
