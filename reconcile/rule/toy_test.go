package rule

import (
	"slices"
	"strings"
	"testing"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/workgroup"
)

// toy is the rule of docs/adding-a-rule.md: a group without a purpose.
func toy() *Rule {
	return &Rule{
		ID: "group.no_scope", Job: JobGroupCheck, Subject: ledger.SubjectGroup,
		Judge: Group(judgeToy), Evidence: Fields[toyEvidence](),
		Words: Words{
			Name:    text("没有用途", "no purpose"),
			Short:   text("没有登记用途", "groups without a purpose"),
			Why:     text("每个工作群都要说明用途。", "Every work group says what it is for."),
			Title:   one("群“{group}”（{category}）没有登记用途", "Group “{group}” ({category}) has no purpose on record"),
			Line:    one("没有登记用途（{category}）", "No purpose on record ({category})"),
			Todo:    one("请把用途报{office}登记。", "Tell {office} what the group is for."),
			Measure: text("登记用途。", "Record what it is for."),
		},
	}
}

type toyEvidence struct {
	Category string `json:"category" zh:"类别" en:"Category"`
}

var (
	reasonToyNoPurpose = because("toy_no_purpose", "没有用途", "no purpose")
	reasonToyPurpose   = because("toy_purpose", "有用途", "a purpose")
)

func judgeToy(f GroupFacts) Verdict {
	if f.Group.Purpose != "" {
		return allClear(reasonToyPurpose, nil)
	}
	return violated(reasonToyNoPurpose, toyEvidence{f.Group.Category})
}

// with makes the program know more rules until the test ends.
func with(t *testing.T, rules ...*Rule) {
	t.Helper()
	before, names := all, byID
	t.Cleanup(func() { all, byID = before, names })
	all = slices.DeleteFunc(slices.Clone(all), func(known *Rule) bool { // a toy stands in for a rule of its id
		return slices.ContainsFunc(rules, func(r *Rule) bool { return r.ID == known.ID })
	})
	all = append(all, rules...)
	byID = map[string]*Rule{}
	for _, r := range all {
		byID[r.ID] = r
	}
}

func TestAPieceLeftOutIsNamedWithItsRule(t *testing.T) {
	if list := faults(toy()); len(list) > 0 {
		t.Fatalf("the whole toy has faults: %q", list)
	}
	removing := func(r *Rule) { // the toy as a rule that asks for a removal
		r.Removes = true
		r.Words.Demand, r.Words.Reason = text("请移出。", "Remove them."), text("没有用途", "no purpose")
		r.Words.Entry, r.Words.Copy = text("移出", "remove"), text("您好。", "Hello.")
	}
	task := func(r *Rule) {
		r.Together = func(View) string { return "1" }
		r.Words.Task = &TaskWords{
			Heading: text("一件事", "one task"), Line: text("{n} 个群：{list}", "{n} groups: {list}"), Item: text("{group}", "{group}"), Todo: text("请办理。", "See to it."),
		}
	}
	for _, c := range []struct {
		piece string
		leave func(*Rule)
	}{
		{"id", func(r *Rule) { r.ID = "group.toy" }},
		{"job", func(r *Rule) { r.Job = "" }},
		{"subject", func(r *Rule) { r.Subject = "" }},
		{"judge", func(r *Rule) { r.Judge = Judge{} }},
		{"evidence", func(r *Rule) { r.Evidence = Evidence{} }},
		{"evidence Category", func(r *Rule) {
			r.Evidence = Fields[struct {
				Category string `json:"category" zh:"类别"`
			}]()
		}},
		{"figure", func(r *Rule) { r.Figure = Figure{Fact: "category", By: "days"} }},
		{"name", func(r *Rule) { r.Words.Name = phrase.Text{} }},
		{"short", func(r *Rule) { r.Words.Short.En = "" }},
		{"why", func(r *Rule) { r.Words.Why.Zh = "" }},
		{"title", func(r *Rule) { r.Words.Title = nil }},
		{"title ", func(r *Rule) { r.Words.Title = one("群“{groupe}”", "Group “{groupe}”") }},
		{"line", func(r *Rule) { r.Words.Line = nil }},
		{"line ", func(r *Rule) { r.Words.Line = one("没有用途（{category}）", "no purpose") }},
		{"todo", func(r *Rule) { r.Words.Todo = nil }},
		{"measure", func(r *Rule) { r.Words.Measure = phrase.Text{} }},
		{"many", func(r *Rule) { r.Named = func(*Teller, View) string { return "" } }},
		{"demand", func(r *Rule) { removing(r); r.Words.Demand = phrase.Text{} }},
		{"reason", func(r *Rule) { removing(r); r.Words.Reason = phrase.Text{} }},
		{"entry", func(r *Rule) { removing(r); r.Words.Entry = phrase.Text{} }},
		{"copy", func(r *Rule) { removing(r); r.Words.Copy = phrase.Text{} }},
		{"task", func(r *Rule) { task(r); r.Words.Task = nil }},
		{"task heading", func(r *Rule) { task(r); r.Words.Task.Heading = phrase.Text{} }},
		{"task item", func(r *Rule) { task(r); r.Words.Task.Item = phrase.Text{} }},
		{"task proposed", func(r *Rule) { task(r); r.NeedsSuccessor = true }},
	} {
		t.Run(c.piece, func(t *testing.T) {
			r := toy()
			c.leave(r)
			if list := faults(r); !slices.ContainsFunc(list, func(f string) bool { return strings.HasPrefix(f, r.ID+": "+c.piece) }) {
				t.Errorf("faults %q, want one of %s: %s", list, r.ID, c.piece)
			}
		})
	}
}

func TestAReasonCannotBeMadeWithoutWordsOrWithOthers(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a reason was given other words, and nothing noticed")
		}
	}()
	because("toy_no_purpose", "别的话", "other words")
}

// Judged, told, shown and listed: a rule of one file is everywhere.
func TestAToyRuleIsJudgedAndToldEverywhere(t *testing.T) {
	with(t, toy())
	s := newScene()
	f := NewFindings()
	CheckGroup(JobGroupCheck, GroupFacts{Snapshot: s.snapshot(), Group: s.group}, f)
	i := slices.IndexFunc(f.Violations, func(v Violation) bool { return v.Rule == toy().ID })
	if i < 0 {
		t.Fatalf("violations: %+v", f.Violations)
	}
	tell := TellerOf(phrase.Zh, s.snapshot(), workgroup.GroupsOf(map[string]workgroup.Group{"G1": s.group}))
	c := f.Violations[i].Case()
	c.Title = f.Violations[i].Title(tell)
	told := tell.Tell(c)
	for name, pair := range map[string][2]string{
		"title":   {c.Title, "群“水利局工作群”（政务服务）没有登记用途"},
		"line":    {told.Line(), "没有登记用途（政务服务）"},
		"todo":    {tell.Todo([]CaseText{told}, false), "请把用途报办公室登记。"},
		"page":    {tell.Facts(c)[0].Label + tell.Facts(c)[0].Value, "类别政务服务"},
		"list":    {Name(phrase.En, c.Rule), "no purpose"},
		"digest":  {Short(phrase.Zh, c.Rule), "没有登记用途"},
		"ledger":  {Measure(phrase.Zh, c.Rule), "登记用途。"},
		"reason":  {ReasonWord(phrase.En, f.Violations[i].Reason), "no purpose"},
		"its job": {JobOf(c.Rule), JobGroupCheck},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s: %q, want %q", name, pair[0], pair[1])
		}
	}
}
