package compose

import (
	"slices"
	"strings"

	"qunguan/reconcile/ledger"
)

// joinSets joins clusters of pairs that share groups. Each run forms its sets from the pairs that it
// could judge, so open pairs of several runs can share groups, and without joining people would be
// asked to keep two different groups of one set.
func joinSets(clusters [][]item) [][]item {
	var joined [][]item
	for _, cluster := range clusters {
		if kindOfSet(cluster) == (setKind{}) {
			joined = append(joined, cluster)
			continue
		}
		var apart [][]item
		at := -1 // index of the first cluster of its set
		for _, other := range joined {
			if kindOfSet(other) != kindOfSet(cluster) || !shareGroup(other, cluster) {
				apart = append(apart, other)
				continue
			}
			if at < 0 {
				at = len(apart)
				apart = append(apart, nil)
			}
			cluster = append(slices.Clone(other), cluster...)
		}
		if at < 0 {
			at = len(apart)
			apart = append(apart, nil)
		}
		apart[at] = cluster
		joined = apart
	}
	return joined
}

// setKind is the common property of the clusters of one set: overlap or duplicate, and the manner in
// which their reader hears of them.
type setKind struct {
	severity string
	task     string
	manner   manner
}

// kindOfSet is zero where a cluster is not of pairs that stand together.
func kindOfSet(cluster []item) setKind {
	c := cluster[0]
	task := c.Together()
	if task == "" || !isPair(c.Case) {
		return setKind{}
	}
	task, _, _ = strings.Cut(task, ":")
	return setKind{c.Case.Severity, task, c.manner}
}

// markSets marks all pairs of a set but one, which represents it.
func (w writer) markSets(d *draft) {
	for _, cluster := range w.clusters(d) {
		if kindOfSet(cluster) == (setKind{}) {
			continue
		}
		for _, it := range cluster[1:] {
			d.of(it.Case).inSet = true
		}
	}
}

func shareGroup(a, b []item) bool {
	groups := map[string]bool{}
	for _, it := range a {
		groups[it.Case.Subject.Group], groups[it.Case.Subject.Group2] = true, true
	}
	return slices.ContainsFunc(b, func(it item) bool { return groups[it.Case.Subject.Group] || groups[it.Case.Subject.Group2] })
}

// pairSets are the sets that open pairs make: pairs of one rule that share groups.
type pairSets struct {
	parent map[ruleGroup]ruleGroup
	pairs  map[ruleGroup][]ledger.Case // by the root of their set
}

type ruleGroup struct{ rule, group string }

func setsOf(cases []ledger.Case) pairSets {
	s := pairSets{parent: map[ruleGroup]ruleGroup{}, pairs: map[ruleGroup][]ledger.Case{}}
	for _, c := range cases {
		if isPair(c) && c.Subject.Group2 != "" {
			s.parent[s.root(ruleGroup{c.Rule, c.Subject.Group})] = s.root(ruleGroup{c.Rule, c.Subject.Group2})
		}
	}
	for _, c := range cases {
		if isPair(c) && c.Subject.Group2 != "" {
			root := s.root(ruleGroup{c.Rule, c.Subject.Group})
			s.pairs[root] = append(s.pairs[root], c)
		}
	}
	return s
}

func (s pairSets) root(g ruleGroup) ruleGroup {
	for {
		up, ok := s.parent[g]
		if !ok || up == g {
			return g
		}
		if above, ok := s.parent[up]; ok {
			s.parent[g] = above // long ways are short the next time
		}
		g = up
	}
}

// elsewhere is the number of pairs that stand in one set with these, and that others handle: the reader
// neither hears of them now, nor answers for them, nor owns one of their groups.
func (w writer) elsewhere(cases []item) int {
	if !isPair(cases[0].Case) || cases[0].Together() == "" || cases[0].manner != asked {
		return 0
	}
	met, n := map[ruleGroup]bool{}, 0
	for _, c := range cases {
		root := w.in.sets.root(ruleGroup{c.Case.Rule, c.Case.Subject.Group})
		if met[root] {
			continue
		}
		met[root] = true
		for _, pair := range w.in.sets.pairs[root] {
			if !w.mine[pair.ID] && !w.handles(pair) {
				n++
			}
		}
	}
	return n
}

// handles reports whether the reader answers for the pair, or owns one of its groups.
func (w writer) handles(pair ledger.Case) bool {
	owners := []string{pair.Responsible, w.in.Groups.Of(pair.Subject.Group).Owner, w.in.Groups.Of(pair.Subject.Group2).Owner}
	return w.reader != "" && slices.Contains(owners, w.reader)
}

// openPairs are the open pairs of the county, with those that are told now.
func (in Input) openPairs(told []ledger.Case) []ledger.Case {
	known, pairs := map[int64]bool{}, []ledger.Case{}
	for _, list := range [][]ledger.Case{told, in.Pairs} {
		for _, c := range list {
			if !known[c.ID] && c.State.Open() {
				known[c.ID] = true
				pairs = append(pairs, c)
			}
		}
	}
	return pairs
}
