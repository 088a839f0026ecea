package registry

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"qunguan/notify/outbox"
	"qunguan/reconcile"
	"qunguan/reconcile/answer"
	"qunguan/reconcile/filing"
	"qunguan/reconcile/intake"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/spotcheck"
	"qunguan/reconcile/workgroup"
	sqlaudit "qunguan/sql/audit"
	"qunguan/sql/dbconn"
	"qunguan/sql/journal"
)

// watched is a registry with rows in every audited table, all of them written
// by the program, and sealed.
func watched(t *testing.T, s *Store) *sqlaudit.Auditor {
	t.Helper()
	ctx := t.Context()
	s.Login = "zhang@bureau"
	a := auditor(t, s, secret, "")
	must(t, a.Begin(ctx))
	bring{batch: county(), members: []intake.MemberRow{
		row("G001", "wx_abc", "张伟", at(20, 8)), row("G001", "wx_def", "李娜", at(20, 8)), row("G002", "10001", "王工", at(20, 8)),
	}}.into(t, s)
	opened := part(newCase("G001", "wx_abc"), newCase("G001", "wx_def"), newCase("G002", "10001"))
	opened.Baseline = []string{"member.left"}
	must(t, s.CommitParts(ctx, opened))
	must(t, s.RecordNotifications(ctx, 1, []ledger.Notification{{Case: 1, Rung: ledger.NewRung("due+3wd", "unit_principal"), Day: "2026-11-24", ToType: "person", To: "P5", State: ledger.NotificationDue}}, nil))
	must(t, s.CommitParts(ctx, reconcile.Part{Run: 1, Job: "group-check", Unit: "U001", Moment: at(20, 9), Held: &reconcile.Held{
		Job: "group-check", Unit: "U001", HeldAt: at(20, 9), Trip: reconcile.GuardTrip{Reason: "too_many", New: 90},
	}}))
	must(t, s.ReleaseHeld(ctx, 1, "P1", "属实", at(20, 10)))
	got(s.AddExemption(ctx, ledger.Exemption{Rule: "group.zombie", Group: "G001", Reason: "汛期", Approver: "P1", From: "2026-11-01", Until: "2026-12-31"}, at(1, 8)))(t)
	got(s.AddAbsence(ctx, ledger.Absence{Person: "P2", Deputy: "P1", Reason: "休假", By: "P1", From: "2026-11-20", Until: "2026-11-30"}))(t)
	got(s.NewFiling(ctx, filing.Filing{State: "filed", FiledAt: at(20, 9)}, nil))(t)
	c := allCases(t, s)[1]
	asked := newCase("G001", "asked")
	asked.Asked, asked.Rule = c.ID, "task.exemption"
	must(t, s.Answer(ctx, []answer.Outcome{{
		Before: c, After: c, Steps: []ledger.Step{{CaseID: c.ID, At: at(21, 9), State: c.State, By: "P1", Reason: ledger.ReasonNote, Note: "已办"}},
		Task:     &answer.Opened{After: asked, Step: ledger.Step{At: at(21, 9), State: ledger.Found, By: "P1", Reason: "asked"}},
		Identity: &workgroup.IdentityAnswer{Binding: workgroup.Binding{Platform: "微信", Account: "wx_def", Person: "P2"}, Group: "G001", Card: "李娜", By: "P1", Case: c.ID, At: at(21, 9)},
	}}, workgroup.Groups{}, &answer.Form{ID: "form-1", Notice: "n1", Outcome: "ok"}))
	if !got(s.Renew(ctx, "n1", "P1", at(21, 10), at(21, 0), 3))(t) {
		t.Fatal("no fresh link")
	}
	g := unpacked(intake.GroupRecords.Of(county()))[1]
	must(t, s.DecideGroup(ctx, g, workgroup.Decision{Group: g.Code, What: workgroup.Dissolved, On: "2026-11-22", By: "P1", Reason: "不再使用", At: at(22, 9)}, nil))
	must(t, s.WriteNotices(ctx, nil, []outbox.Notice{pending("n2", 2)}))
	must(t, s.NewSpotSecret(ctx, spotcheck.Draw{Period: "2026-11", Secret: "s", Hash: "h", MadeAt: at(1, 8), At: at(25, 9)}))
	must(t, s.WriteSpotDraw(ctx, spotcheck.Draw{Period: "2026-11", Secret: "s", Hash: "h", MadeAt: at(1, 8), At: at(25, 9), DrawnAt: at(25, 9), By: "P1"}, nil))
	must(t, a.SealRun(ctx, 2))
	if v := got(a.Verify(ctx, ""))(t); len(v.All()) > 0 || v.Unsealed > 0 {
		t.Fatalf("%+v", v)
	}
	return a
}

