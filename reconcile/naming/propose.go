package naming

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"qunguan/reconcile/identity"
)

// candidates are names for the group, the most faithful first; Book.Propose takes the first good one. A
// name is changed only where the rule demands it.
func (r *Rule) candidates(g Named) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		unit := r.unit(g.Unit)
		codes, rest := r.codesFor(strings.TrimSpace(g.Name), unit)
		for _, body := range r.bodies(rest) {
			for _, whole := range r.wholes(body, unit) {
				if !r.fits(whole, unit) {
					continue // no number and no code can repair it
				}
				n := 0
				for numberedName := range numberings(whole) {
					for code := range codes {
						if !yield(code + numberedName) {
							return
						}
						// The codes of a proposal are tried only once: either one of the first numbers
						// is free, or the unit's numbers are used up.
						if n++; n > codesTried {
							break
						}
					}
				}
			}
		}
	}
}

// fits reports whether the name is good but for its code or a number.
func (r *Rule) fits(whole string, unit *unitNames) bool {
	folded := identity.Fold(whole)
	return utf8.RuneCountInString(whole) <= MaxProposal && r.begins(folded, unit) && r.ends(folded) &&
		!strings.ContainsFunc(whole, unicode.IsSpace) && len(r.offending(whole)) == 0
}

// bodies are the forms that the rest of a name may take in a proposal: as it is without the offending
// characters, then without marks, then Han characters alone, for names that would be too long.
func (r *Rule) bodies(rest string) []string {
	plain := r.plain(rest)
	letters := strings.Map(func(c rune) rune {
		if isHan(c) || unicode.IsLetter(c) || unicode.IsDigit(c) {
			return c
		}
		return -1
	}, plain)
	han := strings.Map(func(c rune) rune {
		if isHan(c) {
			return c
		}
		return -1
	}, plain)
	return slices.Compact([]string{plain, letters, han})
}

// stands maps forbidden characters to their plain counterparts.
var stands = map[rune]string{
	'の': "的", 'ノ': "的", '&': "与", '～': "-", '~': "-", '|': "-", '｜': "-",
	'–': "-", '‐': "-", '‑': "-", '‒': "-", '―': "-", '−': "-", '─': "-",
	'【': "〔", '】': "〕", '[': "〔", ']': "〕", '{': "〔", '}': "〕", '〖': "〔", '〗': "〕",
	'「': "“", '」': "”", '『': "“", '』': "”", '〈': "《", '〉': "》", '<': "《", '>': "》",
	'・': "·", '•': "·", '∙': "·", '⋅': "·", '˙': "·", '●': "·", '‧': "·", '○': "〇", '◯': "〇",
	'…': "", '⋯': "",
}

// plain is a text without white space and offending characters. A character with a plain counterpart is
// replaced: ⑴ by (1), 場 by 场.
func (r *Rule) plain(text string) string {
	var b strings.Builder
	open := false
	for c := range clusters(text) {
		if r.passes(c) && strings.TrimSpace(c) != "" {
			b.WriteString(c)
			continue
		}
		for _, char := range c {
			switch {
			case unicode.IsSpace(char):
			case r.allowed.any || r.allowed.has(char):
				b.WriteRune(char)
			case half(char) == '"':
				open = !open
				b.WriteString(map[bool]string{true: "“", false: "”"}[open])
			default:
				b.WriteString(r.counterpart(char))
			}
		}
	}
	return strings.NewReplacer("（）", "", "()", "", "〔〕", "", "《》", "", "“”", "").Replace(b.String())
}

func (r *Rule) counterpart(char rune) string {
	text, ok := stands[half(char)]
	if twin := lookAlike[char]; !ok && twin != 0 {
		text = string(twin)
	} else if !ok {
		text = identity.Plainer(char)
	}
	if strings.ContainsFunc(text, func(c rune) bool { return unicode.IsSpace(c) || !r.allowed.has(c) }) {
		return ""
	}
	return text
}

