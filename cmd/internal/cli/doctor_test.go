package cli_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"qunguan/reconcile/calendar"
	"qunguan/sql/dbconn"
	"qunguan/sql/sqltest"
)

// seen is a line of `doctor --format json`.
type seen struct{ Check, Status, Detail, Todo string }

// doctor is the doctor's output, by check, and its exit code.
func (w *world) doctor() (map[string]seen, int) {
	w.Helper()
	d := w.Run("doctor", "--format", "json")
	all := map[string]seen{}
	for _, s := range decode[seen](w, d.Stdout) {
		all[s.Check] = s
		if s.Status != "ok" && s.Todo == "" && s.Check != "rest" {
			w.Errorf("%s is %s, and nothing says what to do: %s", s.Check, s.Status, s.Detail)
		}
		if s.Status == "ok" && s.Todo != "" || strings.Contains(s.Detail+s.Todo, "{") || strings.HasPrefix(s.Todo, "doctor.") {
			w.Errorf("%s: advice for what is well, or a sentence with a hole: %+v", s.Check, s)
		}
	}
	return all, d.Code
}

// givenHolidays gives the machine a holiday file for each year up to today's that the program's own
// table lacks: the doctor reads the real clock, and a year without its holidays is a fault.
func (w *world) givenHolidays() {
	w.Helper()
	dir := filepath.Join(w.Env["DATA_DIR"], "holidays")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		w.Fatal(err)
	}
	_, last := calendar.China().Covered()
	for year := last.Time().Year() + 1; year <= time.Now().Year(); year++ {
		days := fmt.Sprintf(`{"year": %d, "days": [{"name": "元旦", "date": "%[1]d-01-01", "isOffDay": true}]}`, year)
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%d.json", year)), []byte(days), 0o600); err != nil {
			w.Fatal(err)
		}
	}
}

// tampered lets a test do to the registry the work of time.
func (w *world) tampered(statements ...string) {
	w.Helper()
	w.changed = true
	c := dbconn.Config{Dir: w.Env["DATA_DIR"]}
	if w.Env["DATABASE_DSN"] != "embedded" {
		c.DSN = w.Env["DATABASE_DSN"]
	}
	db, err := dbconn.Open(w.Context(), c)
	if err != nil {
		w.Fatal(err)
	}
	defer db.Close()
	for _, s := range statements {
		if _, err := db.ExecContext(w.Context(), s); err != nil {
			w.Fatalf("%s: %v", s, err)
		}
	}
}

