package notify

import "strings"

// Fullwidth is s with the given ASCII characters in their wide forms: * ＊,
// < ＜. Chat markups that know no escape character cannot be stopped from
// reading the narrow ones; the wide ones look the same and mean nothing.
func Fullwidth(s, chars string) string {
	return strings.Map(func(r rune) rune {
		if r > ' ' && r < 0x7F && strings.ContainsRune(chars, r) {
			return r + 0xFEE0
		}
		return r
	}, s)
}

// FullwidthEdges is s with _ in its wide form where a markup could take it
// for emphasis: not between two ASCII letters or digits, so that accounts such
// as wx_zhang stay as they are.
func FullwidthEdges(s string) string {
	if !strings.Contains(s, "_") {
		return s
	}
	runes := []rune(s)
	out := make([]rune, len(runes))
	for i, r := range runes {
		if r == '_' && !(i > 0 && alphanumeric(runes[i-1]) && i+1 < len(runes) && alphanumeric(runes[i+1])) {
			r = '＿'
		}
		out[i] = r
	}
	return string(out)
}

func alphanumeric(r rune) bool {
	return r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
}
