package intake

import (
	"fmt"
	"html"
	"regexp"
	"strings"

	"qunguan/reconcile/identity"
)

// Names of people, groups and units in the spellings of web interfaces and old encodings.

var (
	entities = regexp.MustCompile(`&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});`)
	tags     = regexp.MustCompile(`(?i)</?(?:span|img|em|b|i|u|s|br|hr|p|a|div|font|strong|small|big|sup|sub|code|wbr)(?:\s[^<>]*)?/?>|\[em\]e[0-9]+\[/em\]`)
)

// plainName is a name without the additions of web pages: &nbsp; &amp; &#23385; are decoded, also
// double ones, and tags removed. GBK's private-use pairs become the characters they stand for.
func plainName(s string) string {
	if isPlainName(s) {
		return s
	}
	if strings.Contains(s, "&") {
		for range 3 {
			decoded := entities.ReplaceAllStringFunc(s, html.UnescapeString)
			if decoded == s {
				break
			}
			s = decoded
		}
		s = strings.ReplaceAll(s, "\u00a0", " ")
	}
	if strings.ContainsAny(s, "<[") {
		s = tags.ReplaceAllString(s, "")
	}
	return identity.Standard(s)
}

// isPlainName reports whether there is nothing to take out of a name and nothing
// to warn of: most are Han characters and a few letters.
func isPlainName(s string) bool {
	for _, r := range s {
		switch {
		case r >= 0x4E00 && r <= 0x9FFF:
		case r >= ' ' && r <= '~' && !strings.ContainsRune("&<[?*", r):
		default:
			return false
		}
	}
	return true
}

// checkName warns about names with lost characters or with characters that fonts do not have.
func (r *Cells) checkName(heading, name string) {
	if isPlainName(name) {
		return
	}
	switch unusual := identity.Unusual(name); {
	case identity.Damaged(name):
		r.problem(Warning, heading, name, "intake.damaged_name")
	case len(unusual) > 0:
		var list []string
		for _, ch := range unusual {
			list = append(list, fmt.Sprintf("U+%04X", ch))
		}
		r.problem(Warning, heading, name, "intake.unusual_characters", "characters", strings.Join(list, "、"))
	}
}
