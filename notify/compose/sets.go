package compose

import (
	"slices"
	"strings"
)

// joinSets makes one cluster of clusters of pairs that hang together. Each
// run forms its sets anew, of the pairs that it could judge: open pairs of
// several runs can share groups, and no group's people are asked to keep two
// different groups of one set.
func joinSets(clusters [][]item) [][]item {
	var joined [][]item
	for _, cluster := range clusters {
		if kindOfSet(cluster) == (setKind{}) {
			joined = append(joined, cluster)
			continue
		}
		var apart [][]item
		at := -1 // where the first of its set stands
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

// setKind is what clusters of pairs must have in common to be one set: overlap
// or duplicate, and how their reader hears of them.
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

// markSets leaves of each set of pairs one that counts.
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
