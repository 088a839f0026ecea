package policy

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunguan/reconcile/phrase"
)

var update = flag.Bool("update", false, "write golden files anew")

// Each file of testdata/problems holds a policy and, below it, what is said
// about it in both languages.
func TestProblemsAreToldSoThatAClerkKnowsWhatToDo(t *testing.T) {
	names, err := filepath.Glob("testdata/problems/*.txt")
	if err != nil || len(names) < 10 {
		t.Fatalf("%d golden files, %v", len(names), err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txt"), func(t *testing.T) {
			raw, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			yaml, _, _ := strings.Cut(string(raw), "\n==== 中文\n")
			_, problems := Load("p.yaml", filesOf(map[string]string{"p.yaml": yaml}), fiveParts)
			got := yaml + "\n==== 中文\n" + problems.Text(phrase.Zh) + "\n==== English\n" + problems.Text(phrase.En) + "\n"
			if *update {
				if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(string(raw), got); diff != "" {
				t.Errorf("-want +got (run with -update and read it)\n%s", diff)
			}
		})
	}
}

// fiveParts stands for the scheduler's own check.
func fiveParts(expression string) error {
	if len(strings.Fields(expression)) != 5 {
		return errNotFive
	}
	return nil
}

var errNotFive = errors.New("want 5 parts")
