package naming

import (
	"fmt"
	"strings"
	"unicode"

	"qunguan/reconcile/identity"
	"qunguan/reconcile/phrase"
)

// invisible maps invisible characters to the phrases that name them.
var invisible = map[rune]string{
	0x00AD: "soft_hyphen", 0x061C: "direction", 0x115F: "filler", 0x1160: "filler", 0x3164: "filler", 0xFFA0: "filler",
	0x200B: "zero_width_space", 0x200C: "zero_width_non_joiner", 0x200D: "zero_width_joiner", 0x200E: "direction", 0x200F: "direction",
	0x202A: "direction", 0x202B: "direction", 0x202C: "direction", 0x202D: "direction", 0x202E: "direction",
	0x2060: "word_joiner", 0x2066: "direction", 0x2067: "direction", 0x2068: "direction", 0x2069: "direction",
	0xFEFF: "zero_width_no_break", 0x2800: "braille_blank",
}

// lookAlike maps characters that readers mistake for an allowed one to that one: letters of other
// alphabets, kana and symbols.
var lookAlike = pairs(
	"АAВBЕEКKМMНHОOРPСCТTУYХXаaеeоoрpсcуyхxіiІIјjЅSѕs" + // Cyrillic
		"ΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧXοoνv" + // Greek
		"ニ二ハ八ミ三カ力ロ口エ工タ夕ト卜チ千オ才イ亻へヘー一ㄧ一" + // kana, bopomofo
		"○〇◯〇〸十丨1乛一")

func pairs(text string) map[rune]rune {
	runes, table := []rune(text), map[rune]rune{}
	for i := 0; i+1 < len(runes); i += 2 {
		table[runes[i]] = runes[i+1]
	}
	return table
}

// Describe puts an offending cluster of Finding.Offending into words on which a reader can act: an
// invisible character by its name and number, a look-alike with the character it resembles, any other
// as it is.
func (r *Rule) Describe(cluster string, lang phrase.Lang) string {
	var shown strings.Builder
	var notes []string
	for _, c := range cluster {
		if showsNothing(c) || unicode.Is(unicode.Co, c) || unassigned(c) {
			notes = append(notes, lang.Say("naming.numbered", "name", lang.Say(kindOf(c)), "number", fmt.Sprintf("U+%04X", c)))
			continue
		}
		shown.WriteRune(c)
		if r.allowed.has(c) {
			continue
		}
		if key, twin := r.twin(c); twin != "" {
			notes = append(notes, lang.Say(key, "twin", twin, "number", fmt.Sprintf("U+%04X", c)))
		}
	}
	sep := lang.Say("naming.separator")
	switch {
	case shown.Len() == 0:
		return strings.Join(notes, sep)
	case len(notes) == 0:
		return lang.Say("naming.shown", "text", shown.String())
	case r.passes(shown.String()):
		return lang.Say("naming.hidden_behind", "text", shown.String(), "notes", strings.Join(notes, sep))
	}
	if hasJoiner(cluster) { // one picture made of several: its parts mean nothing alone
		return lang.Say("naming.shown", "text", cluster)
	}
	return lang.Say("naming.shown_noted", "text", shown.String(), "notes", strings.Join(notes, sep))
}

// hasJoiner reports emoji of several parts, and emoji with a variation selector.
func hasJoiner(cluster string) bool {
	for _, c := range cluster {
		if unicode.Is(unicode.So, c) && !isHan(c) || unicode.Is(unicode.Sk, c) && c > 0x1F000 || c == 0x20E3 {
			return true
		}
	}
	return false
}

// showsNothing reports characters without a shape of their own.
func showsNothing(c rune) bool {
	return invisible[c] != "" || unicode.IsControl(c) || unicode.Is(unicode.Cf, c) || unicode.Is(unicode.Variation_Selector, c)
}

func unassigned(c rune) bool {
	return !unicode.In(c, unicode.L, unicode.M, unicode.N, unicode.P, unicode.S, unicode.Z, unicode.C) || c == unicode.ReplacementChar
}

func kindOf(c rune) phrase.Key {
	switch {
	case invisible[c] != "":
		return phrase.Key("naming.char." + invisible[c])
	case unicode.Is(unicode.Variation_Selector, c):
		return "naming.char.variation_selector"
	case c >= 0xE0000 && c <= 0xE007F:
		return "naming.char.tag"
	case unicode.Is(unicode.Co, c):
		return "naming.char.private"
	case unassigned(c):
		return "naming.char.unassigned"
	}
	return "naming.char.control"
}

// twin is the plain character that an offender resembles, with the phrase for the resemblance; empty
// where a reader sees the difference.
func (r *Rule) twin(c rune) (phrase.Key, string) {
	if t := lookAlike[c]; t != 0 {
		return "naming.look_alike", string(t)
	}
	if unicode.Is(unicode.Mn, c) || unicode.Is(unicode.Me, c) {
		return "naming.mark", string(c)
	}
	plain := identity.Plainer(c)
	switch {
	case plain == string(c) || !r.passes(plain):
		if isHan(c) {
			return "naming.not_standard", string(c)
		}
		if t := stands[c]; t != "" && !isKana(c) {
			return "naming.instead", t
		}
		return "", ""
	case isHan(c) && c >= 0x4E00 && c <= 0x9FFF:
		return "naming.traditional", plain
	case isHan(c):
		return "naming.look_alike", plain
	}
	return "naming.instead", plain
}

func isKana(c rune) bool { return unicode.In(c, unicode.Hiragana, unicode.Katakana) }
