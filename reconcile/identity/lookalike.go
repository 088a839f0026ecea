package identity

import (
	"fmt"
	"strings"
	"unicode"
)

// letters are foreign letters that readers cannot tell from the Latin one.
var letters = map[rune]rune{
	'а': 'a', 'е': 'e', 'о': 'o', 'р': 'p', 'с': 'c', 'х': 'x', 'у': 'y', 'к': 'k', 'м': 'm', 'т': 't', 'в': 'b', 'н': 'h', 'і': 'i', 'ѕ': 's',
	'А': 'a', 'Е': 'e', 'О': 'o', 'Р': 'p', 'С': 'c', 'Х': 'x', 'У': 'y', 'К': 'k', 'М': 'm', 'Т': 't', 'В': 'b', 'Н': 'h', 'І': 'i', 'Ѕ': 's',
	'α': 'a', 'ο': 'o', 'ρ': 'p', 'ν': 'v', 'Α': 'a', 'Β': 'b', 'Ε': 'e', 'Η': 'h', 'Ι': 'i', 'Κ': 'k', 'Μ': 'm', 'Ν': 'n', 'Ο': 'o', 'Ρ': 'p', 'Τ': 't', 'Χ': 'x', 'Υ': 'y',
	'○': '〇', '◯': '〇',
}

// appearance is a card as a reader sees it: look-alike characters are made one, and invisible
// characters and added marks are left out.
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

// Difference lists the characters of a card that the wanted card lacks, for two cards that look the
// same to a reader. Empty where they look different, or are equal.
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
