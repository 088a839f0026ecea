package identity

import (
	"strings"
	"unicode"
)

// Characters that files damage, hide or encode in their own way (contract §2, "Damaged and unusual
// names").

// Damaged reports whether the text has a mark of lost or masked characters: programs write ? for
// characters that their encoding lacks, and * over characters that they hide. The remaining characters
// may spell another person's name, so a damaged name identifies no one.
func Damaged(text string) bool { return strings.ContainsAny(text, "?？﹖*＊﹡\uFFFD□") }

// privatePairs are the characters of the GBK pairs FE50 to FEA0, in order. Old
// tables put them into the private-use area, from U+E815 on; the rare surnames
// of a county's directory are among them (䶮, 䝼).
var privatePairs = []rune("⺁𠂇𠂉𠃌⺄㑳㑇⺈⺋龴㖞㘚㘎⺌⺗㥮㤘龵㧏㧟㩳㧐龶龷㭎㱮㳠⺧𡗗龸⺪䁖䅟⺮䌷⺳⺶⺷𢦏䎱䎬⺻䏝䓖䙡䙌龹䜣䜩䝼䞍⻊䥇䥺䥽䦂䦃䦅䦆䦟䦛䦷䦶龺𤇾䲣䲟䲠䲡䱷䲢䴓䴔䴕䴖䴗䴘䴙䶮龻")

const firstPrivatePair = 0xE815

// Standard replaces the characters of GBK's private-use pairs by the standard
// ones.
func Standard(text string) string {
	if !strings.ContainsFunc(text, isPrivatePair) && !strings.ContainsAny(text, "\uE7C7\uE7C8") {
		return text
	}
	return strings.Map(func(r rune) rune {
		switch {
		case isPrivatePair(r):
			return privatePairs[r-firstPrivatePair]
		case r == 0xE7C7:
			return 'ḿ'
		case r == 0xE7C8:
			return 'ǹ'
		}
		return r
	}, text)
}

func isPrivatePair(r rune) bool {
	return r >= firstPrivatePair && int(r) < firstPrivatePair+len(privatePairs)
}

// Unusual lists the characters of a text that fonts need not support, each once: private-use ones
// outside GBK's pairs, and unassigned ones.
func Unusual(text string) []rune {
	var list []rune
	for _, r := range Standard(text) {
		if unusual(r) && !strings.ContainsRune(string(list), r) {
			list = append(list, r)
		}
	}
	return list
}

func unusual(r rune) bool {
	return r >= 0x80 && !isHan(r) && !futureEmoji(r) &&
		!unicode.In(r, unicode.L, unicode.M, unicode.N, unicode.P, unicode.S, unicode.Z, unicode.Cc, unicode.Cf)
}

// ShowsNothing reports whether a character leaves no trace on a screen: format and control characters,
// fillers, variation selectors. White space does not count.
func ShowsNothing(r rune) bool {
	switch {
	case r < 0x20 || r >= 0x7F && r < 0xA0:
		return !unicode.IsSpace(r)
	case r < 0x300:
		return r == 0xAD
	case isHan(r):
		return false
	case r == 0x2800, r == 0x1D159, r == 0x16FE4:
		return true
	}
	return unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r) || unicode.Is(unicode.Variation_Selector, r)
}

// dots are the variants by which keyboards, fonts and scanners write the dot in Uyghur, Tibetan and
// Mongolian names: symbols to Unicode, the same sign to a reader.
const dots = "∙⋅•・˙●･"

// withDots replaces such a variant between Han characters by the proper dot.
func withDots(text string) string {
	if !strings.ContainsAny(text, dots) {
		return text
	}
	runes := []rune(text)
	for i, r := range runes {
		if strings.ContainsRune(dots, r) && hanBeside(runes, i, -1) && hanBeside(runes, i, 1) {
			runes[i] = '·'
		}
	}
	return string(runes)
}

// hanBeside reports whether the next visible character in the direction is a Han character, or one of
// the dots themselves.
func hanBeside(runes []rune, i, step int) bool {
	for i += step; i >= 0 && i < len(runes); i += step {
		if ShowsNothing(runes[i]) || unicode.IsSpace(runes[i]) {
			continue
		}
		return unicode.Is(unicode.Han, runes[i])
	}
	return false
}
