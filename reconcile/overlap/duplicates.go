package overlap

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"qunguan/reconcile/naming"
)

// The reasons of a duplicate, in the order in which they are tried; the first that holds is reported.
const (
	SameName    = "same_name"
	SamePurpose = "same_purpose"
	Similar     = "similar"
)

// mostOfOnePurpose is how many groups of an own unit may share a purpose and still be duplicates. A
// purpose of more groups is boilerplate.
const mostOfOnePurpose = 5

// Duplicate is a pair of groups, by their places in the list and by code, that seem to serve one
// matter.
type Duplicate struct {
	A, B     int32
	Reason   string
	Likeness // set for similar ones: how alike they are, and by which words
}

// Duplicates finds the pairs of counted groups of one own unit that have the same name, the same
// purpose, or a name or purpose with at least the given likeness; likeness 0 leaves the last test out.
// Sorted by code.
func Duplicates(groups []Group, cores *naming.Cores, likeness float64) []Duplicate {
	byOwn := map[string][]int32{}
	for i := range groups {
		if groups[i].Counted {
			byOwn[groups[i].Own] = append(byOwn[groups[i].Own], int32(i))
		}
	}
	var found []Duplicate
	for _, list := range byOwn {
		slices.SortFunc(list, func(a, b int32) int { return strings.Compare(groups[a].Code, groups[b].Code) })
		found = append(found, duplicatesOf(groups, list, cores, likeness)...)
	}
	slices.SortFunc(found, func(a, b Duplicate) int {
		return cmp.Or(strings.Compare(groups[a.A].Code, groups[b.A].Code), strings.Compare(groups[a.B].Code, groups[b.B].Code))
	})
	return found
}

// subject is a group's name and purpose, read for comparison.
type subject struct {
	core          naming.Core
	purpose       string // empty: too short to compare
	name, meaning Matter
}

func duplicatesOf(groups []Group, list []int32, cores *naming.Cores, likeness float64) []Duplicate {
	subjects := make([]subject, len(list))
	purposes := map[string]int{}
	for i, at := range list {
		g, s := &groups[at], &subjects[i]
		s.core, s.purpose = cores.Of(g.Name, g.Unit), naming.Purpose(g.Purpose)
		purposes[s.purpose]++
		if likeness > 0 {
			s.name, s.meaning = ReadMatter(s.core.Text), ReadMatter(letters(s.purpose))
			if s.core.Number > 0 {
				s.name.marks["number"] = strconv.Itoa(s.core.Number)
			}
		}
	}
	var found []Duplicate
	for i := range list {
		for k := range i {
			a, b := &groups[list[k]], &groups[list[i]]
			x, y := &subjects[k], &subjects[i]
			d := Duplicate{A: list[k], B: list[i]}
			onePurpose := a.Reach == b.Reach && a.Category == b.Category
			switch {
			case naming.SameName(x.core, y.core, a.Unit == b.Unit):
				d.Reason = SameName
			case onePurpose && x.purpose != "" && x.purpose == y.purpose && purposes[x.purpose] <= mostOfOnePurpose:
				d.Reason = SamePurpose
			case likeness > 0:
				d.Likeness = x.alike(y, onePurpose)
				if d.Score < likeness {
					continue
				}
				d.Reason = Similar
			default:
				continue
			}
			found = append(found, d)
		}
	}
	return found
}

// alike is the likeness of the names, or of the purposes where that is greater and the names do not
// number members of a series: 第一网格 and 第二网格 may have like purposes.
func (s *subject) alike(other *subject, onePurpose bool) Likeness {
	like := Alike(&s.name, &other.name)
	if onePurpose && s.purpose != "" && other.purpose != "" && s.purpose != other.purpose && !s.name.marks.differ(other.name.marks) {
		if purpose := Alike(&s.meaning, &other.meaning); purpose.Score > like.Score {
			return purpose
		}
	}
	return like
}

func letters(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPunct(r) || unicode.IsSymbol(r) {
			return -1
		}
		return r
	}, text)
}
