package rule

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/workgroup"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// Every rule of the program is whole; a missing piece is named with its rule.
func TestEveryRuleIsWhole(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range slices.Concat(all, tasks) {
		for _, f := range faults(r) {
			t.Error(f)
		}
		if seen[r.ID] {
			t.Errorf("%s: twice in all.go", r.ID)
		}
		seen[r.ID] = true
	}
	if len(all) < 13 {
		t.Errorf("%d rules: that is not the program", len(all))
	}
}

// Every reason has words in both languages, and those for not judging say how
// many things they concern.
func TestEveryReasonHasWords(t *testing.T) {
	for id, r := range reasons {
		if r.Words.Zh == "" || r.Words.En == "" {
			t.Errorf("%s: %+v", id, r.Words)
		}
		if c := r.Count; !c.IsZero() && (!strings.Contains(c.Zh, "{n}") || !strings.Contains(c.En, "{n}")) {
			t.Errorf("%s: how many? %+v", id, c)
		}
		if other, ok := phrase.Of(phrase.Key("reason." + id)); ok && other != r.Words {
			t.Errorf("%s: the catalogue has other words: %+v and %+v", id, other, r.Words)
		}
	}
}

// goldenCase is a case in a file of testdata.
type goldenCase struct {
	Name     string          `json:"name"`
	Account  string          `json:"account"`
	Person   string          `json:"person"`
	Group2   string          `json:"group2"`
	Code     string          `json:"code"`
	Unit     string          `json:"unit"`
	Evidence json.RawMessage `json:"evidence"`
}

// Each rule has a file in testdata: cases, a line of dashes, and the rule's words about them. `go
// test ./reconcile/rule -update` rewrites the part below the dashes.
func TestWhatRulesSay(t *testing.T) {
	for _, r := range slices.Concat(all, tasks) {
		t.Run(r.ID, func(t *testing.T) {
			file := filepath.Join("testdata", r.ID+".txt")
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatalf("%s: golden: %v", r.ID, err)
			}
			input, want, _ := strings.Cut(string(raw), "--------\n")
			var got strings.Builder
			for line := range strings.Lines(input) {
				var g goldenCase
				if err := json.Unmarshal([]byte(line), &g); err != nil {
					t.Fatalf("%s: golden: %v in %s", r.ID, err, line)
				}
				if extra := unknownKeys(r, g.Evidence); len(extra) > 0 {
					t.Errorf("%s: golden: the evidence has no %v", r.ID, extra)
				}
				got.WriteString("== " + g.Name + "\n")
				for _, lang := range []phrase.Lang{phrase.Zh, phrase.En} {
					got.WriteString(said(r, g, lang))
				}
			}
			if *update {
				if err := os.WriteFile(file, []byte(input+"--------\n"+got.String()), 0o600); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(want, got.String()); diff != "" {
				t.Errorf("%s (-want +got):\n%s", r.ID, diff)
			}
		})
	}
}

func unknownKeys(r *Rule, evidence json.RawMessage) []string {
	var keys map[string]json.RawMessage
	if json.Unmarshal(evidence, &keys) != nil {
		return nil
	}
	var extra []string
	for k := range keys {
		if _, ok := r.Evidence.field(k); !ok {
			extra = append(extra, k)
		}
	}
	slices.Sort(extra)
	return extra
}

// said is everything that the rule says about a case.
func said(r *Rule, g goldenCase, lang phrase.Lang) string {
	s := newScene()
	other := workgroup.Group{Code: "G2", Name: "水利局值班群", Unit: "U1", Platform: "QQ", Owner: "P2"}
	tell := TellerOf(lang, s.snapshot(), workgroup.GroupsOf(map[string]workgroup.Group{"G1": s.group, "G2": other}))
	tell.Successor = func(string) (Successor, bool) { return Successor{"王伟", tell.Say("notice.heir.admin")}, true }
	c := ledger.Case{
		Rule: r.ID, Unit: "U1", Evidence: g.Evidence,
		Subject: ledger.Subject{Type: r.Subject, Group: "G1", Group2: g.Group2, Account: g.Account, Person: g.Person, Code: g.Code},
	}
	if g.Unit != "" {
		c.Unit, c.Subject.Group = g.Unit, ""
	}
	v := Violation{Rule: r.ID, Unit: c.Unit, Subject: c.Subject, Evidence: r.Evidence.read(nil, c)}
	c.Title = v.Title(tell)
	told := tell.Tell(c)
	lines := []string{
		"name     " + Name(lang, r.ID) + " / " + Short(lang, r.ID),
		"why      " + Why(lang, r.ID),
		"title    " + c.Title,
		"line     " + told.Line(),
	}
	if told.ByPerson() {
		lines = append(lines, "lines    "+tell.Lines([]CaseText{told, told, told}, 2))
	}
	lines = append(lines, "todo     "+tell.Todo([]CaseText{told}, false))
	if told.Together() != "" {
		heading, line, todo := tell.Task([]CaseText{told, told, told}, 2)
		lines = append(lines, "task     "+heading+" | "+line+" | "+todo)
	}
	if r.Removes {
		prior, _ := told.Prior()
		lines = append(lines, "demand   "+tell.Todo([]CaseText{told}, true), "reason   "+told.Shown()+" | "+told.Reason(), "prior    "+prior)
		view := notification{t: tell, r: r, v: told.v, m: inTitle}
		entry, _ := view.fill(r.Words.Entry)
		text, _ := view.fill(r.Words.Copy)
		lines = append(lines, "list     "+entry+" | "+text)
	}
	for _, w := range []struct {
		name  string
		words func() (string, bool)
	}{{"yours", told.Yours}, {"announce", told.Announced}, {"own", told.Own}} {
		if text, ok := w.words(); ok {
			lines = append(lines, fmt.Sprintf("%-8s %s", w.name, text))
		}
	}
	for _, f := range tell.Facts(c) {
		lines = append(lines, "page     "+f.Label+": "+f.Value)
	}
	lines = append(lines, "measure  "+Measure(lang, r.ID))
	var b strings.Builder
	for _, l := range lines {
		fmt.Fprintf(&b, "%s %s\n", lang, strings.TrimRight(l, " "))
	}
	return b.String()
}
