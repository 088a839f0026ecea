package naming

import (
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"qunguan/reconcile/identity"
	"qunguan/reconcile/workgroup"
)

// unitNames are the beginnings that names of a unit's groups may have, from the unit itself and the
// units above it, nearest first, and the codes that its groups may bear.
type unitNames struct {
	folded  []string // 单位名称, 简称 and 单位名称 without a leading area, folded, none empty
	written []string // the same as the registry writes them, without white space: for proposals
	codes   []string // 群代码, not empty
}

func newUnitNames(chain []workgroup.Unit, area string) *unitNames {
	u := &unitNames{}
	add := func(written string) {
		written = strings.Map(func(r rune) rune {
			if unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) {
				return -1
			}
			return r
		}, written)
		if folded := identity.Fold(written); folded != "" && !slices.Contains(u.folded, folded) {
			u.folded, u.written = append(u.folded, folded), append(u.written, written)
		}
	}
	for _, unit := range chain {
		add(withoutArea(unit.Name, area)) // proposals prefer the form without the area, so it comes first
		add(unit.Name)
		add(unit.ShortName)
		if unit.GroupCode != "" {
			u.codes = append(u.codes, unit.GroupCode)
		}
	}
	return u
}

// withoutArea is a unit's name, as written, without the folded area at its
// beginning; empty where it does not begin with it.
func withoutArea(name, area string) string {
	if area == "" {
		return ""
	}
	for at := range name {
		if at > 0 && identity.Fold(name[:at]) == area {
			return name[at:]
		}
	}
	return ""
}

// forbids reports whether a part of a code differs from all codes of its length, where there is one.
func (u *unitNames) forbids(part string) bool {
	length, asked := utf8.RuneCountInString(part), false
	for _, c := range u.codes {
		if c == part {
			return false
		}
		asked = asked || utf8.RuneCountInString(c) == length
	}
	return asked
}

// unitIndex finds whether a text begins with the name of any unit of the registry.
type unitIndex struct {
	folded map[string]bool
	sizes  []int // lengths in bytes, ascending
}

func newUnitIndex(units workgroup.Units, area string) *unitIndex {
	x := &unitIndex{folded: make(map[string]bool, 2*len(units))}
	sizes := map[int]bool{}
	for _, u := range units {
		full := identity.Fold(u.Name)
		for _, name := range []string{full, strings.TrimPrefix(full, area), identity.Fold(u.ShortName)} {
			if name != "" {
				x.folded[name], sizes[len(name)] = true, true
			}
		}
	}
	x.sizes = slices.Sorted(maps.Keys(sizes))
	return x
}

func (x *unitIndex) begin(text string) bool {
	folded := identity.Fold(text)
	return slices.ContainsFunc(x.sizes, func(n int) bool { return n <= len(folded) && x.folded[folded[:n]] })
}
