package cli_test

import (
	"fmt"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"qunguan/reconcile/rule"
)

// covers S13.4
func TestAChainedDryRunForeseesWhatTheRunDoes(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		w.act(t)
		w.Env["POLICY"] = "pack:county"
		w.OK(slices.Concat([]string{"import", "--at", "2026-11-23"}, files(t, "yunxi"))...)
		chain := slices.Concat(rule.JudgingJobs, []string{"escalate", "compose"})
		same := func(day string) {
			t.Helper()
			cases := len(w.cases())
			foreseen := w.runJobs(day, append(chain, "--dry-run")...)
			if n := len(w.cases()); n != cases {
				t.Fatalf("a dry run wrote %d cases", n-cases)
			}
			if diff := gocmp.Diff(w.runJobs(day, chain...), foreseen); diff != "" {
				t.Errorf("%s (-done +foreseen):\n%s", day, diff)
			}
		}

		dates := func(list []kase) (lines []string) {
			for _, k := range list {
				lines = append(lines, fmt.Sprint(k.Rule, k.Group, k.Group2, k.Account, k.Person, k.Title, k.DueOn))
			}
			slices.Sort(lines)
			return lines
		}
		would := decode[kase](w, w.OK("policy", "what-if", "pack:county", "--at", "2026-11-23", "--format", "json").Stdout)
		same("2026-11-23")
		for _, k := range would {
			if k.DueOn == "" {
				t.Errorf("no deadline: %+v", k)
			}
		}
		got := w.cases()
		for i := range got {
			got[i].Group2 = ""
		}
		if diff := gocmp.Diff(dates(got), dates(would)); diff != "" {
			t.Errorf("what-if and the run (-run +what-if):\n%s", diff)
		}
		w.runJobs("2026-11-23", "deliver")
		same("2026-11-24")
	})
}