func TestTheDoctorNamesEachTroubleAndWhatToDo(t *testing.T) {
	t.Parallel()
	now := time.Now().UnixMilli()
	day := int64(24 * time.Hour / time.Millisecond)
	for name, c := range map[string]struct {
		prepare func(w *world)
		check   string
		status  string
		words   []string // in the finding and its advice
		code    int
	}{
		"no run for nine days": {
			func(w *world) {
				w.tampered(fmt.Sprintf("UPDATE runs SET started_ms = %d, finished_ms = %d", now-9*day, now-9*day))
			}, "jobs", "bad", []string{"member-check", "qunguan run"}, 1,
		},
		"a run that failed": {
			func(w *world) { w.tampered("UPDATE runs SET status = 'failed' WHERE job = 'group-check'") },
			"failed_jobs", "bad",
			[]string{"group-check", "qunguan run group-check"},
			1,
		},
		"an outbox that is stuck in act mode": {
			func(w *world) {
				w.Env["MODE"], w.Env["SECRET_KEY"] = "act", "MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXY="
				w.tampered(fmt.Sprintf("UPDATE notices SET state = 'pending', not_before_ms = %d, wake_ms = %d", now-day/24, now-day/24))
			}, "outbox", "bad", []string{"分钟", "qunguan run deliver"}, 1,
		},
		"parts that a guard holds": {
			func(w *world) {
				w.tampered("INSERT INTO held_parts (id, job, unit, held_ms, trip, released_ms, released_by, note, used_ms, cleared_ms) VALUES (1, 'member-check', 'U1', 1, '{}', 0, '', '', 0, 0)")
			}, "held", "warning", []string{"qunguan guard list"}, 0,
		},
		"a registry that contradicts itself": {
			func(w *world) {
				w.tampered("UPDATE cases SET state = 'handling' WHERE id = 1", "UPDATE runs SET finished_ms = 1 WHERE id = 1")
			}, "books", "bad", []string{"2 处", "qunguan audit check"}, 1,
		},
		"rosters that nobody renewed": {
			func(w *world) { w.tampered("UPDATE rosters SET taken_ms = 1000") },
			"rosters", "warning",
			[]string{"G1", "roster.stale"},
			0,
		},
		"nobody runs the schedule": {func(*world) {}, "leader", "warning", []string{"qunguan daemon"}, 0},
		"a policy with a mistake": {
			func(w *world) { w.Env["POLICY"] = w.Write("错.yaml", "zombie: {dayz: 3}\n") },
			"policy", "bad",
			[]string{":1:10", "qunguan policy check"},
			1,
		},
		"a key that opens no route": {
			func(w *world) {
				w.Env["SECRET_KEY"] = "MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXY="
				w.OK("import", w.Write("通知渠道.csv", "对象类型,对象编码,渠道,地址\n人员,P21,webhook,https://example.test/x\n"))
				w.Env["SECRET_KEY"] = "enp6MzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXY="
			}, "routes", "bad", []string{"QUNGUAN_SECRET_KEY_PREVIOUS"}, 1,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, "embedded")
			w.givenHolidays()
			w.importSmall(monday, "")
			w.judge(monday)
			w.runJobs(monday, "compose")
			c.prepare(w)
			all, code := w.doctor()
			got := all[c.check]
			if got.Status != c.status || code != c.code {
				t.Errorf("%s: %+v, exit code %d; want %s and %d", c.check, got, code, c.status, c.code)
			}
			for _, word := range c.words {
				if !strings.Contains(got.Detail+got.Todo, word) {
					t.Errorf("%s does not say %q: %+v", c.check, word, got)
				}
			}
			for _, lang := range []string{"zh", "en"} {
				if d := w.Run("doctor", "--lang", lang); strings.Contains(d.Stdout, "doctor.") {
					t.Errorf("a sentence is missing:\n%s", d.Stdout)
				}
			}
		})
	}
}

func TestTheDoctorOfAServer(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sqltest.DSN(t))
	w.givenHolidays()
	w.importSmall(monday, "")
	w.judge(monday)
	all, code := w.doctor()
	if code != 0 || all["database"].Status != "ok" || all["skew"].Status != "ok" || all["jobs"].Status != "ok" || all["books"].Status != "ok" {
		t.Errorf("exit code %d: %+v", code, all)
	}
	w.tampered("INSERT INTO leases (name, holder, token, until_at) VALUES ('scheduler', 'elsewhere:77:x', 4, NOW(6) + INTERVAL 5 MINUTE)")
	if all, _ = w.doctor(); all["leader"].Status != "ok" || !strings.Contains(all["leader"].Detail, "elsewhere:77") {
		t.Errorf("does not say who holds the lease: %+v", all["leader"])
	}
	dsn := w.Env["DATABASE_DSN"]
	w.Env["DATABASE_DSN"] = dsn + fmt.Sprintf("?timestamp=%d", time.Now().Add(-time.Hour).Unix())
	if all, code = w.doctor(); code != 1 || all["skew"].Status != "bad" || !strings.Contains(all["skew"].Detail, "-36") {
		t.Errorf("the server's clock is an hour behind: exit code %d, %+v", code, all["skew"])
	}
	w.Env["DATABASE_DSN"] = dsn
	w.tampered("DELETE FROM goose_db_version WHERE version_id > 4")
	if all, code = w.doctor(); code != 1 || all["schema"].Status != "bad" || !strings.Contains(all["schema"].Todo, "qunguan migrate") {
		t.Errorf("a migration is pending: exit code %d, %+v", code, all)
	}
	w.tampered("INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)")
	if all, code = w.doctor(); code != 1 || all["schema"].Status != "bad" || strings.Contains(all["schema"].Todo, "qunguan migrate") {
		t.Errorf("the schema is newer: exit code %d, %+v", code, all)
	}
	w.Env["DATABASE_DSN"] = "root@tcp(127.0.0.1:1)/qunguan"
	if all, code = w.doctor(); code != 1 || all["database"].Status != "bad" || all["rest"].Status != "warning" || all["policy"].Status != "ok" {
		t.Errorf("the server is gone: exit code %d, %+v", code, all)
	}
}