// hand is one change by hand.
type hand struct {
	name       string
	table, row string // the row, as a condition
	column     string // empty: the row is removed; or slipped in, by
	to         string // the column's new value, as SQL; or what the new row differs in
	want       string // kind, key and columns
}

func (h hand) String() string { return h.name }

var byHand = []hand{
	{"a deadline is put off", "cases", "id = 1", "due_on", "'2027-06-01'", "row_changed 1 due_on"},
	{"another is responsible", "cases", "id = 1", "responsible", "'P9'", "row_changed 1 responsible"},
	{"a severity is lowered", "cases", "id = 1", "severity", "'low'", "row_changed 1 severity"},
	{"a title says something else", "cases", "id = 1", "title", "'无'", "row_changed 1 title"},
	{"evidence is changed", "cases", "id = 1", "evidence", `'{"a":1}'`, "row_changed 1 evidence"},
	{"a case is another unit's", "cases", "id = 1", "unit", "'U009'", "row_changed 1 unit"},
	{"a case is closed", "cases", "id = 1", "state", "'closed'", "row_changed 1 state"},
	{"a case was opened later", "cases", "id = 1", "opened_on", "'2026-11-25'", "row_changed 1 opened_on"},
	{"a case is exempt", "cases", "id = 1", "exempt_until", "'2030-01-01'", "row_changed 1 exempt_until"},
	{"a case was told already", "cases", "id = 2", "told_on", "'2026-11-01'", "row_changed 2 told_on"},
	{"reminders are counted up", "cases", "id = 2", "reminders", "5", "row_changed 2 reminders"},
	{"a rung is skipped", "cases", "id = 2", "rung", "4", "row_changed 2 rung"},
	{"a case is paused", "cases", "id = 2", "paused_until", "'2030-01-01'", "row_changed 2 paused_until"},
	{"a case is about another account", "cases", "id = 2", "account", "'wx_other'", "row_changed 2 account"},
	{"a case is gone", "cases", "id = 3", "", "", "row_missing 3"},
	{"a task asks about another case", "cases", "asked_case = 2", "asked_case", "3", "row_changed 4 asked_case"},
	{"a step's words are changed", "case_steps", "id = 1", "note", "'x'", "row_changed 1 note"},
	{"a step has another author", "case_steps", "id = 1", "actor", "'P9'", "row_changed 1 actor"},
	{"a closing step is slipped in", "case_steps", "id = 1", "+", "id = 900, state = 'closed', reason = 'by_hand', actor = 'P1'", "row_added 900"},
	{"a step is gone", "case_steps", "id = 2", "", "", "row_missing 2"},
	{"an account is bound to another person", "bindings", "account = 'WX_xyz'", "person", "'P1'", "row_changed 微信/# person"},
	{"a binding is slipped in", "bindings", "account = 'WX_xyz'", "+", "account_key = 'wx_new', account = 'wx_new'", "row_added 微信/#"},
	{"a binding holds longer", "bindings", "account = 'WX_xyz'", "valid_until", "'2030-01-01'", "row_changed 微信/# valid_until"},
	{"a group has another owner", "work_groups", "code = 'G001'", "owner", "'P2'", "row_changed G001 owner"},
	{"a group is dissolved", "work_groups", "code = 'G001'", "state", "'已解散'", "row_changed G001 state"},
	{"a group has another filing number", "work_groups", "code = 'G001'", "filing", "'备2026-9'", "row_changed G001 filing"},
	{"a group's scope is wider", "work_groups", "code = 'G001'", "scope", "''", "row_changed G001 scope"},
	{"a group ends later", "work_groups", "code = 'G001'", "ends_on", "'2030-01-01'", "row_changed G001 ends_on"},
	{"a group is slipped in", "work_groups", "code = 'G001'", "+", "code = 'G900'", "row_added G900"},
	{"a filing is slipped in", "filings", "code = 'BA1'", "+", "code = 'BA9'", "row_added BA9"},
	{"a filing holds longer", "filings", "code = 'BA1'", "until_on", "'2030-01-01'", "row_changed BA1 until_on"},
	{"a filing request is approved", "filing_requests", "id = 1", "state", "'approved'", "row_changed 1 state"},
	{"a person has another mail address", "people", "code = 'P1'", "email", "'me@evil.example'", "row_changed P1 email"},
	{"a person has another account", "people", "code = 'P1'", "accounts", `'{"微信":"wx_evil"}'`, "row_changed P1 accounts"},
	{"a person who left is in service", "people", "code = 'P2'", "status", "'在职'", "row_changed P2 status"},
	{"a person is gone", "people", "code = 'P2'", "", "", "row_missing P2"},
	{"a unit has another principal", "units", "code = 'U001'", "principal", "'P2'", "row_changed U001 principal"},
	{"a unit is under another", "units", "code = 'U002'", "parent", "''", "row_changed U002 parent"},
	{"a route leads elsewhere", "routes", "channel = 'email'", "address", "'me@evil.example'", "row_changed 运维//email address"},
	{"a route is slipped in", "routes", "channel = 'email'", "+", "target_type = '办公室', target = 'office'", "row_added 办公室/office/email"},
	{"a route is gone", "routes", "channel = 'wecom'", "", "", "row_missing 人员/P1/wecom"},
	{"a roster loses a row", "roster_documents", "group_code = 'G001'", "content", "x'00'", "row_changed G001 content"},
	{"a roster is gone", "roster_documents", "group_code = 'G001'", "", "", "row_missing G001"},
	{"a roster is dated later", "rosters", "group_code = 'G001'", "taken_ms", "taken_ms + 86400000", "row_changed G001 taken_ms"},
	{"a rule is said to judge for the first time", "rule_baselines", "1 = 1", "", "", "row_missing member.left/U001"},
	{"a baseline is slipped in", "rule_baselines", "1 = 1", "+", "rule = 'member.unknown'", "row_added member.unknown/U001"},
	{"a telling was given", "tellings", "to_code = 'P5'", "state", "'told'", "row_changed 1/0//ladder/due+3wd/unit_principal/ state"},
	{"a telling goes to another person", "tellings", "to_code = 'P5'", "to_code", "'P9'", "row_changed 1/0//ladder/due+3wd/unit_principal/ to_code"},
	{"a telling is gone", "tellings", "to_code = 'P5'", "", "", "row_missing 1/0//ladder/due+3wd/unit_principal/"},
	{"an exemption runs longer", "exemptions", "id = 1", "until_on", "'2030-01-01'", "row_changed 1 until_on"},
	{"an exemption is slipped in", "exemptions", "id = 1", "+", "id = 77, rule = 'member.left'", "row_added 77"},
	{"an absence has another deputy", "absences", "id = 1", "deputy", "'P9'", "row_changed 1 deputy"},
	{"a release has another name", "held_parts", "id = 1", "released_by", "'P9'", "row_changed 1 released_by"},
	{"a decision has another reason", "group_decisions", "id = 1", "reason", "'x'", "row_changed 1 reason"},
	{"an answer says that it is another person", "said_identities", "id = 1", "person", "'P9'", "row_changed 1 person"},
	{"a form can be sent again", "form_uses", "form = 'form-1'", "", "", "row_missing form-1"},
	{"a renewal is forgotten", "link_renewals", "id = 1", "", "", "row_missing 1"},
	{"an account has another maintainer", "official_accounts", "code = 'A1'", "responsible", "'P2'", "row_changed A1 responsible"},
	{"an inspector's sample is another", "spot_draws", "period = '2026-11'", "sample", `'["x"]'`, "row_changed 2026-11 sample"},
	{"a draw was another person's", "spot_draws", "period = '2026-11'", "drawn_by", "'P9'", "row_changed 2026-11 drawn_by"},
	{"a draw is forgotten", "spot_draws", "period = '2026-11'", "", "", "row_missing 2026-11"},
	{"a notice is said to be sent", "notices", "id = 'n2'", "state", "'sent'", "row_changed n2 state"},
	{"a notice counts as told", "notices", "id = 'n2'", "told_ms", "1764000000000", "row_changed n2 told_ms"},
	{"a notice was passed on by another", "notices", "id = 'n2'", "relayed_by", "'P9'", "row_changed n2 relayed_by"},
	{"a notice goes to another person", "notices", "id = 'n2'", "recipient", "'P9'", "row_changed n2 recipient"},
	{"a notice waits for years", "notices", "id = 'n2'", "not_before_ms", "1900000000000", "row_changed n2 not_before_ms"},
	{"an app is in order", "apps", "code = 'M1'", "monthly_users", "9000", "row_changed M1 monthly_users"},
}

