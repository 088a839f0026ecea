package ledger

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"qunguan/notify"
	"qunguan/notify/compose"
	"qunguan/notify/outbox"
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

// noticeTable is the part of a notice that moves, and the columns by which notices are found. Every
// send moves a notice twice; so its long texts stand in a table of their own.
var noticeTable = base.Table[storedNotice]{
	Name: "notices", Keys: 1,
	Columns: []string{
		"id", "seq", "kind", "recipient_type", "recipient", "recipient_name", "channel", "route_seq", "state", "created_ms", "not_before_ms", "next_ms", "wake_ms",
		"sent_ms", "told_ms", "tried_ms", "attempts", "route_attempts", "doubts", "last_error", "title", "relayed_by", "version",
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
			&n.Attempts, &n.ByRoute, &n.Doubts, &n.LastError, &n.Title, &n.RelayedBy, &n.Version,
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

// wordsOfNotices leave out the documents, which only channels need.
var wordsOfNotices = base.Table[storedNotice]{
	Name: NoticesWithTexts, Columns: slices.Concat(noticeTable.Columns, []string{"body", "refs", "hops"}),
	Fields: func(n *storedNotice) []any {
		return append(noticeTable.Fields(n), &n.Body, base.JSON(&n.Refs), base.JSON(&n.Hops))
	},
}

// NoticeFacts is a notice without its texts.
var NoticeFacts = base.Table[storedNotice]{
	Name: "notices",
	Columns: []string{
		"id", "seq", "kind", "recipient_type", "recipient", "state", "created_ms", "not_before_ms", "next_ms", "wake_ms",
		"sent_ms", "told_ms", "tried_ms", "attempts", "doubts", "version",
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
			&n.Attempts, &n.Doubts, &n.Version,
		}
	},
}

// WakeAt is when a dispatcher must look at a notice again: pending, failed and
// uncertain ones that are not told, at the later of not_before and next.
func WakeAt(n outbox.Notice) int64 {
	switch n.State {
	case outbox.Pending, outbox.Failed, outbox.Uncertain:
		if n.ToldAt.IsZero() {
			return max(base.MS(n.NotBefore), base.MS(n.NextAt), 1)
		}
	}
	return 0
}

// notices reads rows, as their claims leave them, and the cases of each.
func (s *Store) notices(ctx context.Context, tail string, args ...any) ([]outbox.Notice, error) {
	open, err := ReadClaims(ctx, s.DB)
	if err != nil {
		return nil, err
	}
	return s.noticesUnder(ctx, open, tail, args...)
}

func (s *Store) noticesUnder(ctx context.Context, open OpenClaims, tail string, args ...any) ([]outbox.Notice, error) {
	var list []outbox.Notice
	err := wholeNotices.Read(ctx, s.DB, func(n storedNotice) error {
		open.Mark(&n.Notice)
		list = append(list, n.Notice)
		return nil
	}, tail, args...)
	if err != nil {
		return nil, err
	}
	return list, s.addCases(ctx, list)
}

// addCases reads the cases that the notices are about.
func (s *Store) addCases(ctx context.Context, list []outbox.Notice) error {
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
			return err
		}
	}
	return nil
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
	open, err := ReadClaims(ctx, s.DB)
	if err != nil {
		return nil, err
	}
	if len(f.States) > 0 {
		condition, values := open.inState(f.States)
		where, args = append(where, condition), append(args, values...)
	}
	if f.Case != 0 {
		where, args = append(where, "id IN (SELECT notice_id FROM notice_cases WHERE case_id = ?)"), append(args, f.Case)
	}
	if f.Person != "" {
		where, args = append(where, "recipient_type = ? AND recipient = ?"), append(args, notify.ToPerson, f.Person)
	}
	tail := ""
	if len(where) > 0 {
		tail = " WHERE " + strings.Join(where, " AND ")
	}
	tail += " ORDER BY seq DESC"
	if f.Limit == 0 {
		return s.noticesUnder(ctx, open, tail, args...)
	}
	// The notices before the page are skipped in an index, without their rows and texts.
	var page []int64
	if err := s.DB.SelectContext(ctx, &page, "SELECT seq FROM notices"+tail+" LIMIT ? OFFSET ?", append(args, f.Limit, f.Offset)...); err != nil {
		return nil, fmt.Errorf("list notices: %w", err)
	}
	if len(page) == 0 {
		return nil, nil
	}
	return s.noticesUnder(ctx, open, " WHERE seq IN ("+dbconn.In(len(page))+") ORDER BY seq DESC", base.Args(page)...)
}

// unsettled are the states in which a notice still has something before it.
const unsettled = "'planned', 'pending', 'manual', 'failed', 'uncertain'"

// Unsettled lists the notices that compose may still change or must not
// repeat: untold ones, and those of late that died (tell.Notices), with digests for
// words. The composings are counted before the notices are read.
func (s *Store) Unsettled(ctx context.Context, day workgroup.Date, loc *time.Location) (notices []outbox.Notice, composings int64, err error) {
	err = s.DB.GetContext(ctx, &composings, "SELECT COALESCE(MAX(issued), 0) FROM counters WHERE name = ?", composingsCounter)
	if err != nil {
		return nil, 0, fmt.Errorf("count the composings: %w", err)
	}
	open, err := ReadClaims(ctx, s.DB)
	if err != nil {
		return nil, 0, err
	}
	err = wordsOfNotices.Read(ctx, s.DB, func(n storedNotice) error {
		open.Mark(&n.Notice)
		n.Digest()
		notices = append(notices, n.Notice)
		return nil
	}, " WHERE (state IN ("+unsettled+") AND told_ms = 0) OR (state = 'dead' AND created_ms >= ? AND created_ms < ?) ORDER BY seq",
		base.MS(day.AddDays(-compose.Unreachable).In(loc)), base.MS(day.AddDays(1).In(loc)))
	if err != nil {
		return nil, 0, err
	}
	return notices, composings, s.addCases(ctx, notices)
}

// createNotices inserts notices and their links to cases. Of those that may be
// there already only the new ones are written.
func createNotices(ctx context.Context, tx *dbconn.Tx, create []outbox.Notice, mayBeThere bool) error {
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
	if mayBeThere {
		if err := noticeTable.Offer(ctx, tx, rows); err != nil {
			return err
		}
		if rows, err = made(ctx, tx, rows); err != nil {
			return err
		}
		if err := noticeTable.Note(tx, rows); err != nil {
			return err
		}
	} else if err := noticeTable.Insert(ctx, tx, rows); err != nil {
		return err
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
	return bindNotifications(ctx, tx, create)
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

var _ outbox.Store = (*Store)(nil)
