package rule

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/phrase"
)

// Task is the text of several cases that stand together: heading, line and advice. Of the list at
// most limit are named; 0 asks for a count. Where they are of several rules (the same people, and the
// same matter), the words are those of the contract's first rule; of one rule, those of the newest
// data.
func (t *Teller) Task(cases []CaseText, limit int) (heading, line, todo string) {
	c := slices.MinFunc(cases, func(a, b CaseText) int {
		return cmp.Or(cmp.Compare(slices.Index(all, a.r), slices.Index(all, b.r)), b.Case.DataAt.Compare(a.Case.DataAt))
	})
	words := c.r.Words.Task
	items := t.items(cases)
	list := t.List(items[:min(limit, len(items))])
	if len(items) > limit {
		rest := words.Rest
		if rest.IsZero() {
			rest, _ = phrase.Of("notice.and_more_groups")
		}
		list = rest.Say(t.Lang, "list", list, "n", len(items))
	}
	more := map[string]string{"n": strconv.Itoa(len(items)), "list": list}
	said := words.Line
	if slices.ContainsFunc(cases, func(other CaseText) bool { return other.r != c.r }) {
		said = words.Both
	}
	if limit == 0 && !words.Count.IsZero() {
		said = words.Count
	}
	line, _ = c.fill(said, more)
	todo, _ = c.fill(words.Todo, more)
	return words.Heading.In(t.Lang), line, todo
}

// items are the entries of a task's list: the groups of pairs, each once
// however many pairs it is in; else one entry a case.
func (t *Teller) items(cases []CaseText) []string {
	var items []string
	if cases[0].Case.Subject.Type == ledger.SubjectPair {
		var codes []string
		for _, one := range cases {
			codes = append(codes, one.Case.Subject.Group, one.Case.Subject.Group2)
		}
		slices.Sort(codes)
		for _, code := range slices.Compact(codes) {
			items = append(items, t.Say("notice.quoted", "text", t.GroupName(code)))
		}
		return items
	}
	for _, one := range cases {
		words := one.r.Words.Task
		text, more := words.Item, map[string]string(nil)
		if s, ok := t.successor(one.Case); ok && !words.Proposed.IsZero() {
			text, more = words.Proposed, map[string]string{"name": s.Name, "reason": s.Reason}
		}
		said, _ := one.fill(text, more)
		items = append(items, strings.TrimSpace(said))
	}
	return items
}
