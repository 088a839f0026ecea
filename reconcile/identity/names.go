package identity

import (
	"iter"
	"slices"

	"qunguan/reconcile/compact"
	"qunguan/reconcile/workgroup"
)

// names finds the people whose normalised full name occurs in a text. People of the same name are
// chained, in the order of their codes.
type names struct {
	people workgroup.People
	byName *compact.TextIndex // normalised name → first bearer
	next   []int32            // bearer → next bearer of the name; the constant nobody ends the chain
	sizes  []int              // lengths of names in bytes, ascending
}

const nobody int32 = -1

// fewestNamesakes is how many people share a name in a large county at least, on average. Where they are fewer, the index
// grows.
const fewestNamesakes = 4

func indexNames(people workgroup.People) *names {
	count := people.Len()
	n := &names{people: people, next: make([]int32, count)}
	n.byName = compact.NewTextIndex(count/fewestNamesakes, func(i int32) string { return Normalise(people.Name(i)) })
	last := make([]int32, count)  // first bearer → the last one so far
	for i := range int32(count) { //nolint:gosec // fewer than two billion
		n.next[i], last[i] = nobody, i
		written := people.Name(i)
		name := Normalise(written)
		if name == "" || Damaged(written) { // the remainder of a damaged name may be another person's name
			continue
		}
		if first, ok := n.first(name); ok {
			n.next[last[first]], last[first] = i, i
			continue
		}
		n.byName.Add(name, i)
		if at, ok := slices.BinarySearch(n.sizes, len(name)); !ok {
			n.sizes = slices.Insert(n.sizes, at, len(name))
		}
	}
	return n
}

// first is the first bearer of a normalised name.
func (n *names) first(name string) (int32, bool) {
	return n.byName.Find(name, func(i int32) bool {
		written := n.people.Name(i)
		return written == name || Normalise(written) == name
	})
}

// bearers gives everybody of the name whose first bearer this is, in the order of their codes.
func (n *names) bearers(first int32) iter.Seq[int32] {
	return func(yield func(int32) bool) {
		for i := first; i != nobody && yield(i); i = n.next[i] {
		}
	}
}

// heads appends the first bearer of every name that occurs in the text, each name once.
func (n *names) heads(buf []int32, text string) []int32 {
	for from := range text {
		for _, size := range n.sizes {
			if from+size > len(text) {
				break
			}
			if head, ok := n.first(text[from : from+size]); ok && !slices.Contains(buf, head) {
				buf = append(buf, head)
			}
		}
	}
	return buf
}
