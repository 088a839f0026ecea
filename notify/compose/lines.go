package compose

import (
	"cmp"
	"fmt"
	"slices"

	"qunguan/notify"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// namesPerLine is the most people one line names.
const namesPerLine = 8

// shortNamesPerLine is the most people one line names where it has only their names.
const shortNamesPerLine = 40

func namesOf(cases []item) int {
	if cases[0].Case.Rule == rule.MemberMissing {
		return shortNamesPerLine
	}
	return namesPerLine
}

// line is a notify.Line with its weight and its place.
type line struct {
	notify.Line

	heading string
	place   string // sections are sorted by it
	rank    int    // severity: 0 is the most urgent
	due     workgroup.Date
	order   int64 // of the rule, then the first case
	named   int   // number of cases that a reader can tell apart in it
	cases   int
}

type section struct {
	heading string
	lines   []line
}

func (s section) render() notify.Section {
	out := notify.Section{Heading: s.heading}
	for _, l := range s.lines {
		out.Lines = append(out.Lines, l.Line)
	}
	return out
}

// cut keeps the MaxLines most important lines, most urgent and earliest due first, and puts them into
// sections. It returns the number of cases left out.
func cut(lines []line) ([]section, int) {
	slices.SortStableFunc(lines, byImportance)
	kept := lines[:min(MaxLines, len(lines))]
	leftOut := 0
	for i, l := range lines {
		leftOut += l.cases
		if i < len(kept) {
			leftOut -= l.named
		}
	}
	// The place with the most urgent line stands first, for readers who read only the beginning.
	first := map[string]int{}
	for i, l := range kept {
		if _, ok := first[l.place]; !ok {
			first[l.place] = i
		}
	}
	slices.SortStableFunc(kept, func(a, b line) int { return cmp.Compare(first[a.place], first[b.place]) })
	var sections []section
	for _, l := range kept {
		if n := len(sections); n == 0 || sections[n-1].heading != l.heading {
			sections = append(sections, section{heading: l.heading})
		}
		last := &sections[len(sections)-1]
		last.lines = append(last.lines, l)
	}
	return sections, leftOut
}

func byImportance(a, b line) int {
	return cmp.Or(
		cmp.Compare(a.rank, b.rank),
		cmp.Compare(dueKey(a.due), dueKey(b.due)),
		cmp.Compare(a.place, b.place),
		cmp.Compare(a.order, b.order),
	)
}

// dueKey sorts cases without a due day behind all others.
func dueKey(d workgroup.Date) string {
	if d == "" {
		return "~"
	}
	return string(d)
}

func severityRank(s string) int {
	switch s {
	case "high":
		return 0
	case "low":
		return 2
	}
	return 1
}

// personLines writes every case. Cases of one rule, group and due day stand together; where that leaves
// too many lines, longer lists of people are cut rather than whole findings.
func (w writer) personLines(d *draft) []line {
	clusters := w.clusters(d)
	own := append(w.priorLines(d), w.unknownLines(d)...)
	all := slices.Clone(own)
	for _, cluster := range clusters {
		size := namesOf(cluster)
		if isPair(cluster[0].Case) {
			size = len(cluster) // six groups are fifteen pairs, and one task
		}
		for part := range slices.Chunk(cluster, size) {
			all = append(all, w.line(part))
		}
	}
	if len(all) <= MaxLines {
		return all
	}
	all = own
	for _, cluster := range clusters {
		all = append(all, w.line(cluster))
	}
	return all
}

// clusters groups the draft's cases that share a line, in the order of their first case.
func (w writer) clusters(d *draft) [][]item {
	var clusters [][]item
	at := map[string]int{}
	for _, c := range d.told {
		if c.manner == concerned || c.manner == wondering {
			continue
		}
		told := w.item(d, c)
		key := fmt.Sprint(c.ID, c.Subject.Group, "\x00", c.Subject.Code)
		switch task := told.Together(); {
		case told.ByPerson():
			key = fmt.Sprintf("%s\x00%s\x00%s\x00%s\x00%s\x00%s", c.Subject.Group, c.Rule, c.Clause, c.Severity, w.deadline(told, c.DueOn), w.variant(told))
		case task != "":
			key = fmt.Sprintf("%s\x00%s\x00%d", c.Severity, task, c.manner)
		}
		i, ok := at[key]
		if !ok {
			i = len(clusters)
			at[key] = i
			clusters = append(clusters, nil)
		}
		clusters[i] = append(clusters[i], told)
	}
	return joinSets(clusters)
}

func (w writer) line(cases []item) line {
	c := cases[0].Case
	for _, other := range cases[1:] {
		if dueKey(other.Case.DueOn) < dueKey(c.DueOn) {
			c.DueOn = other.Case.DueOn
		}
	}
	l := line{
		rank: severityRank(c.Severity), due: c.DueOn, order: c.ID,
		named: min(namesOf(cases), len(cases)), cases: len(cases),
		Line: notify.Line{
			Text: w.text(cases, namesOf(cases)), Todo: w.ask(cases), DueOn: w.dueWords(cases[0], c.DueOn), Urgent: c.Severity == "high",
		},
	}
	if isPair(c) {
		l.named = len(cases) // the line names groups, and the groups of each pair are among them
	}
	l.heading, l.place = w.heading(c)
	if len(cases) > 1 && cases[0].Together() != "" {
		// A common task of several groups stands before the groups themselves.
		heading, _, _ := w.teller.Task(tolds(cases), namesPerLine)
		l.heading, l.place = w.say("notice.rests", "heading", heading, "what", w.teller.RestsAsOf(rule.RestsOn(c.Rule), c.DataAt)), "0"
	}
	return l
}

func isPair(c ledger.Case) bool { return c.Subject.Type == ledger.SubjectPair }

// heading names the section of a case and its place in the order: groups by code, then units, then the
// rest.
func (w writer) heading(c ledger.Case) (heading, place string) {
	if code := c.Subject.Group; code != "" {
		g := w.in.Groups.Of(code)
		name := notify.Inline(cmp.Or(g.Name, code))
		switch {
		case g.Platform == "":
			return name, "1" + code
		case g.Number == "":
			return w.say("notice.heading.code", "name", name, "platform", g.Platform, "code", code), "1" + code
		}
		return w.say("notice.heading", "name", name, "platform", g.Platform, "number", g.Number), "1" + code
	}
	if u, ok := w.in.Units[c.Unit]; ok {
		return w.say("notice.heading.unit", "name", u.Name), "2" + u.Code
	}
	return w.say("notice.heading.general"), "3"
}