// on makes the change and returns what takes it back.
func (h hand) on(t *testing.T, s *Store) (undo func()) {
	t.Helper()
	exec(t, s, "CREATE TABLE kept AS SELECT * FROM "+h.table) //nolint:unqueryvet // all of it is put back
	switch h.column {
	case "":
		unbound(t, s, "DELETE FROM "+h.table+" WHERE "+h.row)
	case "+":
		exec(t, s, "CREATE TABLE slipped AS SELECT * FROM "+h.table+" WHERE "+h.row+" LIMIT 1") //nolint:unqueryvet // a copy
		for assignment := range strings.SplitSeq(h.to, ", ") {
			exec(t, s, "UPDATE slipped SET "+assignment)
		}
		exec(t, s, "INSERT INTO "+h.table+" SELECT * FROM slipped") //nolint:unqueryvet // a copy
		exec(t, s, "DROP TABLE slipped")
	default:
		unbound(t, s, "UPDATE "+h.table+" SET "+h.column+" = "+h.to+" WHERE "+h.row)
	}
	return func() {
		unbound(t, s, "DELETE FROM "+h.table, "INSERT INTO "+h.table+" SELECT * FROM kept") //nolint:unqueryvet // as it was
		exec(t, s, "DROP TABLE kept")
	}
}

