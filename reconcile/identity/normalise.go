package identity

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Normalise is the form in which names and cards are compared: GBK's private-use pairs and the dots in
// names replaced by the characters they stand for, NFKC, then traditional characters to simplified
// ones, then ASCII lower case, then white space, format characters, punctuation and | ~ + deleted.
// Symbols and emoji stay. NFKC comes first, because the later steps recognise full-width letters,
// ligatures and compatibility ideographs only in that form; the later steps leave nothing that NFKC
// would compose.
//
// Text that is already in this form, as most cards are, is returned without a copy.
func Normalise(text string) string {
	if isPlain(text) {
		return text
	}
	return normaliseSlowly(text)
}

// isPlain reports whether every character is simplified Han, an ASCII small
// letter or an ASCII digit: NFKC and every later step leave such text alone.
func isPlain(text string) bool {
	for _, r := range text {
		switch {
		case r >= hanFirst && r <= hanLast:
			if foreign[r-hanFirst] {
				return false
			}
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
		default:
			return false
		}
	}
	return true
}

func normaliseSlowly(text string) string {
	return strings.Map(func(r rune) rune {
		r = simplify(r)
		switch {
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		case deleted(r):
			return -1
		}
		return r
	}, norm.NFKC.String(withDots(Standard(text))))
}

// deleted reports whether Normalise drops the character.
func deleted(r rune) bool {
	if isHan(r) {
		return false
	}
	if r < utf8.RuneSelf {
		return unicode.IsSpace(r) || unicode.IsPunct(r) || ShowsNothing(r) || r == '|' || r == '~' || r == '+'
	}
	return unicode.IsSpace(r) || unicode.IsPunct(r) || ShowsNothing(r)
}

func isHan(r rune) bool { return r >= hanFirst && r <= hanLast }

// Loosen is normalised text without symbols, marks, emoji, ASCII letters and digits: the core of a
// decorated card. Its argument is normalised text.
func Loosen(normalised string) string {
	return strings.Map(func(r rune) rune {
		if decoration(r) {
			return -1
		}
		return r
	}, normalised)
}

// decoration reports whether loose comparison ignores the character.
func decoration(r rune) bool {
	switch {
	case isHan(r):
		return false
	case r < utf8.RuneSelf:
		return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsSymbol(r)
	}
	return unicode.IsSymbol(r) || unicode.IsMark(r) || futureEmoji(r)
}

// futureEmoji reports characters of the blocks that Unicode reserves for pictographs, so that emoji
// newer than this program's tables count as emoji too.
func futureEmoji(r rune) bool {
	return r >= 0x1F000 && r <= 0x1FAFF && !unicode.IsNumber(r)
}
