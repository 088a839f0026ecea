package archtest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

// checks are all rules, by name.
var checks = map[string]func(*tree) []string{
	"edges": checkEdges, "uses": checkUses, "libraries": checkLibraries, "top": checkTop, "habits": checkHabits,
}

func TestTheTreeKeepsItsRules(t *testing.T) {
	root, err := filepath.Abs("../../..")
	if err != nil {
		t.Fatal(err)
	}
	loaded, err := load(os.DirFS(root))
	if err != nil {
		t.Fatal(err)
	}
	if len(loaded.files) < 20 {
		t.Fatalf("read %d files under %s: that is not the module", len(loaded.files), root)
	}
	for name, check := range checks {
		for _, line := range check(loaded) {
			t.Errorf("%s: %s", name, line)
		}
	}
	for _, line := range staleEntries(loaded) {
		t.Error(line)
	}
}

// broken is a file that breaks a rule, and words of the complaint.
type broken struct{ name, check, path, source, want string }

func TestEveryRuleNoticesWhatBreaksIt(t *testing.T) {
	tests := []broken{
		{"a noun that imports ours", "edges", "reconcile/workgroup/a.go", `package workgroup; import "qunguan/reconcile/phrase"`, "everybody's"},
		{"a calendar that knows the policy", "edges", "reconcile/calendar/a.go", `package calendar; import "qunguan/reconcile/policy"`, "nothing else of ours"},
		{"a rule that sends", "edges", "reconcile/rule/a.go", `package rule; import "qunguan/notify"`, "does not act"},
		{"a rule that reads a file", "edges", "reconcile/rule/a.go", `package rule; import "os"`, "cannot be repeated"},
		{"a comparison that asks a database", "edges", "reconcile/a.go", `package reconcile; import "database/sql"`, "cannot be repeated"},
		{"a roster source that knows jobs", "edges", "reconcile/onebot/a.go", `package onebot; import "qunguan/jobs"`, "stored, scheduled or told"},
		{"a schedule that knows jobs", "edges", "jobs/schedule/a.go", `package schedule; import "qunguan/jobs"`, "without knowing what it is"},
		{"a channel that knows the registry", "edges", "notify/slack/a.go", `package slack; import "qunguan/sql/registry"`, "without a database"},
		{"a job that knows the registry", "edges", "jobs/a.go", `package jobs; import "qunguan/sql/registry"`, "composition root"},
		{"a page that knows the registry", "edges", "cmd/internal/web/a.go", `package web; import "qunguan/sql/registry"`, "composition root"},
		{"a check that tells", "edges", "jobs/check/a.go", `package check; import "qunguan/jobs/tell"`, "without anybody being told"},
		{"a base that knows a subject", "edges", "sql/base/a.go", `package base; import "qunguan/sql/ledger"`, "knows none of them"},
		{"a ledger that reads seals", "edges", "sql/ledger/a.go", `package ledger; import "qunguan/sql/audit"`, "what was sealed"},
		{"a store that knows a command", "edges", "sql/registry/a.go", `package registry; import "qunguan/cmd/internal/settings"`, "not these from commands"},
		{"an adapter that uses another", "edges", "notify/slack/a.go", `package slack; import "qunguan/notify/webhook"`, "leans on another"},
		{"a job that chooses a channel", "edges", "jobs/a.go", `package jobs; import "qunguan/notify/email"`, "chooses adapters"},
		{"a page with SQL", "edges", "cmd/internal/web/a.go", `package web; import "database/sql"`, "beside the method"},
		{"a test's helper in the binary", "edges", "cmd/internal/app/a.go", `package app; import "qunguan/sql/sqltest"`, "must not reach the binary"},
		{"a main that does things", "edges", "cmd/qunguan/main.go", `package main; import "qunguan/jobs"`, "main is a shell"},
		{"package testing in the binary", "edges", "jobs/a.go", `package jobs; import "testing"`, "flags"},
		{"a rejected library in a test", "edges", "jobs/a_test.go", `package jobs; import "github.com/stretchr/testify/require"`, "rejected"},
		{"a rule that reads the clock", "uses", "reconcile/rule/a.go", `package rule; import "time"; var now = time.Now()`, "time is an argument"},
		{"a rule that reads it under another name", "uses", "reconcile/rule/a.go", `package rule; import clock "time"; var age = clock.Since`, "time is an argument"},
		{"a channel with its own client", "uses", "notify/slack/a.go", `package slack; import "net/http"; var c http.Client`, "alone calls out"},
		{"a job that uses cron", "libraries", "jobs/a.go", `package jobs; import "github.com/robfig/cron/v3"`, "its home is ./jobs/schedule"},
		{"a subpackage of a library away from home", "libraries", "jobs/a.go", `package jobs; import "golang.org/x/text/encoding/simplifiedchinese"`, "its home is ./reconcile/sheet"},
		{"go-cmp in the binary", "libraries", "jobs/a.go", `package jobs; import "github.com/google/go-cmp/cmp"`, "for tests"},
		{"a sixth room", "top", "internal/a.go", `package internal`, "five rooms"},
		{"a file too long", "habits", "jobs/a.go", "package jobs\n" + strings.Repeat("\n", maxLines), "351 lines"},
		{"a package of many files", "habits", "jobs/", "package jobs\n", "26 files"},
		{"a package without a comment", "habits", "jobs/a.go", `package jobs`, "no comment"},
		{"a package called util", "habits", "jobs/util/a.go", `package util`, "says nothing"},
		{"a file called helpers", "habits", "jobs/helpers_test.go", `package jobs`, "says nothing"},
		{"an interface of six methods", "habits", "jobs/a.go", "package jobs; type Store interface{ A(); B(); C(); D(); E(); F() }", "has 6 methods"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tree := fstest.MapFS{tt.path: {Data: []byte(tt.source)}}
			if strings.HasSuffix(tt.path, "/") { // a package with one file too many
				tree = fstest.MapFS{}
				for i := range maxFiles + 1 {
					tree[fmt.Sprintf("%sa%d.go", tt.path, i)] = &fstest.MapFile{Data: []byte(tt.source)}
				}
			}
			loaded, err := load(tree)
			if err != nil {
				t.Fatal(err)
			}
			if lines := checks[tt.check](loaded); !strings.Contains(strings.Join(lines, "\n"), tt.want) {
				t.Errorf("complaints %q, want one with %q", lines, tt.want)
			}
		})
	}
}

