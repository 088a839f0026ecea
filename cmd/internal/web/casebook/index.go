package casebook

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// entry holds the fields by which one case is listed. Texts that many cases share are numbers of
// index.texts; 0 is the empty text.
type entry struct {
	id                        int64
	unit, group, group2       uint32
	responsible, rule         uint32
	state, severity           uint32
	openedOn, dueOn, closedOn int32  // yyyymmdd; 0 for none
	titleTo                   uint32 // in index.titles
	open                      bool
}

// index is all cases as of one reading. Only what is kept of answers changes.
type index struct {
	entries []entry // by id
	titles  []byte  // of all, in small letters, each with its end
	texts   []string
	number  map[string]uint32 // of texts

	// Places in entries, in the orders of a listing: open cases, then ended
	// ones.
	open  map[ledger.Sort][]uint32
	ended []uint32

	mu      sync.Mutex
	counted map[[2]workgroup.Date][]ledger.Count // of the whole ledger
	flows   map[workgroup.Date][]ledger.Flow
	marks   map[question]*marks
}

// titleEnd is in no word that somebody looks for.
const titleEnd = 0

func readIndex(ctx context.Context, from Source) (*index, error) {
	x := &index{texts: []string{""}, number: map[string]uint32{"": 0}, counted: map[[2]workgroup.Date][]ledger.Count{}, flows: map[workgroup.Date][]ledger.Flow{}, marks: map[question]*marks{}}
	err := from.EachListed(ctx, func(c ledger.Listed) error {
		x.titles = append(append(x.titles, strings.ToLower(string(c.Title))...), titleEnd)
		x.entries = append(x.entries, entry{
			id: c.ID, unit: x.text(c.Unit), group: x.text(c.Group), group2: x.text(c.Group2), responsible: x.text(c.Responsible),
			rule: x.text(c.Rule), state: x.text(string(c.State)), severity: x.text(c.Severity),
			openedOn: dayNumber(c.OpenedOn), dueOn: dayNumber(c.DueOn), closedOn: dayNumber(c.ClosedOn),
			titleTo: uint32(len(x.titles)), open: c.State.Open(), //nolint:gosec // four gigabytes of titles are fifty million cases
		})
		return nil
	})
	if err != nil {
		return nil, err
	}
	x.sort()
	return x, nil
}

// text is a text's number.
func (x *index) text(s string) uint32 {
	n, ok := x.number[s]
	if !ok {
		n = uint32(len(x.texts)) //nolint:gosec // fewer texts than titles have bytes
		x.texts, x.number[s] = append(x.texts, s), n
	}
	return n
}

// sort puts open cases into each order: by due day, those without one last, and
// severity; by severity and due day; by id. Ended ones have one, the newest end
// first.
func (x *index) sort() {
	rank := make([]int, len(x.texts))
	for i := range rank {
		rank[i] = 2
	}
	for i, severity := range []string{"high", "normal"} {
		if n, ok := x.number[severity]; ok {
			rank[n] = i
		}
	}
	var open []uint32
	for i := range x.entries {
		if x.entries[i].open {
			open = append(open, uint32(i))
		} else {
			x.ended = append(x.ended, uint32(i))
		}
	}
	due := func(e *entry) int32 {
		if e.dueOn == 0 {
			return 1 << 30
		}
		return e.dueOn
	}
	inOrder := func(compare func(a, b *entry) int) []uint32 {
		list := slices.Clone(open)
		slices.SortStableFunc(list, func(a, b uint32) int { return compare(&x.entries[a], &x.entries[b]) })
		return list
	}
	newest := slices.Clone(open)
	slices.Reverse(newest)
	x.open = map[ledger.Sort][]uint32{
		ledger.SortOldest: open,
		ledger.SortNewest: newest,
		ledger.SortDue: inOrder(func(a, b *entry) int {
			return cmp.Or(cmp.Compare(due(a), due(b)), rank[a.severity]-rank[b.severity])
		}),
		ledger.SortSeverity: inOrder(func(a, b *entry) int {
			return cmp.Or(rank[a.severity]-rank[b.severity], cmp.Compare(due(a), due(b)))
		}),
	}
	slices.Reverse(x.ended)
	slices.SortStableFunc(x.ended, func(a, b uint32) int { return cmp.Compare(x.entries[b].closedOn, x.entries[a].closedOn) })
}

// dayNumber is a date as a number that sorts alike.
func dayNumber(d workgroup.Date) int32 {
	n := int32(0)
	for i := range len(d) {
		if c := d[i]; c >= '0' && c <= '9' {
			n = n*10 + int32(c-'0')
		}
	}
	return n
}

// dayOf is the date of a number.
func dayOf(n int32) workgroup.Date {
	if n == 0 {
		return ""
	}
	return workgroup.Date(fmt.Sprintf("%04d-%02d-%02d", n/10000, n/100%100, n%100))
}