// unbound runs statements on one connection that looks at no foreign keys.
func unbound(t *testing.T, s *Store, statements ...string) {
	t.Helper()
	conn := got(s.DB.Connx(t.Context()))(t)
	defer conn.Close()
	off, on := "SET FOREIGN_KEY_CHECKS = 0", "SET FOREIGN_KEY_CHECKS = 1"
	if s.DB.Dialect == dbconn.SQLite {
		off, on = "PRAGMA foreign_keys = OFF", "PRAGMA foreign_keys = ON"
	}
	for _, statement := range append(append([]string{off}, statements...), on) {
		if _, err := conn.ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
}

// rowProblems are verify's findings about audited rows.
func rowProblems(t *testing.T, a *sqlaudit.Auditor) []string {
	t.Helper()
	var list []string
	for _, p := range got(a.Verify(t.Context(), ""))(t).Journal.Problems {
		list = append(list, strings.TrimSpace(fmt.Sprintf("%s %s %s %s", p.Kind, p.Table, strings.ReplaceAll(p.Key, "\x00", "/"), p.Column)))
	}
	return list
}

func TestEveryChangeByHandIsNamed(t *testing.T) { // covers S13.4
	each(t, func(t *testing.T, s *Store) {
		a := watched(t, s)
		for _, h := range byHand {
			t.Run(h.name, func(t *testing.T) {
				undo := h.on(t, s)
				defer undo()
				found := rowProblems(t, a)
				kind, rest, _ := strings.Cut(h.want, " ")
				want := kind + " " + h.table + " " + rest
				begin, end, _ := strings.Cut(want, "#") // a digest of an account may be any
				if len(found) != 1 || !strings.HasPrefix(found[0], begin) || !strings.HasSuffix(found[0], end[min(len(end), strings.IndexByte(end+" ", ' ')):]) {
					t.Errorf("verify says %q, want %q", found, want)
				}
			})
		}
		if found := rowProblems(t, a); len(found) > 0 {
			t.Errorf("all is as it was, and verify says %q", found)
		}
	})
}

// Every column of every audited table is watched, also those that a later
// migration adds.
func TestEveryColumnOfAnAuditedTableIsWatched(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		a := watched(t, s)
		for _, table := range journal.Tables {
			rows := got(s.DB.QueryxContext(t.Context(), "SELECT * FROM "+table.Name+" LIMIT 1"))(t) //nolint:unqueryvet // for its columns
			columns := got(rows.Columns())(t)
			one := map[string]any{}
			there := rows.Next()
			if there {
				must(t, rows.MapScan(one))
			}
			must(t, rows.Close())
			if !there && !slices.Contains([]string{"audit_overrides", "rosters_by_hand", "page_views", "api_tokens"}, table.Name) {
				t.Errorf("there is no row in %s: the test proves nothing of it", table.Name)
			}
			for _, column := range columns {
				if !there || slices.Contains(table.Keys, column) {
					continue
				}
				h := hand{table: table.Name, row: "1 = 1", column: column, to: "'y'"}
				switch text := one[column].(type) {
				case int64, float64, float32, bool:
					h.to = "1 - " + column
				case []byte: // a decimal of MySQL
					if strings.Contains(string(text), ".") && (column == "hours_month" || column == "rating") {
						h.to = "1 - " + column
					}
				}
				if column == "subject_key" { // no two alike
					h.row = "id = 1"
				}
				undo := h.on(t, s)
				found := rowProblems(t, a)
				if free := slices.Contains(table.Free, column); free != (len(found) == 0) {
					t.Errorf("%s.%s is changed, and verify says %q", table.Name, column, found)
				}
				undo()
			}
		}
	})
}

