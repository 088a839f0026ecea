package rule

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/policy"
)

var placeholder = regexp.MustCompile(`\{([a-z_0-9]+)\}`)

// everywhere are the placeholders of every sentence of a rule.
var everywhere = []string{"group", "group2", "account", "person", "unit", "office", "card"}

// piece is one sentence of a rule: its name, whether the rule must have it, and
// placeholders that are this sentence's alone.
type piece struct {
	name  string
	words phrase.Text
	needs bool
	own   []string
}

// pieces are all sentences of the rule.
func pieces(r *Rule) []piece {
	w := r.Words
	list := []piece{
		{"name", w.Name, true, nil},
		{"short", w.Short, true, nil},
		{"why", w.Why, true, nil},
		{"many", w.Many, r.Named != nil, []string{"n", "list"}},
		{"demand", w.Demand, r.Removes, nil},
		{"reason", w.Reason, r.Removes, nil},
		{"entry", w.Entry, r.Removes, nil},
		{"copy", w.Copy, r.Removes, nil},
		{"measure", w.Measure, true, nil},
	}
	forms := func(name string, f Forms, needs bool, own ...string) {
		if needs {
			list = append(list, piece{name, f[""], true, own})
		}
		for form, words := range f {
			list = append(list, piece{name + " " + form, words, true, own})
		}
	}
	forms("title", w.Title, true)
	forms("line", w.Line, true, "who")
	forms("todo", w.Todo, true, "proposal")
	forms("prior", w.Prior, false)
	forms("yours", w.Yours, r.Concerned != ledger.NotTold)
	forms("announced", w.Announced, false)
	forms("own", w.Own, false)
	if t := w.Task; t != nil {
		list = append(list,
			piece{"task heading", t.Heading, true, nil},
			piece{"task line", t.Line, true, []string{"n", "list"}},
			piece{"task of two rules", t.Both, r.Subject == ledger.SubjectPair, []string{"n", "list"}},
			piece{"task item", t.Item, r.Subject != ledger.SubjectPair, nil},
			piece{"task todo", t.Todo, true, []string{"n"}},
			piece{"task rest", t.Rest, false, []string{"list", "n"}},
			piece{"task count", t.Count, r.Highest != "", []string{"n"}},
			piece{"task proposed", t.Proposed, r.NeedsSuccessor, []string{"name", "reason"}},
		)
	}
	return list
}

// faults lists the missing pieces of the rule by name.
func faults(r *Rule) []string {
	var list []string
	add := func(format string, args ...any) { list = append(list, r.ID+": "+fmt.Sprintf(format, args...)) }
	if !slices.Contains(slices.Concat(policy.RuleIDs, policy.TaskIDs), r.ID) {
		add("id: the policy does not know it (policy.RuleIDs)")
	}
	if !slices.Contains(jobOrder, r.Job) && !slices.Contains(tasks, r) {
		add("job: %q judges nothing", r.Job)
	}
	kinds := 0
	for _, has := range []bool{r.Judge.account != nil, r.Judge.person != nil, r.Judge.group != nil, r.Judge.county != nil} {
		if has {
			kinds++
		}
	}
	if kinds != 1 && !(kinds == 0 && slices.Contains(tasks, r)) {
		add("judge: it has %d", kinds)
	}
	if wants := subjectOfJudge(r.Judge); wants != "" && r.Subject != wants {
		add("subject: %q, but its judge is about %q", r.Subject, wants)
	}
	if r.Subject == "" {
		add("subject: none")
	}
	if r.Together != nil && r.Words.Task == nil {
		add("task: cases stand together and have no words for it")
	}
	if r.ByCard && r.Named == nil {
		add("named: who is not named has no card")
	}
	list = append(list, faultsOfEvidence(r)...)
	for _, p := range pieces(r) {
		list = append(list, faultsOfPiece(r, p)...)
	}
	return list
}

func subjectOfJudge(j Judge) ledger.SubjectType {
	switch {
	case j.account != nil:
		return ledger.SubjectAccount
	case j.person != nil:
		return ledger.SubjectPerson
	case j.group != nil:
		return ledger.SubjectGroup
	}
	return ""
}

func faultsOfEvidence(r *Rule) []string {
	var list []string
	if r.Evidence.typ == nil || r.Evidence.typ.Kind() != reflect.Struct {
		return []string{r.ID + ": evidence: no struct"}
	}
	for _, f := range r.Evidence.fields {
		if f.key == "" || f.zh == "" || f.en == "" {
			list = append(list, fmt.Sprintf("%s: evidence %s: json %q, zh %q, en %q: one is missing", r.ID, r.Evidence.typ.FieldByIndex(f.index).Name, f.key, f.zh, f.en))
		}
	}
	for _, key := range []string{r.Figure.Fact, r.Figure.By} {
		if _, ok := r.Evidence.field(key); key != "" && !ok {
			list = append(list, fmt.Sprintf("%s: figure: the evidence has no %q", r.ID, key))
		}
	}
	return list
}

func faultsOfPiece(r *Rule, p piece) []string {
	var list []string
	add := func(format string, args ...any) {
		list = append(list, fmt.Sprintf("%s: %s: %s", r.ID, p.name, fmt.Sprintf(format, args...)))
	}
	if p.words.IsZero() {
		if p.needs {
			add("no words")
		}
		return list
	}
	if p.words.Zh == "" || p.words.En == "" {
		add("a language is missing: zh %q, en %q", p.words.Zh, p.words.En)
	}
	var inBoth [2][]string
	for i, sentence := range []string{p.words.Zh, p.words.En} {
		for _, m := range placeholder.FindAllStringSubmatch(sentence, -1) {
			inBoth[i] = append(inBoth[i], m[1])
			if !knows(r, p, m[1]) {
				add("{%s} is neither a key of the evidence nor known here", m[1])
			}
		}
		slices.Sort(inBoth[i])
		inBoth[i] = slices.Compact(inBoth[i])
	}
	if !slices.Equal(inBoth[0], inBoth[1]) && p.words.Zh != "" && p.words.En != "" {
		add("placeholders differ: zh %v, en %v", inBoth[0], inBoth[1])
	}
	return list
}

func knows(r *Rule, p piece, name string) bool {
	if slices.Contains(everywhere, name) || slices.Contains(p.own, name) {
		return true
	}
	if _, ok := r.Evidence.field(name); ok {
		return true
	}
	key, part := cutLast(name, "_")
	_, ok := r.Evidence.field(key)
	return ok && (part == "1" || part == "n") && !strings.Contains(part, "_")
}
