package intake

import (
	"slices"
	"strings"

	"qunguan/reconcile/compact"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/workgroup"
)

// locator finds the group of a row of a roster or of activity.
type locator struct {
	groups   after[workgroup.Group]
	byNumber *compact.TextIndex  // platform and number
	byName   *compact.TextIndex  // platform and name; several groups may have one
	found    map[groupRef]string // groups that are beyond doubt
	doubted  map[groupRef]located
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

// maxFound and maxDoubted bound the memory against files whose every row names another group: a group's rows mostly
// come together. maxNameSearches bounds the searches for similar names.
const (
	maxFound        = 10000
	maxDoubted      = 100000
	maxNameSearches = 200
)

func newLocator(groups after[workgroup.Group]) *locator {
	l := &locator{groups: groups, found: map[groupRef]string{}, doubted: map[groupRef]located{}}
	l.byNumber = compact.NewTextIndex(0, func(n int32) string { g := groups.at(n); return onPlatform(g.Platform, g.Number) })
	l.byName = compact.NewTextIndex(groups.known.Len()+groups.upTo, func(n int32) string { g := groups.at(n); return onPlatform(g.Platform, g.Name) })
	for n := range groups.numbers() {
		g := groups.at(n)
		if g.Number != "" {
			l.byNumber.Add(onPlatform(g.Platform, g.Number), n)
		}
		l.byName.Add(onPlatform(g.Platform, g.Name), n)
	}
	return l
}

// onPlatform is a number or a name on a platform as one text.
func onPlatform(platform, text string) string { return platform + "\x00" + text }

// numbered is the code of the group that claims the number; where several do, which is an error, the
// first of their codes.
func (l *locator) numbered(platform, number string) (code string, claimed bool) {
	l.byNumber.Find(onPlatform(platform, number), func(n int32) bool {
		if g := l.groups.at(n); g.Platform == platform && g.Number == number && (!claimed || g.Code < code) {
			code, claimed = g.Code, true
		}
		return false
	})
	return code, claimed
}

// named lists the groups of the name, by code.
func (l *locator) named(platform, name string) []string {
	var codes []string
	l.byName.Find(onPlatform(platform, name), func(n int32) bool {
		if g := l.groups.at(n); g.Platform == platform && g.Name == name {
			codes = append(codes, g.Code)
		}
		return false
	})
	slices.Sort(codes)
	return codes
}

// locate follows contract §2: the first of 平台群号, 群编号, 群名称 in the row decides. A number that no group
// claims is attributed to the group without a number that the row names. first is true when this
// reference is new; only problems are asked for it.
func (l *locator) locate(ref groupRef) (found located, first bool) {
	if key, ok := l.found[ref]; ok {
		return located{key: key}, false
	}
	if found, ok := l.doubted[ref]; ok {
		return found, false
	}
	found = l.decide(ref)
	found.key = strings.Clone(found.key) // the row's texts share the memory of their whole line
	ref.own()
	if found.problem == "" {
		if len(l.found) >= maxFound {
			clear(l.found)
		}
		l.found[ref] = found.key
		return found, true
	}
	if len(l.doubted) >= maxDoubted {
		clear(l.doubted)
	}
	l.doubted[ref] = found
	return found, true
}

// own copies the texts.
func (r *groupRef) own() {
	for _, text := range []*string{&r.platform, &r.number, &r.code, &r.name} {
		*text = strings.Clone(*text)
	}
}

func (l *locator) decide(ref groupRef) located {
	_, codeKnown := l.groups.number(ref.code)
	byCode := l.groups.of(ref.code)
	if ref.code != "" && !codeKnown {
		return located{column: headGroup, value: ref.code, problem: "intake.unknown_group"}
	}
	switch {
	case ref.number != "":
		key, claimed := l.numbered(ref.platform, ref.number)
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
				problem: "intake.number_is_another_group", args: []any{"number", ref.number, "group", key, "name", l.groups.of(key).Name}, remark: true,
			}
		}
		return located{key: key}
	case ref.code != "":
		if byCode.Platform != "" && byCode.Platform != ref.platform {
			return located{column: headPlatform, value: ref.platform, problem: "intake.group_of_other_platform", args: []any{"group", ref.code, "platform", byCode.Platform}}
		}
		return located{key: ref.code}
	}
	fits := l.named(ref.platform, ref.name)
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
	fits := l.named(ref.platform, ref.name)
	if ref.code != "" {
		fits = []string{ref.code}
	}
	found := ""
	for _, code := range fits {
		switch g := l.groups.of(code); {
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
	for g := range l.groups.all() {
		name := plainTitle(g.Name)
		if name == plain || name != "" && plain != "" && g.Platform == ref.platform && (strings.Contains(name, plain) || strings.Contains(plain, name)) {
			near = append(near, g.Code)
		}
	}
	return near
}

func (l *locator) label(code string) string {
	g := l.groups.of(code)
	return code + " " + g.Name + "（" + g.Platform + "）"
}
