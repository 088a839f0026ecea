package audit

import (
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"qunguan/reconcile/audit"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
)

// purgeBatch is how many notices one transaction empties: short enough that no
// sender waits noticeably for its locks.
const purgeBatch = 200

// noticePurge is a row of notice_purges.
type noticePurge struct {
	id, notice, run int64
	at              time.Time
	before, after   string // marks, hex
}

var noticePurgeTable = base.Table[noticePurge]{
	Name: "notice_purges", Keys: 1,
	Columns: []string{"id", "notice_seq", "run_id", "purged_ms", "mark_before", "mark_after"},
	Fields: func(p *noticePurge) []any {
		return []any{&p.id, &p.notice, &p.run, base.Moment(&p.at), &p.before, &p.after}
	},
}

// purgeableNotices: at their end for longer than the days, about no case that
// is still open or exempt, and not emptied yet.
const purgeableNotices = " FROM notices n WHERE n.seq > ? AND " + settledNotice +
	" AND n.created_ms < ? AND n.tried_ms < ? AND n.sent_ms < ? AND n.told_ms < ?" +
	" AND NOT EXISTS (SELECT 1 FROM notice_cases l JOIN cases c ON c.id = l.case_id WHERE l.notice_id = n.id AND c.state <> 'closed')" +
	" AND NOT EXISTS (SELECT 1 FROM notice_purges p WHERE p.notice_seq = n.seq)"

// PurgeNoticeTexts removes the words of notices that came to their end before
// the moment, and their files; recipient, times, channel and outcome stay. The
// removal is recorded, so that the audit trail still holds. A dry run only
// counts.
func (s *Store) PurgeNoticeTexts(ctx context.Context, run int64, before time.Time, dryRun bool) (texts, files int, err error) {
	b := base.MS(before)
	if dryRun {
		if err := s.DB.GetContext(ctx, &texts, "SELECT COUNT(*)"+purgeableNotices, 0, b, b, b, b); err != nil {
			return 0, 0, fmt.Errorf("count texts of notices: %w", err)
		}
		err := s.DB.GetContext(ctx, &files, "SELECT COUNT(*) FROM notice_files WHERE notice_id IN (SELECT n.id"+purgeableNotices+")", 0, b, b, b, b)
		if err != nil {
			return 0, 0, fmt.Errorf("count files of notices: %w", err)
		}
		return texts, files, nil
	}
	for last := int64(0); ; {
		var n, f int
		err := s.DB.Tx(ctx, func(tx *dbconn.Tx) error {
			n, f = 0, 0
			var seqs []int64
			if err := tx.SelectContext(ctx, &seqs, "SELECT n.seq"+purgeableNotices+" ORDER BY n.seq LIMIT ?", last, b, b, b, b, purgeBatch); err != nil {
				return fmt.Errorf("find texts of notices: %w", err)
			}
			if n = len(seqs); n == 0 {
				return nil
			}
			last = seqs[n-1]
			var err error
			f, err = s.purgeNotices(ctx, tx, run, seqs)
			return err
		})
		if err != nil {
			return texts, files, fmt.Errorf("purge texts of notices: %w", err)
		}
		if texts, files = texts+n, files+f; n < purgeBatch {
			return texts, files, nil
		}
	}
}

func (s *Store) purgeNotices(ctx context.Context, tx *dbconn.Tx, run int64, seqs []int64) (files int, err error) {
	before, err := noticeMarks(ctx, tx, seqs)
	if err != nil {
		return 0, err
	}
	in, args := " IN ("+dbconn.In(len(seqs))+")", base.Args(seqs)
	res, err := tx.ExecContext(ctx, "DELETE FROM notice_files WHERE notice_id IN (SELECT id FROM notices WHERE seq"+in+")", args...)
	if err != nil {
		return 0, fmt.Errorf("remove files: %w", err)
	}
	removed, err := res.RowsAffected()
	if err != nil {
		return 0, fmt.Errorf("remove files: %w", err)
	}
	for _, query := range []string{
		"UPDATE notices SET recipient_name = '', title = '' WHERE seq" + in,
		"UPDATE notice_texts SET body = '', document = '', refs = '' WHERE notice_seq" + in,
	} {
		if _, err := tx.ExecContext(ctx, query, args...); err != nil {
			return 0, fmt.Errorf("remove texts: %w", err)
		}
	}
	after, err := noticeMarks(ctx, tx, seqs)
	if err != nil {
		return 0, err
	}
	first, err := base.IssueIDs(ctx, tx, "notice_purges", len(seqs))
	if err != nil {
		return 0, err
	}
	now := s.Now()
	list := make([]noticePurge, len(seqs))
	for i, seq := range seqs {
		list[i] = noticePurge{id: first + int64(i), notice: seq, run: run, at: now, before: before[seq], after: after[seq]}
	}
	return int(removed), noticePurgeTable.Insert(ctx, tx, list)
}

// purgedColumns are those of the audit trail's notices that a purge empties.
var purgedColumns = []string{"recipient_name", "title", "body", "document", "refs"}

// SealedNotices is the notices as the audit trail seals them.
func SealedNotices() auditSource {
	return auditSources[slices.IndexFunc(auditSources, func(src auditSource) bool { return src.name == "notices" })]
}

// noticeMarks are the marks of notices as they stand, hex, by seq.
func noticeMarks(ctx context.Context, tx *dbconn.Tx, seqs []int64) (map[int64]string, error) {
	marks := make(map[int64]string, len(seqs))
	err := SealedNotices().Read(ctx, tx, func(r audit.Row, _ bool) {
		m := r.Mark()
		marks[r.ID] = hex.EncodeToString(m[:])
	}, " WHERE seq IN ("+dbconn.In(len(seqs))+")", "", base.Args(seqs)...)
	return marks, err
}

// purgedMarks are the marks that emptied notices had before, by seq: where the
// row is as the purge left it, its words gone, that mark stands for it.
func (s *Store) purgedMarks(ctx context.Context) (map[int64]noticePurge, error) {
	purged := map[int64]noticePurge{}
	err := noticePurgeTable.Read(ctx, s.DB, func(p noticePurge) error { purged[p.notice] = p; return nil }, "")
	return purged, err
}

// standsFor is the mark under which a notice was sealed, if its purge explains
// the present row; else the row's own mark.
func (p noticePurge) standsFor(r audit.Row) audit.Mark {
	own := r.Mark()
	if p.after != hex.EncodeToString(own[:]) {
		return own
	}
	for i, column := range r.Columns {
		if slices.Contains(purgedColumns, column) && r.Values[i] != "" {
			return own // else a changed text would pass for a purge
		}
	}
	before, err := hex.DecodeString(p.before)
	if err != nil || len(before) != audit.MarkSize {
		return own
	}
	return audit.Mark(before)
}