func TestALibraryWithTwoImportersIsNoticed(t *testing.T) {
	const source = `package %s; import "example.org/library"`
	loaded, err := load(fstest.MapFS{
		"jobs/a.go":   {Data: fmt.Appendf(nil, source, "jobs")},
		"notify/a.go": {Data: fmt.Appendf(nil, source, "notify")},
	})
	if err != nil {
		t.Fatal(err)
	}
	if lines := checkLibraries(loaded); len(lines) != 1 || !strings.Contains(lines[0], "./jobs, ./notify") {
		t.Errorf("complaints %q, want one that names both", lines)
	}
}

func TestWhatIsAllowedIsNotNoticed(t *testing.T) {
	tests := []struct{ name, path, source string }{
		{"a test of the core may read files and the clock", "reconcile/rule/a_test.go", `package rule; import ("os"; "time"); var _, _ = time.Now, os.ReadFile`},
		{"the core may reckon with times it was given", "reconcile/rule/a.go", "// Package rule judges.\npackage rule; import \"time\"; var day = 24*time.Hour"},
		{"the composition root chooses adapters and stores", "cmd/internal/app/a.go", "// Package app wires.\npackage app; import (_ \"qunguan/notify/slack\"; _ \"qunguan/sql/registry\")"},
		{"a test may use a test's helper", "sql/registry/a_test.go", `package registry; import "qunguan/sql/sqltest"`},
		{"a helper of tests may use package testing", "sql/sqltest/a.go", "// Package sqltest opens registries.\npackage sqltest; import \"testing\""},
		{"a library at home", "jobs/schedule/a.go", "// Package schedule ticks.\npackage schedule; import \"github.com/robfig/cron/v3\""},
		{"a hidden file at the top", ".golangci.yml", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			loaded, err := load(fstest.MapFS{tt.path: {Data: []byte(tt.source)}})
			if err != nil {
				t.Fatal(err)
			}
			for name, check := range checks {
				for _, line := range check(loaded) {
					t.Errorf("%s: %s", name, line)
				}
			}
		})
	}
}
