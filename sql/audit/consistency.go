package audit

import (
	"context"
	"fmt"

	"qunguan/jobs"
	"qunguan/notify/outbox"
	"qunguan/reconcile/ledger"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
	sqlledger "qunguan/sql/ledger"
)

// walkAtOnce is how many cases or notices are read at a time.
const walkAtOnce = 1000

// WalkBooks reads everything that is checked as it stood at one moment, while
// others write (jobs.BookReader).
func (s *Store) WalkBooks(ctx context.Context, r jobs.BookReader) error {
	return s.DB.Snapshot(ctx, func(tx *dbconn.Tx) error {
		if err := walkRuns(ctx, tx, r); err != nil {
			return err
		}
		seen, err := walkRosters(ctx, tx, r.Flaw)
		if err != nil {
			return err
		}
		if err := walkPersonIndex(ctx, tx, seen, r.Flaw); err != nil {
			return err
		}
		if err := walkCases(ctx, tx, r.Case); err != nil {
			return err
		}
		if err := walkNotices(ctx, tx, r.Notice); err != nil {
			return err
		}
		return strays(ctx, tx, r.Flaw)
	})
}

func walkCases(ctx context.Context, tx *dbconn.Tx, each func(ledger.CaseFile)) error {
	for last := int64(0); ; {
		list, err := sqlledger.CaseTable.All(ctx, tx, " WHERE id > ? ORDER BY id LIMIT ?", last, walkAtOnce)
		if err != nil || len(list) == 0 {
			return err
		}
		files := make(map[int64]*ledger.CaseFile, len(list))
		for _, c := range list {
			files[c.ID] = &ledger.CaseFile{Case: c, Notices: map[string]bool{}}
		}
		first := list[0].ID
		last = list[len(list)-1].ID
		if err := fillCases(ctx, tx, files, first, last); err != nil {
			return err
		}
		for _, c := range list {
			each(*files[c.ID])
		}
	}
}

func fillCases(ctx context.Context, tx *dbconn.Tx, files map[int64]*ledger.CaseFile, first, last int64) error {
	err := caseKeyTable.Read(ctx, tx, func(k caseKey) error { files[k.id].Key = k.key; return nil }, " WHERE id BETWEEN ? AND ?", first, last)
	if err != nil {
		return err
	}
	err = sqlledger.StepTable.Read(ctx, tx, func(p ledger.Step) error {
		if f := files[p.CaseID]; f != nil {
			f.Steps = append(f.Steps, p)
		}
		return nil
	}, " WHERE case_id BETWEEN ? AND ? ORDER BY id", first, last)
	if err != nil {
		return err
	}
	err = sqlledger.NotificationTable.Read(ctx, tx, func(t ledger.Notification) error {
		if f := files[t.Case]; f != nil {
			f.Notifications = append(f.Notifications, t)
		}
		return nil
	}, " WHERE case_id BETWEEN ? AND ? ORDER BY case_id, life, day_on"+sqlledger.ByRung, first, last)
	if err != nil {
		return err
	}
	return toldLinks.Read(ctx, tx, func(l toldLink) error {
		if f := files[l.caseID]; f != nil {
			f.Notices[l.notice] = l.toldMS > 0
		}
		return nil
	}, " WHERE l.case_id BETWEEN ? AND ?", first, last)
}

type caseKey struct {
	id  int64
	key string
}

var caseKeyTable = base.Table[caseKey]{
	Name: "cases", Columns: []string{"id", "subject_key"},
	Fields: func(k *caseKey) []any { return []any{&k.id, &k.key} },
}

// toldLink is a case of a notice, and when that notice told it.
type toldLink struct {
	caseID, toldMS int64
	notice         string
}

var toldLinks = base.Table[toldLink]{
	Name: "notice_cases l JOIN notices n ON n.id = l.notice_id", Columns: []string{"l.case_id", "l.notice_id", "n.told_ms"},
	Fields: func(l *toldLink) []any { return []any{&l.caseID, &l.notice, &l.toldMS} },
}

func walkNotices(ctx context.Context, tx *dbconn.Tx, each func(outbox.File)) error {
	claims, err := sqlledger.ReadClaims(ctx, tx)
	if err != nil {
		return err
	}
	for last := int64(0); ; {
		list, err := sqlledger.NoticeFacts.All(ctx, tx, " WHERE seq > ? ORDER BY seq LIMIT ?", last, walkAtOnce)
		if err != nil || len(list) == 0 {
			return err
		}
		sends := map[string][]outbox.Ended{}
		err = sqlledger.AttemptTable.Read(ctx, tx, func(a sqlledger.Attempt) error {
			sends[a.Notice] = append(sends[a.Notice], outbox.Ended{Number: a.Number, BegunAt: a.BegunAt, Outcome: a.Outcome})
			return nil
		}, " WHERE notice_id IN (SELECT id FROM notices WHERE seq BETWEEN ? AND ?) ORDER BY notice_id, attempt", list[0].Seq, list[len(list)-1].Seq)
		if err != nil {
			return err
		}
		for _, n := range list {
			f := outbox.File{Notice: n.Notice, Awake: n.Wake == sqlledger.WakeAt(n.Notice), Sends: sends[n.ID]}
			claims.Mark(&f.Notice)
			each(f)
		}
		last = list[len(list)-1].Seq
	}
}

// strays finds rows that belong to nothing, or twice to one thing: keys and foreign keys prevent them
// as long as they are there.
func strays(ctx context.Context, tx *dbconn.Tx, found func(ledger.Flaw)) error {
	for _, q := range []struct{ kind, query string }{
		{ledger.FlawTwice, "SELECT MIN(id) AS case_id, '' AS notice, '' AS group_code, rule AS detail FROM cases GROUP BY rule, subject_key HAVING COUNT(*) > 1"},
		{ledger.FlawNoCase, "SELECT t.case_id, t.notice_id AS notice, '' AS group_code, t.rung_step AS detail FROM tellings t" +
			" LEFT JOIN cases c ON c.id = t.case_id WHERE t.case_id > 0 AND c.id IS NULL"},
		{outbox.FlawNoCases, "SELECT l.case_id, l.notice_id AS notice, '' AS group_code, '' AS detail FROM notice_cases l" +
			" LEFT JOIN cases c ON c.id = l.case_id LEFT JOIN notices n ON n.id = l.notice_id WHERE c.id IS NULL OR n.id IS NULL"},
		{ledger.FlawRosterRows, "SELECT 0 AS case_id, '' AS notice, r.group_code, '' AS detail FROM rosters r" +
			" LEFT JOIN roster_documents d ON d.group_code = r.group_code" +
			" LEFT JOIN roster_purges p ON p.group_code = r.group_code AND p.taken_ms = r.taken_ms" +
			" WHERE r.member_count > 0 AND d.group_code IS NULL AND p.group_code IS NULL"},
		{ledger.FlawRosterRows, "SELECT 0 AS case_id, '' AS notice, d.group_code, '' AS detail FROM roster_documents d" +
			" LEFT JOIN rosters r ON r.group_code = d.group_code WHERE r.group_code IS NULL"},
	} {
		var rows []struct {
			Case   int64  `db:"case_id"`
			Notice string `db:"notice"`
			Group  string `db:"group_code"`
			Detail string `db:"detail"`
		}
		if err := tx.SelectContext(ctx, &rows, q.query); err != nil {
			return fmt.Errorf("look for %s: %w", q.kind, err)
		}
		for _, r := range rows {
			found(ledger.Flaw{Kind: q.kind, Case: r.Case, Notice: r.Notice, Group: r.Group, Detail: r.Detail})
		}
	}
	return nil
}
