package identity

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Fold is the form in which names of groups, units and purposes are compared: NFKC, then traditional
// characters to simplified ones, then ASCII lower case, then white space, format characters and
// variation selectors deleted. Unlike Normalise it keeps punctuation: "-教育局" does not begin with "教育局".
func Fold(text string) string {
	if isPlain(text) {
		return text
	}
	return strings.Map(func(r rune) rune {
		r = simplify(r)
		switch {
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		case unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Variation_Selector, r):
			return -1
		}
		return r
	}, norm.NFKC.String(text))
}

// Plainer is a character without decoration: its NFKC form with simplified characters ("①" is 1, "場" is
// 场), or the character itself where it is plain already.
func Plainer(r rune) string {
	return strings.Map(simplify, norm.NFKC.String(string(r)))
}
