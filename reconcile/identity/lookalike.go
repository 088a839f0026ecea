package identity

import (
	"fmt"
	"strings"
	"unicode"
)

// letters are foreign letters that nobody tells from the Latin one.
var letters = map[rune]rune{
	'а': 'a', 'е': 'e', 'о': 'o', 'р': 'p', 'с': 'c', 'х': 'x', 'у': 'y', 'к': 'k', 'м': 'm', 'т': 't', 'в': 'b', 'н': 'h', 'і': 'i', 'ѕ': 's',
	'А': 'a', 'Е': 'e', 'О': 'o', 'Р': 'p', 'С': 'c', 'Х': 'x', 'У': 'y', 'К': 'k', 'М': 'm', 'Т': 't', 'В': 'b', 'Н': 'h', 'І': 'i', 'Ѕ': 's',
	'α': 'a', 'ο': 'o', 'ρ': 'p', 'ν': 'v', 'Α': 'a', 'Β': 'b', 'Ε': 'e', 'Η': 'h', 'Ι': 'i', 'Κ': 'k', 'Μ': 'm', 'Ν': 'n', 'Ο': 'o', 'Ρ': 'p', 'Τ': 't', 'Χ': 'x', 'Υ': 'y',
	'○': '〇', '◯': '〇',
}

// appearance is what a reader sees of a card: characters that look alike are
// made one, and what no font shows or a mark adds is left out.
func appearance(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsMark(r) || unusual(r):
			return -1
		case lookAlike[r] != 0:
			return lookAlike[r]
		case letters[r] != 0:
			return letters[r]
		}
		return r
	}, Normalise(text))
}

// Difference says what differs between a card and the one that is asked for
// where a reader sees none: the characters of the card that the other lacks.
// Empty where they look different, or are the same.
func Difference(card, wanted string) string {
	if Normalise(card) == Normalise(wanted) || appearance(card) != appearance(wanted) {
		return ""
	}
	var list []string
	for _, r := range card {
		sign := fmt.Sprintf("U+%04X", r)
		if unicode.IsGraphic(r) && !unusual(r) {
			sign = fmt.Sprintf("“%c”（%s）", r, sign)
		}
		if !strings.ContainsRune(wanted, r) && !deleted(r) && !strings.Contains(strings.Join(list, ""), sign) {
			list = append(list, sign)
		}
	}
	return strings.Join(list, "、")
}