// A registry of the release before has a journal without notices and draws, and
// a daemon of that release may still send while this one begins.
func TestATableIsAuditedLaterWithoutAFalseAlarm(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		a := watched(t, s)
		unbound(t, s, "DELETE FROM audit_journal WHERE table_name IN ('notices', 'spot_draws') OR table_name = '' AND reason <> ''",
			"DELETE FROM audit_marks", "DELETE FROM audit_seals", "DELETE FROM counters WHERE name = 'audit_seals'")
		now := s.Now()
		s.Now = func() time.Time { return now }
		older := func(state string) {
			t.Helper()
			exec(t, s, "UPDATE notices SET state = '"+state+"' WHERE id = 'n2'")
			if found := rowProblems(t, a); len(found) > 0 {
				t.Errorf("the older daemon made the notice %s, and verify says %q", state, found)
			}
		}
		older("failed")
		must(t, a.SealRun(ctx, 3))
		older("uncertain")
		must(t, a.SealRun(ctx, 4))
		older("failed")
		now = now.Add(2 * time.Minute)
		must(t, a.SealRun(ctx, 5))
		if found := rowProblems(t, a); len(found) > 0 {
			t.Errorf("two minutes later verify says %q", found)
		}
		exec(t, s, "UPDATE notices SET state = 'sent' WHERE id = 'n2'")
		if found := rowProblems(t, a); !slices.Equal(found, []string{"row_changed notices n2 state"}) {
			t.Errorf("the notice is sent by hand, and verify says %q", found)
		}
	})
}
