package phrase

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

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
