package phrase

import (
	"fmt"
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

// Visible is a text in which control characters are made visible: those that move a terminal's cursor,
// and those that turn the reading direction so that a name looks like another's. Line breaks and tabs
// stay.
func Visible(s string) string {
	if !strings.ContainsFunc(s, commands) {
		return s
	}
	return mapText(s, commands)
}

// VisibleLine is Visible for a text that must stay on one line: it shows line breaks and tabs as well.
func VisibleLine(s string) string {
	breaks := func(r rune) bool { return commands(r) || r == '\n' || r == '\t' }
	if !strings.ContainsFunc(s, breaks) {
		return s
	}
	return mapText(s, breaks)
}

func mapText(s string, shown func(rune) bool) string {
	var b strings.Builder
	for i, r := range s {
		if r == utf8.RuneError && !strings.HasPrefix(s[i:], string(utf8.RuneError)) {
			b.WriteByte(s[i]) // no UTF-8: one byte of a broken character
			continue
		}
		switch {
		case !shown(r):
			b.WriteRune(r)
		case r < 0x20:
			b.WriteRune(0x2400 + r)
		case r == 0x7F:
			b.WriteRune('\u2421')
		default:
			fmt.Fprintf(&b, "‹U+%04X›", r)
		}
	}
	return b.String()
}

// commands reports characters that a terminal or a browser obeys.
func commands(r rune) bool {
	switch {
	case r == '\n', r == '\t':
		return false
	case r < 0x20, r >= 0x7F && r < 0xA0, r == '\u2028', r == '\u2029':
		return true
	}
	return Turns(r)
}

// Turns reports the characters that change the reading direction.
func Turns(r rune) bool {
	return r >= '\u202A' && r <= '\u202E' || r >= '\u2066' && r <= '\u2069' || r == '\u200E' || r == '\u200F' || r == '\u061C'
}
