package phrase

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Inline makes a text from data fit for one line of a message: white space and control characters
// become single spaces, invisible characters that turn the reading direction or hide text are dropped,
// and bytes that are no UTF-8 become U+FFFD. Without it a nickname with a line break could write lines
// of its own.
func Inline(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	space := false
	for _, r := range s {
		switch {
		case unicode.IsSpace(r) || unicode.IsControl(r) || r == '\u2028' || r == '\u2029':
			space = true
			continue
		case isDeceptive(r):
			continue
		}
		if space && b.Len() > 0 {
			b.WriteByte(' ')
		}
		space = false
		b.WriteRune(r)
	}
	return b.String()
}

// isDeceptive reports characters that show nothing and change how others are shown: direction overrides
// and isolates, zero-width spaces, tags. Joiners are allowed, because emoji are built with them.
func isDeceptive(r rune) bool {
	switch {
	case r >= '\u202A' && r <= '\u202E', r >= '\u2066' && r <= '\u2069', r == '\u200E', r == '\u200F', r == '\u061C':
		return true
	case r == '\u200B', r == '\u2060', r == '\uFEFF', r == '\u00AD':
		return true
	}
	return r >= 0xE0000 && r <= 0xE007F
}

// Clip is at most length characters of s, cut between characters that readers see as one (an emoji with
// its modifiers, a letter with its marks) and ended with … when text is missing.
func Clip(s string, length int) string {
	if length <= 0 {
		return ""
	}
	if utf8.RuneCountInString(s) <= length {
		return s
	}
	runes := []rune(s)
	cut := length - 1
	for cut > 0 && (joins(runes[cut]) || runes[cut-1] == '\u200D') {
		cut--
	}
	return strings.TrimRight(string(runes[:cut]), " ") + "…"
}

// joins reports a character that belongs to the one before it.
func joins(r rune) bool {
	return unicode.Is(unicode.M, r) || r == '\u200D' || (r >= 0x1F3FB && r <= 0x1F3FF)
}

// mobile is a mainland mobile number on its own, with or without +86.
var mobile = regexp.MustCompile(`(^|[^0-9])((?:\+?86[- ]?)?1[3-9][0-9])[- ]?[0-9]{4}[- ]?([0-9]{4})($|[^0-9])`)

// Mask hides the middle of mobile numbers: people put them into nicknames,
// and some platforms use them as accounts (S5.9).
func Mask(s string) string {
	for masked := ""; masked != s; {
		masked, s = s, mobile.ReplaceAllString(s, "$1$2****$3$4")
	}
	return s
}
