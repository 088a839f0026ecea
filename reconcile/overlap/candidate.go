package overlap

import (
	"slices"
	"strings"

	"qunguan/reconcile/workgroup"
)

// Candidate is a live group as a merge plan sees it.
type Candidate struct {
	Group                    // Members of it is not read: the roster says it
	Roster    []int32        // numbers of who sits in it, as for Join; nil = no roster is known
	Belongs   []int32        // those of the roster who are in its scope: they follow where it is merged
	Alone     int            // rows that identify nobody: they follow nowhere
	Kept      string         // reason why it stays whatever the others do: KeptUncounted, KeptProtected; empty = none
	Zombie    bool           // not used for as long as group.zombie asks
	Ends      workgroup.Date // end of a stage-limited group; empty = none
	Important bool           // 重要程度 重要
	LastUsed  workgroup.Date // day of the last known activity; empty = unknown
	Messages  Rate
	Forbidden bool // a 全县 group of a unit that may own none
}

// Rate is messages a day; not known is never zero.
type Rate struct {
	Day   float64
	Known bool
}

func (r Rate) plus(other Rate) Rate {
	return Rate{r.Day + other.Day, r.Known && other.Known}
}

// Reasons why a group is kept whatever the others do.
const (
	KeptUncounted = "uncounted"
	KeptProtected = "protected"
)

// widths order 范围: a group may be merged into one of the same or a wider
// reach. A word that is not in the list covers only itself.
var widths = map[string]int{"单位内部": 1, "跨单位": 2, "全县": 3}

const countyWide = "全县"

func covers(into, from string) bool {
	return into == from || widths[from] > 0 && widths[into] > widths[from]
}

// Forecast is what a merger would make of the group that stays.
type Forecast struct {
	Members     int  // of the room afterwards
	Joins       int  // who belong to the other and are new to the room
	MessagesDay Rate // the two together
}

// ForecastOf tells what merging one group into another makes: everybody who is
// in the scope of the one that goes and sits in it joins.
func ForecastOf(into, from *Candidate) Forecast {
	followers := sorted(from.followers())
	fresh := len(followers) - shared(sorted(into.Roster), followers)
	return Forecast{len(into.Roster) + into.Alone + fresh, fresh, into.Messages.plus(from.Messages)}
}

func (c *Candidate) followers() []int32 {
	if len(c.Belongs) == 0 {
		return c.Roster
	}
	return c.Belongs
}

func sorted(list []int32) []int32 {
	if slices.IsSorted(list) {
		return list
	}
	list = slices.Clone(list)
	slices.Sort(list)
	return list
}

// union is the members of both sorted lists, and how many of the second are
// new.
func union(a, b []int32) (all []int32, fresh int) {
	all = make([]int32, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] < b[0]:
			all, a = append(all, a[0]), a[1:]
		case a[0] > b[0]:
			all, b = append(all, b[0]), b[1:]
			fresh++
		default:
			all, a, b = append(all, a[0]), a[1:], b[1:]
		}
	}
	return append(append(all, a...), b...), fresh + len(b)
}

// shared is how many members two sorted lists have in common.
func shared(a, b []int32) int {
	n := 0
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] < b[0]:
			a = a[1:]
		case a[0] > b[0]:
			b = b[1:]
		default:
			n++
			a, b = a[1:], b[1:]
		}
	}
	return n
}

// lessUsed orders groups by use, the least used first: by day of the last
// known activity, unknown last; then by members, none last; then by code. It
// is the order in which unit.quota names groups.
func lessUsed(a, b *room) int {
	last := func(unknown bool) int {
		if unknown {
			return 1
		}
		return 0
	}
	switch {
	case a.LastUsed != b.LastUsed:
		if d := last(a.LastUsed == "") - last(b.LastUsed == ""); d != 0 {
			return d
		}
		return strings.Compare(string(a.LastUsed), string(b.LastUsed))
	case a.Members != b.Members:
		if d := last(a.Members == 0) - last(b.Members == 0); d != 0 {
			return d
		}
		return a.Members - b.Members
	}
	return strings.Compare(a.Code, b.Code)
}
