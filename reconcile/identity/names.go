package identity

import (
	"slices"

	"qunguan/reconcile/workgroup"
)

// names finds the people whose normalised full name occurs in a text. People of the same name are
// chained, in the order of their codes.
type names struct {
	first map[string]int32 // normalised name → first bearer
	next  []int32          // bearer → next bearer of the name; the constant nobody ends the chain
	sizes []int            // lengths of names in bytes, ascending
}

const nobody int32 = -1

func indexNames(codes []string, people workgroup.People) names {
	n := names{first: make(map[string]int32, len(codes)), next: make([]int32, len(codes))}
	for i := len(codes) - 1; i >= 0; i-- { // backwards, so that chains run forwards
		n.next[i] = nobody
		name := Normalise(people[codes[i]].Name)
		if name == "" || Damaged(people[codes[i]].Name) { // the remainder of a damaged name may be another person's name
			continue
		}
		if first, ok := n.first[name]; ok {
			n.next[i] = first
		}
		n.first[name] = int32(i) //nolint:gosec // a directory has fewer than two billion people
		if at, ok := slices.BinarySearch(n.sizes, len(name)); !ok {
			n.sizes = slices.Insert(n.sizes, at, len(name))
		}
	}
	return n
}

// heads appends the first bearer of every name that occurs in the text, each name once.
func (n *names) heads(buf []int32, text string) []int32 {
	for from := range text {
		for _, size := range n.sizes {
			if from+size > len(text) {
				break
			}
			if head, ok := n.first[text[from:from+size]]; ok && !slices.Contains(buf, head) {
				buf = append(buf, head)
			}
		}
	}
	return buf
}
