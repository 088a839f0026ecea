package cli_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"qunguan/cmd/internal/binarytest"
)

// truth is the cases that must be found, by the authors of a labelled county.
type truth struct {
	Moment                         string
	Cases                          []truthCase // yunxi: everything open
	Open, Opened, Closed, Reopened []truthCase // qingshan
	Members                        []member
}

type truthCase struct{ Rule, Group, Account, Person string }

func readTruth(t testing.TB, folder ...string) truth {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(slices.Concat([]string{"testdata"}, folder, []string{"truth.json"})...))
	if err != nil {
		t.Fatal(err)
	}
	var all truth
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

// labels puts labels into an order in which they can be compared.
func labels[T any](list []T, of func(T) label) []label {
	all := make([]label, len(list))
	for i, x := range list {
		all[i] = of(x)
	}
	return sorted(all)
}

func sorted(all []label) []label {
	slices.SortFunc(all, func(a, b label) int { return cmp.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	return all
}

func (c truthCase) label() label { return labelOf(c.Rule, c.Group, c.Account, c.Person) }

// sameLabels compares lists of labels; a case too many counts as one missing.
func sameLabels(t testing.TB, what string, want []truthCase, got []kase) {
	t.Helper()
	if diff := gocmp.Diff(labels(want, truthCase.label), labels(got, kase.label)); diff != "" {
		t.Errorf("%s cases (-labelled +found):\n%s", what, binarytest.Tail(diff))
	}
}

func openCases(list []kase) []kase {
	return slices.DeleteFunc(slices.Clone(list), func(k kase) bool { return !k.open() || !labelled(k.Rule) })
}

// covers S1.1, S1.10, S1.11, S4.5, S6.1, S6.2, S6.3, S8.2, S10.2, S11.5
func TestTheCountyOfYunxiIsJudgedAsLabelled(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		at := []string{"--at", "2026-11-23"}
		w.OK(slices.Concat([]string{"import"}, at, files(t, "yunxi"))...)

		w.OK(slices.Concat([]string{"run"}, judging, at, []string{"--dry-run"})...)
		if all := w.cases(); len(all) != 0 {
			t.Fatalf("a dry run wrote %d cases", len(all))
		}

		reports := w.judge("2026-11-23")
		first := w.OK("cases", "--format", "json").Stdout
		found := decode[kase](w, first)
		sameLabels(t, "open", readTruth(t, "yunxi").Cases, openCases(found))
		if opened := sum(reports, func(r report) int { return r.Opened }); opened != len(found) {
			t.Errorf("the reports tell of %d opened cases, the ledger has %d", opened, len(found))
		}
		owned := 0
		for _, k := range found {
			if k.Clause == "" || k.Title == "" || k.OpenedOn != "2026-11-23" || k.DueOn <= "2026-11-23" || k.State != "found" {
				t.Errorf("incomplete case: %+v", k)
			}
			if k.Responsible != "" {
				owned++
			}
		}
		if owned < len(found)*9/10 {
			t.Errorf("only %d of %d cases have a responsible person", owned, len(found))
		}

		again := w.judge("2026-11-23")
		if n := sum(again, func(r report) int { return r.Opened + r.Closed + r.Reopened }); n != 0 {
			t.Errorf("the second run reports %d changes: %+v", n, again)
		}
		if seen := sum(again, func(r report) int { return r.Seen }); seen != len(found) {
			t.Errorf("the second run saw %d cases again, want %d", seen, len(found))
		}
		if second := w.OK("cases", "--format", "json").Stdout; second != first {
			t.Errorf("the second run changed the ledger:\n%s", binarytest.Tail(gocmp.Diff(first, second)))
		}
	})
}

func sum[T any](list []T, of func(T) int) int {
	n := 0
	for _, x := range list {
		n += of(x)
	}
	return n
}

// covers S4.5, S6.1, S6.2, S6.3, S8.2, S8.3, S10.2
func TestTheCountyOfQingshanIsJudgedAsLabelledForThreeWeeks(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		policy, err := filepath.Abs("testdata/qingshan/policy.yaml")
		if err != nil {
			t.Fatal(err)
		}
		w.Env["POLICY"] = policy
		before := map[int64]kase{}
		for _, week := range []string{"week1", "week2", "week3"} {
			want := readTruth(t, "qingshan", week)
			w.OK(slices.Concat([]string{"import", "--at", want.Moment}, files(t, "qingshan", week))...)
			roster := w.OK("members", "--at", want.Moment, "--format", "json").Stdout
			w.OK(slices.Concat([]string{"import", "--at", want.Moment}, files(t, "qingshan", week, "late"))...)
			if late := w.OK("members", "--at", want.Moment, "--format", "json").Stdout; late != roster {
				t.Errorf("%s: a list older than the stored one changed the rosters:\n%s", week, binarytest.Tail(gocmp.Diff(roster, late)))
			}
			w.judge(want.Moment)
			all := w.cases()
			var opened, closed, reopened []kase
			for _, k := range all {
				was, known := before[k.ID]
				switch {
				case !known:
					opened = append(opened, k)
				case k.Reopened > was.Reopened:
					reopened = append(reopened, k)
				case was.open() && !k.open():
					closed = append(closed, k)
				}
				before[k.ID] = k
			}
			sameLabels(t, week+": open", want.Open, openCases(all))
			sameLabels(t, week+": opened", want.Opened, opened)
			sameLabels(t, week+": closed", want.Closed, closed)
			sameLabels(t, week+": reopened", want.Reopened, reopened)
			sameMembers(t, week, want.Members, read[member](w, "members"))
		}
	})
}

func sameMembers(t testing.TB, week string, want, got []member) {
	t.Helper()
	prepare := func(list []member) []member {
		list = slices.Clone(list)
		for i := range list {
			list[i].Account = strings.ToLower(list[i].Account)
		}
		slices.SortFunc(list, func(a, b member) int { return cmp.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
		return list
	}
	if diff := gocmp.Diff(prepare(want), prepare(got)); diff != "" {
		t.Errorf("%s: who is who (-labelled +found):\n%s", week, binarytest.Tail(diff))
	}
}
