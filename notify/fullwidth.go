package notify

import "strings"

// Fullwidth is s with the given ASCII characters in their wide forms: * ＊, < ＜. Chat markups without an
// escape character read the narrow ones as markup; the wide ones look the same and are plain text.
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

// Literal is a text from data, on one line, that the markdown of WeCom, DingTalk and Feishu shows
// unchanged. None of them has an escape character, so the characters that could start a mention
// (<@id>), a colour, a link or emphasis become their wide forms, and so does a first character that
// would make a heading, a quotation or a list.
func Literal(s string) string {
	s = FullwidthEdges(Fullwidth(Inline(s), "<>*`[]\\~"))
	if s != "" && strings.ContainsRune("#>-+", rune(s[0])) {
		s = Fullwidth(s[:1], "#>-+") + s[1:]
	}
	return s
}

// LiteralURL is a URL that cannot end a markdown link early.
func LiteralURL(u string) string {
	return strings.NewReplacer("(", "%28", ")", "%29", "<", "%3C", ">", "%3E", " ", "%20").Replace(Inline(u))
}
