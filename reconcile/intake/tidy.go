package intake

import (
	"slices"
	"strings"
	"unicode"

	"qunguan/reconcile/identity"
)

// tidyCode makes a typed code what its owner meant: without the invisible
// characters that copying from web pages brings along, and with the full-width
// letters and digits of Chinese keyboards as plain ones. Text with Han
// characters is a name and keeps its width.
func tidyCode(s string) string {
	s = strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, s))
	if hasHan(s) {
		return s
	}
	return strings.TrimSpace(halfWidth(s))
}

// tidied is a list of codes, names, or, in a 成员范围, codes and names behind a
// word and a colon.
func tidied(items []string) []string {
	var out []string
	for _, item := range items {
		kind, value, found := strings.Cut(strings.Replace(item, "：", ":", 1), ":")
		if found && hasHan(kind) {
			item = kind + ":" + tidyCode(value)
		} else {
			item = tidyCode(item)
		}
		if item != "" && !slices.Contains(out, item) {
			out = append(out, item)
		}
	}
	return out
}

// nameKey is what two spellings of one name have in common: forms pad short
// names with spaces (王　伟) and mix the widths of brackets.
func nameKey(name string) string { return identity.Normalise(name) }

// named is the codes of those who bear the name; to the letter if anybody
// does, else in another spelling.
func named(byKey map[string][]string, name string, exactly func(code string) bool) []string {
	all := byKey[nameKey(name)]
	var exact []string
	for _, code := range all {
		if exactly(code) {
			exact = append(exact, code)
		}
	}
	if len(exact) > 0 {
		return exact
	}
	return all
}

func (v *resolver) unitsNamed(name string) []string {
	return named(v.unitsByName, name, func(code string) bool { return v.tree[code].Name == name || v.tree[code].ShortName == name })
}

func (v *resolver) peopleNamed(name string) []string {
	return named(v.peopleByName, name, func(code string) bool { return v.staff[code].Name == name })
}
