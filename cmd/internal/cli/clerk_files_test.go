package cli_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"qunguan/cmd/internal/binarytest"
	"qunguan/sql/dbconn"
	"qunguan/sql/sqltest"
)

// handed is a file as a clerk hands it over, on top of the small county, and its expected outcome.
type handed struct {
	file    string
	content func(t testing.TB) []byte // nil: the test makes the path itself
	flags   []string
	code    int
	keys    []string // keys of the problems that must be told, each once, sorted; notices too
	changes []string // "人员 P12 岗位 科员→局长", "+人员 P99", "名单 G1 replaced +1 -0"
	mariadb bool     // on that engine as well
	mostMB  int      // of memory; 0 = mostMB
}

// page of an import as --format json prints it.
type importPage struct {
	Written bool
	Changes []struct {
		Kind, Code string
		New        bool
		Fields     []struct{ Heading, Before, After string }
	}
	Rosters []struct {
		Group          string
		Disposition    string `json:"fate"`
		Added, Removed int
	}
	Problems []struct{ Severity, Key, Text string }
}

func (p importPage) changes() []string {
	var list []string
	for _, c := range p.Changes {
		if c.New {
			list = append(list, "+"+c.Kind+" "+c.Code)
		}
		for _, f := range c.Fields {
			list = append(list, fmt.Sprintf("%s %s %s %s→%s", c.Kind, c.Code, f.Heading, f.Before, f.After))
		}
	}
	for _, r := range p.Rosters {
		list = append(list, fmt.Sprintf("%s %s +%d -%d", r.Group, r.Disposition, r.Added, r.Removed))
	}
	return list
}

func (p importPage) keys() []string {
	var list []string
	for _, problem := range p.Problems {
		key := strings.TrimPrefix(problem.Key, "intake.")
		if !slices.Contains(list, key) {
			list = append(list, key)
		}
	}
	slices.Sort(list)
	return list
}

// mostMB is the memory in which an import of any small file must do.
const mostMB = 160

// hand imports the file, first as a dry run.
func (w *world) hand(h handed) {
	w.Helper()
	path := filepath.Join(w.Dir, h.file)
	if h.content != nil {
		if err := os.WriteFile(path, h.content(w), 0o600); err != nil {
			w.Fatal(err)
		}
	}
	before := w.contents()
	args := append([]string{"import", path, "--at", monday}, h.flags...)
	w.plain(h, append(args, "--dry-run"))
	if w.contents() != before {
		w.Errorf("a dry run of %v wrote", args)
	}
	args = append(args, "--format", "json", "--lang", "en")
	got, stderr := w.measured(h, args)
	written := h.code == 0 || h.code == 3
	if got.Written != written || !written && w.contents() != before {
		w.Errorf("%v: written %v, want %v", args, got.Written, written)
	}
	if diff := gocmp.Diff(h.keys, got.keys()); diff != "" {
		w.Errorf("%v: problems (-want +told):\n%s\n%s", args, diff, stderr)
	}
	if diff := gocmp.Diff(h.changes, got.changes()); diff != "" && written {
		w.Errorf("%v: changes (-want +got):\n%s", args, diff)
	}
	for _, p := range got.Problems {
		w.whole(p.Text)
	}
}

// plain is the page as a clerk sees it.
func (w *world) plain(h handed, args []string) {
	w.Helper()
	d := w.Exits(h.code, args...)
	w.whole(d.Stdout + d.Stderr)
	told := strings.Split(strings.TrimSpace(d.Stderr), "\n")
	w.Logf("told: %s", strings.Join(told[:min(3, len(told))], " / "))
}

// whole demands sentences without holes, not keys of the catalogue.
func (w *world) whole(page string) {
	w.Helper()
	for _, raw := range []string{"intake.", "sheet.", "cli.", "{", "<nil>", "%!"} {
		if strings.Contains(page, raw) {
			w.Errorf("the page shows %q:\n%s", raw, page)
		}
	}
}

