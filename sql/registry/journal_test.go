package registry

import (
	"fmt"
	"strings"
	"testing"

	"qunguan/reconcile/audit"
	"qunguan/reconcile/intake"
	"qunguan/reconcile/ledger"
	sqlaudit "qunguan/sql/audit"
	"qunguan/sql/dbconn"
	"qunguan/sql/journal"
)

func TestAChangeByHandIsNotCoveredUpByWhatTheProgramWritesNext(t *testing.T) { // covers S13.4
	each(t, func(t *testing.T, s *Store) {
		a := watched(t, s)
		exec(t, s, "UPDATE cases SET due_on = '2027-06-01' WHERE id = 2")
		exec(t, s, "UPDATE people SET email = 'me@evil.example' WHERE code = 'P1'")
		c := allCases(t, s)[1]
		after := c
		after.Severity = "low"
		must(t, s.TakeStep(t.Context(), c, after, ledger.Step{At: at(22, 9), State: c.State, By: "P1", Reason: "severity"}))
		b := county()
		people := unpacked(intake.PersonRecords.Of(b))
		people[0].Email, people[0].Post = "me@evil.example", "副局长" // a file without the mail column leaves what stands there
		bring{batch: intake.Batch{intake.Staff: intake.PersonRecords.Pack(people[:1]...)}}.into(t, s)
		must(t, a.SealRun(t.Context(), 3))
		same(t, []string{"row_changed people P1 email", "row_changed cases 2 due_on"}, rowProblems(t, a))
	})
}

func TestRecordsAreNeitherForgedNorRepeated(t *testing.T) { // covers S13.4
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		a := watched(t, s)
		const columns = "table_name, kind, written_ms, login, actor, reason, nonce, body, salts, key_id, mac"
		c := allCases(t, s)[1]
		after := c
		after.DueOn = "2026-12-24"
		must(t, s.TakeStep(ctx, c, after, ledger.Step{At: at(22, 9), State: c.State, By: "P1", Reason: ledger.ReasonExtended}))
		var before, last int64
		must(t, s.DB.GetContext(ctx, &before, "SELECT MAX(id) FROM audit_journal WHERE table_name = 'cases'"))
		must(t, s.DB.GetContext(ctx, &last, "SELECT MAX(id) FROM audit_journal"))
		for _, step := range []struct{ name, do, kind string }{
			{"an old record is put in again, to bring an old deadline back", "INSERT INTO audit_journal (" + columns + ") SELECT " + columns + " FROM audit_journal WHERE id = " + fmt.Sprint(before), audit.RecordRepeated},
			{"a copy under another nonce", "UPDATE audit_journal SET nonce = 'ffff' WHERE id > " + fmt.Sprint(last), audit.RecordForged},
			{"under a key of the forger's", "UPDATE audit_journal SET key_id = 'abc' WHERE id > " + fmt.Sprint(last), audit.RecordForeign},
			{"under no key", "UPDATE audit_journal SET key_id = '', mac = '' WHERE id > " + fmt.Sprint(last), audit.RecordUnkeyed},
		} {
			exec(t, s, step.do)
			problems := got(a.Verify(ctx, ""))(t).Journal.Problems
			if len(problems) != 1 || problems[0].Kind != step.kind {
				t.Errorf("%s: %+v, want %s", step.name, problems, step.kind)
			}
			if step.kind == audit.RecordRepeated {
				continue
			}
			if err := a.SealRun(ctx, 9); err == nil || !strings.Contains(err.Error(), step.kind) {
				t.Errorf("%s, and it is sealed: %v", step.name, err)
			}
		}
	})
}

func TestAPersonAnswersForRowsAsTheyStand(t *testing.T) { // covers S13.4
	each(t, func(t *testing.T, s *Store) {
		a := watched(t, s)
		exec(t, s, "UPDATE work_groups SET owner = 'P2' WHERE code = 'G001'")
		exec(t, s, "DELETE FROM routes WHERE channel = 'email'")
		exec(t, s, "INSERT INTO case_steps (case_id, run_id, at_ms, written_ms, state, actor, reason, note) VALUES (1, 0, 1, 1, 'closed', 'P1', 'by_hand', '')")
		if found := rowProblems(t, a); len(found) != 3 {
			t.Fatalf("verify says %q", found)
		}
		must(t, a.Adopt(t.Context(), "P1", "数据库恢复后核对无误"))
		v := got(a.Verify(t.Context(), ""))(t)
		if len(v.All()) > 0 || len(v.Journal.Released) != 2 {
			t.Fatalf("after the adoption: %+v", v)
		}
		for _, r := range v.Journal.Released {
			if r.By != "P1" || r.Reason != "数据库恢复后核对无误" || r.LoginOfWriter != "zhang@bureau" {
				t.Errorf("%+v", r)
			}
		}
		isError(t, a.Adopt(t.Context(), "P1", "again"), sqlaudit.ErrNothingToAdopt)
	})
}

