package overlap

import (
	"slices"
	"strings"

	"qunguan/reconcile/workgroup"
)

// Candidate is a live group with the properties that a merge plan weighs.
type Candidate struct {
	Group                    // its Members field is not read: the roster has the members
	Roster    []int32        // numbers of its members, as for Join; nil: no roster is known
	Belongs   []int32        // the members who are in its scope: they move along when it is merged
	Alone     int            // rows that identify no one: they do not move along
	Kept      string         // reason why it stays in any case: KeptUncounted, KeptProtected; empty: none
	Zombie    bool           // not used for as long as group.zombie demands
	Ends      workgroup.Date // end of a stage-limited group; empty = none
	Important bool           // 重要程度 重要
	LastUsed  workgroup.Date // day of the last known activity; empty = unknown
	Messages  Rate
	Forbidden bool // a 全县 group of a unit that may own none
}

// Rate is a number of messages a day. Known keeps an unknown rate apart from zero.
type Rate struct {
	Day   float64
	Known bool
}

func (r Rate) plus(other Rate) Rate {
	return Rate{r.Day + other.Day, r.Known && other.Known}
}

// Reasons why a group is kept in any case.
const (
	KeptUncounted = "uncounted"
	KeptProtected = "protected"
)

// widths order 范围: a group may be merged into one of the same or a wider reach. A word that is not in
// the list covers only itself.
var widths = map[string]int{"单位内部": 1, "跨单位": 2, "全县": 3}

const countyWide = "全县"

func covers(into, from string) bool {
	return into == from || widths[from] > 0 && widths[into] > widths[from]
}

// Forecast is the expected state of a group after another was merged into it.
type Forecast struct {
	Members     int  // of the room afterwards
	Joins       int  // members in the scope of the other group who are new to this one
	MessagesDay Rate // of both groups together
}

// ForecastOf is the forecast for merging one group into another: the members of the dissolved group who
// are in its scope join.
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

// union is the members of both sorted lists, and the number of those that only the second has.
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

// shared is the number of members that two sorted lists have in common.
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
