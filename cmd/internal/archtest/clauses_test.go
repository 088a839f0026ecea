package archtest

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write which packages cover each clause into docs/clauses.md")

var (
	coversLine = regexp.MustCompile(`covers (S\d+\.\d+(?:, S\d+\.\d+)*)`)
	clauseRow  = regexp.MustCompile(`(?m)^(\| (S\d+\.\d+) \|.*\|)[^|]*\|$`)
)

// coverage maps each clause that a test's comment names to the packages of
// those tests.
func coverage(t *tree) map[string][]string {
	found := map[string][]string{}
	for _, f := range t.files {
		if !f.test || f.pkg == "cmd/internal/archtest" {
			continue
		}
		for _, group := range f.syntax.Comments {
			for _, m := range coversLine.FindAllStringSubmatch(group.Text(), -1) {
				for id := range strings.SplitSeq(m[1], ", ") {
					if !slices.Contains(found[id], f.pkg) {
						found[id] = append(found[id], f.pkg)
					}
				}
			}
		}
	}
	for _, packages := range found {
		slices.Sort(packages)
	}
	return found
}

// covered is the page with its last column as the tests are.
func covered(page string, tests map[string][]string) string {
	return clauseRow.ReplaceAllStringFunc(page, func(row string) string {
		m := clauseRow.FindStringSubmatch(row)
		return fmt.Sprintf("%s %s |", m[1], strings.Join(tests[m[2]], ", "))
	})
}

// A test that names a clause which no document has covers nothing, and a page
// that names the wrong tests sends its reader to the wrong place.
func TestThePageOfClausesNamesTheTestsThatCoverThem(t *testing.T) {
	root, err := filepath.Abs("../../..")
	if err != nil {
		t.Fatal(err)
	}
	loaded, err := load(os.DirFS(root))
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(root, "docs", "clauses.md")
	raw, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	tests := coverage(loaded)
	for id, packages := range tests {
		if !strings.Contains(string(raw), "\n| "+id+" |") {
			t.Errorf("%s: tests cover %s, which docs/clauses.md does not have", strings.Join(packages, ", "), id)
		}
	}
	want := covered(string(raw), tests)
	if *update {
		if err := os.WriteFile(name, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if want != string(raw) {
		t.Error("docs/clauses.md names other tests than there are: go test ./cmd/internal/archtest -update")
	}
}
