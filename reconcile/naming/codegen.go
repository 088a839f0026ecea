package naming

import (
	"regexp"
	"regexp/syntax"
	"strings"
	"unicode"
	"unicode/utf8"
)

// codesTried is how many codes are tried for one name.
const codesTried = 4000

// codesFor are the codes that a proposal for the name may bear, the name's own first, and the name
// without its code. A rule without codes gives one empty code.
func (r *Rule) codesFor(name string, unit *unitNames) (codes func(yield func(string) bool), rest string) {
	if r.code == nil {
		return func(yield func(string) bool) { yield("") }, name
	}
	own, rest := r.code.find(name)
	sep := r.code.separator(own)
	return func(yield func(string) bool) {
		if own.match != "" && !yield(own.match) {
			return
		}
		parsed, err := syntax.Parse(r.code.written, syntax.Perl)
		if err != nil {
			return
		}
		w := &writer{coding: r.code, unit: unit, own: own, separator: sep}
		for text := range w.texts(parsed.Simplify(), "") {
			if !yield(text) {
				return
			}
		}
	}, rest
}

// find reads a name's code wherever it stands, also in full width: at the beginning as the rule
// demands, at the end, or behind other text.
func (c *coding) find(name string) (code, string) {
	halved := strings.Map(half, name)
	if found, ok := c.of(name); ok {
		return found, name[len(found.match):]
	}
	if found, ok := c.of(halved); ok {
		return found, string([]rune(name)[utf8.RuneCountInString(found.match):])
	}
	for at := range name {
		if found, ok := c.of(name[at:]); ok && !strings.ContainsFunc(found.match, isHan) {
			return found, name[:at] + name[at+len(found.match):]
		}
	}
	// A torn piece of a code before the first Han character carries no meaning and is dropped.
	if at := strings.IndexFunc(name, isHan); at > 0 && strings.ContainsAny(strings.Map(half, name[:at]), "0123456789") {
		return code{}, name[at:]
	}
	return code{}, name
}

// separator is the character between the parts of a code, kept where the
// name's own code has one.
func (c *coding) separator(own code) rune {
	for _, s := range own.match {
		if !unicode.IsLetter(s) && !unicode.IsDigit(s) {
			return s
		}
	}
	return 0
}

// writer writes texts that a code's pattern matches: the parts org and dept are the unit's codes where
// one fits, and the number counts up.
type writer struct {
	coding    *coding
	unit      *unitNames
	own       code
	separator rune
}

// texts yields texts that re matches, within limits: repetitions at their fewest, at most one of them
// where none is needed.
func (w *writer) texts(re *syntax.Regexp, part string) func(yield func(string) bool) {
	switch re.Op { //nolint:exhaustive // assertions match the empty text
	case syntax.OpLiteral:
		return one(string(re.Rune))
	case syntax.OpCharClass:
		return w.class(re, part)
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return each("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
	case syntax.OpCapture:
		return w.capture(re)
	case syntax.OpConcat:
		return w.concat(re.Sub, part)
	case syntax.OpAlternate:
		return func(yield func(string) bool) {
			for _, sub := range re.Sub {
				for text := range w.texts(sub, part) {
					if !yield(text) {
						return
					}
				}
			}
		}
	case syntax.OpPlus:
		return w.texts(re.Sub[0], part)
	case syntax.OpQuest, syntax.OpStar:
		return func(yield func(string) bool) {
			if !yield("") {
				return
			}
			w.texts(re.Sub[0], part)(yield)
		}
	case syntax.OpRepeat:
		subs := make([]*syntax.Regexp, max(re.Min, 1))
		for i := range subs {
			subs[i] = re.Sub[0]
		}
		return w.concat(subs, part)
	}
	return one("")
}

// concat counts like an odometer: the last part changes first.
func (w *writer) concat(subs []*syntax.Regexp, part string) func(yield func(string) bool) {
	if len(subs) == 0 {
		return one("")
	}
	return func(yield func(string) bool) {
		for head := range w.texts(subs[0], part) {
			for tail := range w.concat(subs[1:], part) {
				if !yield(head + tail) {
					return
				}
			}
		}
	}
}

// capture writes a part of the code: the unit's codes that fit it, nearest first, else the part of the
// name's own code, else any text that matches. A number of zeros alone is no number.
func (w *writer) capture(re *syntax.Regexp) func(yield func(string) bool) {
	fits, err := regexp.Compile(`\A(?:` + re.Sub[0].String() + `)\z`)
	if err != nil {
		return one("")
	}
	return func(yield func(string) bool) {
		own := ""
		switch re.Name {
		case "org":
			own = w.own.org
		case "dept":
			own = w.own.dept
		case "seq":
			own = w.own.seq
		}
		found := false
		if re.Name == "org" || re.Name == "dept" {
			for _, c := range w.unit.codes {
				if fits.MatchString(c) {
					found = true
					if !yield(c) {
						return
					}
				}
			}
		}
		if found {
			return
		}
		if own != "" && !yield(own) {
			return
		}
		if own != "" && re.Name != "seq" {
			return
		}
		for text := range w.texts(re.Sub[0], re.Name) {
			if re.Name == "seq" && strings.Trim(text, "0") == "" {
				continue
			}
			if !yield(text) {
				return
			}
		}
	}
}

// class yields characters of a class: the name's own separator; digits where a number is needed,
// otherwise capitals before small letters.
func (w *writer) class(re *syntax.Regexp, part string) func(yield func(string) bool) {
	has := func(r rune) bool {
		for i := 0; i+1 < len(re.Rune); i += 2 {
			if r >= re.Rune[i] && r <= re.Rune[i+1] {
				return true
			}
		}
		return false
	}
	order := "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcdefghijklmnopqrstuvwxyz-._"
	if part == "seq" {
		order = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	}
	if w.separator != 0 {
		order = string(w.separator) + order
	}
	return func(yield func(string) bool) {
		some := false
		for _, r := range order {
			if has(r) {
				some = true
				if !yield(string(r)) {
					return
				}
			}
		}
		if !some && len(re.Rune) > 0 {
			yield(string(re.Rune[0]))
		}
	}
}

func one(text string) func(yield func(string) bool) {
	return func(yield func(string) bool) { yield(text) }
}

func each(chars string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for _, r := range chars {
			if !yield(string(r)) {
				return
			}
		}
	}
}