func TestWhatIsErasedLeavesNothingAndVerifies(t *testing.T) { // covers S13.4
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		a := watched(t, s)
		erase := func(rows []sqlaudit.RowsOf, statements ...string) {
			t.Helper()
			must(t, s.DB.Tx(ctx, func(tx *dbconn.Tx) error {
				return s.Erase(ctx, tx, sqlaudit.Erasing{By: "P9", Reason: "本人申请"}, rows, func() error {
					for _, statement := range statements {
						if _, err := tx.ExecContext(ctx, statement); err != nil {
							return err
						}
					}
					return nil
				})
			}))
		}
		rows := []sqlaudit.RowsOf{{Table: "people", Keys: [][]string{{"P1"}}}, {Table: "case_steps", Keys: [][]string{{"4"}}}, {Table: "bindings", Keys: [][]string{{"微信", "wx_out"}}}}
		erase(rows, "UPDATE people SET name = '(P1)', mobile = '', email = '', accounts = '' WHERE code = 'P1'",
			"UPDATE case_steps SET note = '' WHERE id = 4", "DELETE FROM bindings WHERE account = 'wx_out'")
		v := got(a.Verify(ctx, ""))(t)
		if len(v.All()) > 0 {
			t.Fatalf("after an erasure: %+v", v.All())
		}
		for _, r := range v.Journal.Released {
			if r.By != "P9" || r.Kind != audit.RowsErased || len(r.Columns) == 0 {
				t.Errorf("%+v", r)
			}
		}
		same(t, 2, len(v.Journal.Released))
		exec(t, s, "UPDATE people SET name = '张伟' WHERE code = 'P1'")
		same(t, []string{"row_changed people P1 name"}, rowProblems(t, a))
		// No salt of the rows is left by which a guess could be tried.
		list := got(sqlaudit.RecordTable.All(ctx, s.DB, " WHERE table_name = 'people'"))(t)
		for _, r := range list[:len(list)-1] { // the last is the erasure's own
			must(t, r.Rows(func(_ []string, row audit.RecordedRow) {
				if row.Key == "P1" && len(row.Salt) > 0 {
					t.Errorf("record %d keeps the salt of P1", r.ID)
				}
			}))
		}
		must(t, a.SealRun(ctx, 5))
	})
}

// A transaction that changes rows of the whole county does not hold all that it records until its end,
// and what it changes of a row afterwards is recorded after it.
func TestALongTransactionWritesItsRecordsAsTheyGrow(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		a := watched(t, s)
		c := allCases(t, s)[1]
		var before, records int
		must(t, s.DB.GetContext(t.Context(), &before, "SELECT COUNT(*) FROM audit_journal"))
		must(t, s.DB.Tx(t.Context(), func(tx *dbconn.Tx) error {
			set := func(severity string) {
				_, err := tx.ExecContext(t.Context(), "UPDATE cases SET severity = ? WHERE id = ?", severity, c.ID)
				must(t, err)
				must(t, journal.Set(tx, "cases", []any{c.ID}, []string{"severity"}, []any{severity}))
			}
			set("low")
			must(t, journal.WriteSoFar(t.Context(), tx))
			must(t, tx.GetContext(t.Context(), &records, "SELECT COUNT(*) FROM audit_journal"))
			if records != before {
				t.Errorf("%d records of one row are written before the end", records-before)
			}
			columns, values := []string{"due_on", "opened_on", "unit", "responsible", "title"}, []any{string(c.DueOn), string(c.OpenedOn), c.Unit, c.Responsible, c.Title}
			for range 30_000 {
				must(t, journal.Set(tx, "cases", []any{c.ID}, columns, values))
			}
			must(t, journal.WriteSoFar(t.Context(), tx))
			must(t, tx.GetContext(t.Context(), &records, "SELECT COUNT(*) FROM audit_journal"))
			if records == before {
				t.Error("nothing is written before the end")
			}
			set("high")
			return nil
		}))
		must(t, a.SealRun(t.Context(), 3))
		same(t, []string(nil), rowProblems(t, a))
	})
}
