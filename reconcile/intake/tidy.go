package intake

import (
	"slices"
	"strings"

	"qunguan/reconcile/identity"
)

// tidyCode turns a typed code into the intended one: without the invisible characters that copying from
// web pages brings along, without the guards that programs put around numbers so that Excel leaves them
// alone (="0012", '0012), without the .0 that others add, and with the full-width letters and digits of
// Chinese keyboards as plain ones. Text with Han characters is a name and keeps its width.
func tidyCode(s string) string {
	if isPlainCode(s) {
		return s
	}
	s = unguarded(visible(s))
	if !hasHan(s) {
		s = unguarded(halfWidth(s))
	}
	if whole, zeros, found := strings.Cut(s, "."); found && whole != "" && zeros != "" && onlyDigits(whole) && strings.Trim(zeros, "0") == "" {
		return whole
	}
	return s
}

// isPlainCode reports whether nothing can be wrong with a code: it has nothing
// but ASCII letters, digits, _ and -.
func isPlainCode(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9', c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c == '_', c == '-':
		default:
			return false
		}
	}
	return true
}

// visible is the text without invisible characters, trimmed.
func visible(s string) string {
	if isASCII(s) && !strings.ContainsFunc(s, identity.ShowsNothing) {
		return strings.TrimSpace(s)
	}
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if identity.ShowsNothing(r) {
			return -1
		}
		return r
	}, s))
}

// unguarded removes ="…" and a leading apostrophe.
func unguarded(s string) string {
	s = unquoted(strings.TrimSpace(s))
	if rest, guarded := strings.CutPrefix(s, "'"); guarded {
		s = strings.TrimSpace(rest)
	}
	return s
}

// unquoted removes ="…" from a cell: some programs write every cell like that.
func unquoted(s string) string {
	inner, guarded := strings.CutPrefix(s, `="`)
	if inner, closed := strings.CutSuffix(inner, `"`); guarded && closed {
		return strings.ReplaceAll(inner, `""`, `"`)
	}
	return s
}

// scientific reports whether Excel wrote a number as 2.4E+09, which loses its last digits.
func scientific(s string) bool {
	if !strings.ContainsAny(s, "eE") {
		return false
	}
	mantissa, exponent, found := strings.Cut(strings.ToUpper(s), "E")
	signed, plus := strings.CutPrefix(exponent, "+")
	whole, fraction, point := strings.Cut(mantissa, ".")
	return found && (plus || point) && signed != "" && onlyDigits(signed) && whole != "" && onlyDigits(whole) && onlyDigits(fraction)
}

// tidied is a list of codes, names, or, in a 成员范围, codes and names behind a word and a colon.
func tidied(items []string) []string {
	var out []string
	for _, item := range items {
		kind, value, found := strings.Cut(strings.Replace(item, "：", ":", 1), ":")
		if found && hasHan(kind) {
			item = kind + ":" + tidyCode(value)
		} else {
			item = tidyCode(item)
		}
		if item != "" && !slices.Contains(out, item) {
			out = append(out, item)
		}
	}
	return out
}

// nameKey is equal for spellings of one name: forms pad short names with spaces (王　伟) and mix the
// widths of brackets.
func nameKey(name string) string { return identity.Normalise(name) }

// unitsNamed are the units whose full or short name it is: of the exact spelling if any has it, else of other
// spellings.
func (v *resolver) unitsNamed(name string) []string {
	all := v.unitsByName[nameKey(name)]
	var exact []string
	for _, code := range all {
		if v.tree[code].Name == name || v.tree[code].ShortName == name {
			exact = append(exact, code)
		}
	}
	if len(exact) > 0 {
		return exact
	}
	return all
}
