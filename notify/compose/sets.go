package compose

import (
	"slices"
	"strings"
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
