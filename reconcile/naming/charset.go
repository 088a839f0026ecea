package naming

import (
	_ "embed"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"

	"qunguan/reconcile/policy"
	"qunguan/reconcile/workgroup"
)

// standard are the 8,105 characters of 通用规范汉字表; see han/NOTICE.
//
//go:embed han/tgh2013.txt
var standard string

// plainMarks are the marks that a plain name may have.
const plainMarks = "（）()〔〕·、，,。.：:-—_“”‘’《》/+%"

// charset is the set of characters that names may have: a bit each for the plane in which nearly all of
// them lie, a map for the others.
type charset struct {
	any   bool // every character may stand in a name
	plane [1 << 16 / 64]uint64
	above map[rune]bool
}

func newCharset(p policy.Naming, units workgroup.Units) *charset {
	s := &charset{any: p.Characters != "plain", above: map[rune]bool{}}
	s.add(strings.TrimSpace(standard) + "〇" + plainMarks + p.Area + p.Also)
	for r := '0'; r <= 'z'; r++ {
		if r < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			s.add(string(r))
		}
	}
	for _, u := range units {
		s.add(u.Name + u.ShortName)
	}
	return s
}

func (s *charset) add(text string) {
	for _, r := range text {
		if r = half(r); r < 1<<16 {
			s.plane[r/64] |= 1 << (r % 64)
		} else {
			s.above[r] = true
		}
	}
}

func (s *charset) has(r rune) bool {
	if r = half(r); r < 1<<16 {
		return s.plane[r/64]>>(r%64)&1 == 1
	}
	return s.above[r]
}

// half is the ASCII character of a full-width form; every other character is
// itself.
func half(r rune) rune {
	if r >= 0xFF01 && r <= 0xFF5E {
		return r - 0xFF01 + '!'
	}
	return r
}

// offending lists the grapheme clusters of a name that contain a forbidden character, each once, in
// order of first appearance. White space has a reason of its own.
func (r *Rule) offending(name string) []string {
	if r.allowed.any || !strings.ContainsFunc(name, func(c rune) bool { return !r.allowed.has(c) }) {
		return nil
	}
	var list []string
	seen := map[string]bool{}
	for c := range clusters(name) {
		if !seen[c] && !r.passes(c) {
			seen[c] = true
			list = append(list, c)
		}
	}
	return list
}

// passes reports whether a grapheme cluster is allowed in a name, or is white space.
func (r *Rule) passes(cluster string) bool {
	foreign := func(c rune) bool { return !r.allowed.has(c) }
	return r.allowed.any || !strings.ContainsFunc(cluster, foreign) || strings.TrimSpace(cluster) == ""
}

// clusters are the grapheme clusters of a text, in order.
func clusters(text string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for rest, state := text, -1; rest != ""; {
			var c string
			c, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
			if !yield(c) {
				return
			}
		}
	}
}