// measured runs the program in bounded memory and looks at its exit code.
func (w *world) measured(h handed, args []string) (importPage, string) {
	w.Helper()
	d := w.within(max(h.mostMB, mostMB)).Exits(h.code, args...)
	var pages []importPage
	if err := json.Unmarshal([]byte(d.Stdout), &pages); err != nil || len(pages) != 1 {
		w.Fatalf("%v: no page (%v): %s%s", args, err, binarytest.Tail(d.Stdout), binarytest.Tail(d.Stderr))
	}
	return pages[0], d.Stderr
}

// within is the machine with no more memory than that. A process's own peak
// cannot be asked for: it starts with its parent's.
func (w *world) within(mb int) *binarytest.Machine {
	m := w.Machine
	if runtime.GOOS == "linux" {
		m.Bin = binarytest.BuildAsShipped(w)
		m.Under = []string{"sh", "-c", "ulimit -d " + strconv.Itoa(mb<<10) + ` && exec "$0" "$@"`}
	}
	return &m
}

// contents is a fingerprint of the tables that imports write.
func (w *world) contents(but ...string) string {
	w.Helper()
	dsn := w.Env["DATABASE_DSN"]
	if dsn == "embedded" {
		dsn = ""
	}
	w.changed = true
	db, err := dbconn.Open(w.Context(), dbconn.Config{DSN: dsn, Dir: w.Env["DATA_DIR"]})
	if err != nil {
		w.Fatal(err)
	}
	defer db.Close()
	sum := sha256.New()
	for _, table := range []string{
		"units", "people", "work_groups", "group_changes", "bindings", "official_accounts", "apps", "filings", "routes", "rosters", "roster_documents",
		"spoken_documents", "roster_looks", "account_changes", "activities", "unfiled_groups", "counters",
	} {
		if slices.Contains(but, table) {
			continue
		}
		rows, err := db.Queryx("SELECT * FROM " + table) //nolint:unqueryvet // a fingerprint of whatever stands there
		if err != nil {
			w.Fatal(err)
		}
		var all []string
		for rows.Next() {
			values, err := rows.SliceScan()
			if err != nil {
				w.Fatal(err)
			}
			all = append(all, fmt.Sprintf("%q", values))
		}
		if err := rows.Close(); err != nil {
			w.Fatal(err)
		}
		slices.Sort(all)
		fmt.Fprintln(sum, table, all)
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// small is the embedded registry of the small county, made once.
var small struct {
	sync.Once
	db []byte
}

// copySmall gives the world the small county without importing it again.
func (w *world) copySmall() {
	w.Helper()
	small.Do(func() {
		first := newWorld(w, "embedded")
		first.importSmall(monday, "")
		var err error
		if small.db, err = os.ReadFile(filepath.Join(first.Env["DATA_DIR"], "qunguan.db")); err != nil {
			w.Fatal(err)
		}
	})
	if err := os.MkdirAll(w.Env["DATA_DIR"], 0o700); err != nil {
		w.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(w.Env["DATA_DIR"], "qunguan.db"), small.db, 0o600); err != nil {
		w.Fatal(err)
	}
}

// handAll tries every file, each on a registry of its own.
func handAll(t *testing.T, files map[string]handed) {
	t.Helper()
	for name, h := range files {
		try := func(t *testing.T, dsn string) {
			w := newWorld(t, dsn)
			if dsn == "embedded" {
				w.copySmall()
			} else {
				w.importSmall(monday, "")
			}
			w.hand(h)
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if !h.mariadb {
				try(t, "embedded")
				return
			}
			t.Run("sqlite", func(t *testing.T) {
				t.Parallel()
				try(t, "embedded")
			})
			t.Run("mariadb", func(t *testing.T) {
				t.Parallel()
				try(t, sqltest.DSN(t))
			})
		})
	}
}