// wholes are the body with the demanded beginnings and ends.
func (r *Rule) wholes(body string, unit *unitNames) []string {
	var list []string
	for _, begun := range r.begun(body, unit) {
		if !strings.ContainsFunc(begun, isHan) && len(unit.written) > 0 { // no part of the name could stay
			begun = unit.written[0] + begun
		}
		list = append(list, r.ended(begun))
	}
	return list
}

// begun are the body with each beginning that the rule allows: the body alone where it already begins
// well, then the beginning whose end overlaps the body (财政局财务股 before 财务股值守群), then the nearest unit's,
// the shortest last.
func (r *Rule) begun(body string, unit *unitNames) []string {
	if r.begins(identity.Fold(body), unit) {
		return []string{body}
	}
	if at := strings.IndexFunc(body, isHan); at > 0 && (r.begins(identity.Fold(body[at:]), unit) || r.names.begin(body[at:])) {
		body = body[at:] // ①教育局防汛群
	}
	trimmed := strings.TrimLeftFunc(body, func(c rune) bool {
		return !isHan(c) && !unicode.IsLetter(c) && !unicode.IsDigit(c) && !strings.ContainsRune("“‘《〔（", c)
	})
	var fronts []string
	if r.policy.Prefix != "area" {
		fronts = append(fronts, unit.written...)
	}
	if area := strings.Join(strings.Fields(r.policy.Area), ""); area != "" && r.policy.Prefix != "unit" {
		fronts = append(fronts, area)
	}
	if len(fronts) == 0 {
		return nil
	}
	var list, joined, inside []string
	for _, front := range fronts {
		switch shared := runsOn(front, trimmed); {
		case shared > 0:
			joined = append(joined, front+trimmed[shared:])
		case strings.Contains(trimmed, front): // 关于教育局防汛群: the area reads better before it
			inside = append(inside, front+trimmed)
		default:
			list = append(list, front+trimmed)
		}
	}
	shortest := slices.Concat(list, inside)
	slices.SortStableFunc(shortest, func(a, b string) int { return len(a) - len(b) })
	if area := fronts[len(fronts)-1]; r.policy.Prefix == "area_or_unit" && r.area != "" && r.names.begin(trimmed) {
		joined = append([]string{area + trimmed}, joined...) // after another unit's name the unit's own would be nonsense: 教育局交通局防汛群
	}
	list = slices.Concat([]string{body, trimmed}, joined, list, inside, shortest)
	return slices.DeleteFunc(list, func(s string) bool { return !r.begins(identity.Fold(s), unit) })
}

// runsOn is the overlap in bytes between the end of the front and the beginning of the body that shall
// follow it. An overlap of a single character is chance and counts as none.
func runsOn(front, body string) int {
	best := 0
	for at := range body {
		if at > 0 && strings.HasSuffix(front, body[:at]) && utf8.RuneCountInString(body[:at]) > 1 {
			best = at
		}
	}
	if strings.HasSuffix(front, body) {
		best = len(body)
	}
	return best
}

// ended is the text with the demanded suffix. Several parts behind a suffix are put into one bracket:
// 群2（备份） becomes 群（2-备份）.
func (r *Rule) ended(text string) string {
	if r.ends(identity.Fold(text)) {
		return text
	}
	suffix := strings.Join(strings.Fields(r.policy.Suffix), "")
	if at := strings.LastIndex(text, suffix); at >= 0 && suffix != "" {
		tail := text[at+len(suffix):]
		inner := strings.Join(strings.FieldsFunc(tail, func(c rune) bool { return strings.ContainsRune("（）()〔〕", c) }), "-")
		if strings.ContainsAny(tail, "0123456789（）()一二三四五六七八九十") && inner != "" && utf8.RuneCountInString(inner) <= 8 {
			return text[:at+len(suffix)] + "（" + inner + "）"
		}
	}
	// 防汛群 becomes 防汛工作群 where the suffix is 工作群.
	for at := range suffix {
		if at > 0 && strings.HasSuffix(text, suffix[at:]) {
			return strings.TrimSuffix(text, suffix[at:]) + suffix
		}
	}
	return text + suffix
}
