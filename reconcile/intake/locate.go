package intake

import (
	"maps"
	"slices"
	"strings"

	"qunguan/reconcile/phrase"
	"qunguan/reconcile/workgroup"
)

// locator finds the group of a row of a roster or of activity.
type locator struct {
	groups   map[string]workgroup.Group
	byNumber map[[2]string]string   // platform, number → code
	byName   map[[2]string][]string // platform, name → codes
	cache    map[groupRef]located
	searched int
}

// groupRef is a row's reference to its group.
type groupRef struct{ platform, number, code, name string }

// located is the result for a groupRef: the key of its group, or the problem. A remark is reported once
// and not for every row.
type located struct {
	key     string
	column  string
	value   string
	problem phrase.Key
	args    []any
	remark  bool // the problem is only a warning; key is good
}

// maxCachedRefs bounds the cache against a file whose every row names another group; maxNameSearches
// bounds the searches for similar names.
const (
	maxCachedRefs   = 100000
	maxNameSearches = 200
)

func newLocator(known map[string]workgroup.Group, rows []*item[workgroup.Group], partial bool) *locator {
	l := &locator{groups: known, byNumber: map[[2]string]string{}, byName: map[[2]string][]string{}, cache: map[groupRef]located{}}
	if len(rows) > 0 {
		l.groups = make(map[string]workgroup.Group, len(known)+len(rows))
		maps.Copy(l.groups, known)
	}
	for _, it := range rows {
		if !it.row.bad || !partial {
			l.groups[it.raw.Code] = it.rec
		}
	}
	for code, g := range l.groups {
		if g.Number != "" {
			l.byNumber[[2]string{g.Platform, g.Number}] = code
		}
		k := [2]string{g.Platform, g.Name}
		l.byName[k] = append(l.byName[k], code)
	}
	return l
}

// locate follows contract §2: the first of 平台群号, 群编号, 群名称 in the row decides. A number that no group
// claims is attributed to the group without a number that the row names. first is true when this
// reference is new.
func (l *locator) locate(ref groupRef) (found located, first bool) {
	if found, ok := l.cache[ref]; ok {
		return found, false
	}
	found = l.decide(ref)
	if len(l.cache) >= maxCachedRefs {
		clear(l.cache)
	}
	l.cache[ref] = found
	return found, true
}

func (l *locator) decide(ref groupRef) located {
	byCode, codeKnown := l.groups[ref.code]
	if ref.code != "" && !codeKnown {
		return located{column: headGroup, value: ref.code, problem: "intake.unknown_group"}
	}
	switch {
	case ref.number != "":
		key, claimed := l.byNumber[[2]string{ref.platform, ref.number}]
		if without := l.withoutNumber(ref); !claimed && without != "" {
			return located{key: without}
		}
		switch {
		case !claimed && ref.code != "":
			return located{
				key: workgroup.UnfiledKey(ref.platform, ref.number), column: headNumber, value: ref.number,
				problem: "intake.number_not_registered", args: []any{"group", ref.code, "name", byCode.Name}, remark: true,
			}
		case !claimed:
			return located{key: workgroup.UnfiledKey(ref.platform, ref.number)}
		case ref.code != "" && ref.code != key:
			return located{
				key: key, column: headGroup, value: ref.code,
				problem: "intake.number_is_another_group", args: []any{"number", ref.number, "group", key, "name", l.groups[key].Name}, remark: true,
			}
		}
		return located{key: key}
	case ref.code != "":
		if byCode.Platform != "" && byCode.Platform != ref.platform {
			return located{column: headPlatform, value: ref.platform, problem: "intake.group_of_other_platform", args: []any{"group", ref.code, "platform", byCode.Platform}}
		}
		return located{key: ref.code}
	}
	fits := l.byName[[2]string{ref.platform, ref.name}]
	switch {
	case len(fits) == 1:
		return located{key: fits[0]}
	case len(fits) > 1:
		return located{column: headName, value: ref.name, problem: "intake.group_name_fits_several", args: []any{"candidates", labels(fits, l.label)}}
	}
	if near := l.similar(ref); len(near) > 0 {
		return located{column: headName, value: ref.name, problem: "intake.group_name_fits_none_here", args: []any{"candidates", labels(near, l.label)}}
	}
	return located{column: headName, value: ref.name, problem: "intake.group_name_fits_none"}
}

// withoutNumber is the registered group without a number that a row with a number names, by code or
// else by name; empty if there is none.
func (l *locator) withoutNumber(ref groupRef) string {
	fits := l.byName[[2]string{ref.platform, ref.name}]
	if ref.code != "" {
		fits = []string{ref.code}
	}
	found := ""
	for _, code := range fits {
		switch g := l.groups[code]; {
		case g.Number != "" || g.Platform != ref.platform:
		case found != "":
			return "" // several groups have the name, so it decides nothing
		default:
			found = code
		}
	}
	return found
}

// similar lists groups that the name may stand for: the same name on another platform, or one name
// inside the other.
func (l *locator) similar(ref groupRef) []string {
	if l.searched++; l.searched > maxNameSearches {
		return nil
	}
	plain := plainTitle(ref.name)
	var near []string
	for code, g := range l.groups {
		name := plainTitle(g.Name)
		if name == plain || name != "" && plain != "" && g.Platform == ref.platform && (strings.Contains(name, plain) || strings.Contains(plain, name)) {
			near = append(near, code)
		}
	}
	slices.Sort(near)
	return near
}

func (l *locator) label(code string) string {
	g := l.groups[code]
	return code + " " + g.Name + "（" + g.Platform + "）"
}
