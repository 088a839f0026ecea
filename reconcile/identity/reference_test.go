package identity

import (
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"qunguan/reconcile/policy"
	"qunguan/reconcile/workgroup"
)

// The functions here are contract §5 written down once more, sentence by
// sentence, as slowly as it reads. The package is compared with them.

var (
	refDeleted    = regexp.MustCompile(`[\s\p{Z}\x{85}\x{b}\p{Cf}\p{P}|~+]`)
	refInvisible  = regexp.MustCompile(`[\x{0}-\x{8}\x{e}-\x{1f}\x{7f}-\x{84}\x{86}-\x{9f}\x{34f}\x{115f}\x{1160}\x{17b4}\x{17b5}\x{180b}-\x{180f}\x{2065}\x{2800}\x{3164}\x{fe00}-\x{fe0f}\x{ffa0}\x{fff0}-\x{fff8}\x{16fe4}\x{1d159}\x{e0000}-\x{e0fff}\p{Cf}]`)
	refDots       = regexp.MustCompile(`(\p{Han}[\s\p{Z}\x{85}\x{b}]*)[∙⋅•・˙●･]([\s\p{Z}\x{85}\x{b}]*\p{Han})`)
	refDecoration = regexp.MustCompile(`[\p{S}\p{M}a-zA-Z0-9]`)
	refTable      = refTraditional()
)

func refTraditional() *strings.Replacer {
	var pairs []string
	for _, r := range strings.ReplaceAll(traditionalPairs, "\n", "") {
		pairs = append(pairs, string(r))
	}
	return strings.NewReplacer(pairs...)
}

// "NFKC; traditional → simplified; ASCII lower case; white space, format
// characters (Cf), punctuation (P) and | ~ + deleted."
// "Characters that show nothing count as format characters; ∙ ⋅ • ・ ˙ ● between
// Han characters count as ·. GBK's private-use pairs are read as the characters
// they stand for."
func refNormalise(s string) string {
	s = refInvisible.ReplaceAllString(Standard(s), "")
	for range 2 { // neighbours share a character
		s = refDots.ReplaceAllString(s, "$1·$2")
	}
	s = refInvisible.ReplaceAllString(norm.NFKC.String(s), "")
	s = refTable.Replace(s)
	for c := 'A'; c <= 'Z'; c++ {
		s = strings.ReplaceAll(s, string(c), string(c-'A'+'a'))
	}
	return refDeleted.ReplaceAllString(s, "")
}

// "After also deleting symbols, marks, emoji, ASCII letters and digits".
func refLoose(s string) string { return refDecoration.ReplaceAllString(refNormalise(s), "") }

type refWorld struct {
	people   []workgroup.Person
	units    workgroup.Units
	bindings []workgroup.Binding
	day      workgroup.Date
	policy   *policy.Policy
}

func (w refWorld) identify(g workgroup.Group, m workgroup.Member, hasNicknames bool) (How, string, []string) {
	// 0. robots
	if m.Role == "机器人" {
		return Robot, "", nil
	}
	for _, r := range w.policy.Member.Robots {
		if strings.EqualFold(r, m.Account) || (refNormalise(r) != "" && refNormalise(r) == refNormalise(m.Nickname)) {
			return Robot, "", nil
		}
	}
	// 1. accounts
	for _, b := range w.bindings {
		if b.Platform == g.Platform && strings.EqualFold(b.Account, m.Account) && b.ValidOn(w.day) {
			if b.Person == "" {
				return Outsider, "", nil
			}
			return Account, b.Person, nil
		}
	}
	var holders []string
	for _, p := range w.people {
		if a := p.Accounts.On(g.Platform); a != "" && strings.EqualFold(a, m.Account) {
			holders = append(holders, p.Code)
		}
	}
	if len(holders) == 1 {
		return Account, holders[0], nil
	}
	if !hasNicknames || m.Nickname == "" {
		return Unknown, "", nil
	}
	// 2. and 3., each in all circles before the next
	inScope := func(p workgroup.Person) bool { return g.EffectiveScope().Includes(p, w.units) }
	inUnit := func(p workgroup.Person) bool {
		return slices.ContainsFunc(append([]string{p.Unit}, p.AlsoUnits...), func(u string) bool {
			return slices.Contains(w.upwards(u), g.Unit)
		})
	}
	anywhere := func(workgroup.Person) bool { return true }
	for _, step := range []struct {
		how  How
		fits func(p workgroup.Person) bool
	}{
		{Nickname, func(p workgroup.Person) bool { return w.cardOf(p, g, m.Nickname) }},
		{Loose, func(p workgroup.Person) bool { return w.loosely(p, m.Nickname) }},
	} {
		for _, circle := range []func(workgroup.Person) bool{inScope, inUnit, anywhere} {
			var fits []string
			for _, p := range w.people {
				if circle(p) && step.fits(p) {
					fits = append(fits, p.Code)
				}
			}
			slices.Sort(fits)
			if len(fits) == 1 {
				return step.how, fits[0], nil
			} else if len(fits) > 1 {
				return Ambiguous, "", fits
			}
		}
	}
	return Unknown, "", nil
}

// upwards is the unit's code and those above it.
func (w refWorld) upwards(code string) []string {
	var codes []string
	for code != "" && !slices.Contains(codes, code) {
		codes = append(codes, code)
		code = w.units[code].Parent
	}
	return codes
}

// unitsOf are "the person's unit, any unit above it, or a 兼任 unit".
func (w refWorld) unitsOf(p workgroup.Person) []workgroup.Unit {
	var list []workgroup.Unit
	for _, code := range append(w.upwards(p.Unit), p.AlsoUnits...) {
		if u, ok := w.units[code]; ok {
			list = append(list, u)
		}
	}
	return list
}

func shortOf(u workgroup.Unit) string {
	if u.ShortName == "" {
		return u.Name
	}
	return u.ShortName
}

func (w refWorld) cardOf(p workgroup.Person, g workgroup.Group, nickname string) bool {
	for _, card := range w.cards(p, g) {
		if n := refNormalise(nickname); n != "" && n == refNormalise(card) {
			return true
		}
	}
	return false
}

// cards are the group's templates filled with the person's data. The one thing
// that the contract does not say: a name of punctuation alone counts as empty.
func (w refWorld) cards(p workgroup.Person, g workgroup.Group) []string {
	templates, ok := w.policy.Member.Nickname.ByCategory[g.Category]
	if !ok {
		templates = w.policy.Member.Nickname.Templates
	}
	var full, short []string
	for _, u := range w.unitsOf(p) {
		full, short = append(full, u.Name), append(short, shortOf(u))
	}
	name := p.Name
	if refNormalise(name) == "" {
		name = ""
	}
	cards := templates
	for _, kind := range []struct {
		placeholder string
		values      []string
	}{{"{name}", []string{name}}, {"{post}", []string{p.Post}}, {"{role}", p.Roles}, {"{unit}", full}, {"{unit_short}", short}} {
		var filled []string
		for _, card := range cards {
			if !strings.Contains(card, kind.placeholder) {
				filled = append(filled, card)
				continue
			}
			for _, v := range kind.values {
				if v != "" {
					filled = append(filled, strings.ReplaceAll(card, kind.placeholder, v))
				}
			}
		}
		cards = filled
	}
	return cards
}

func (w refWorld) loosely(p workgroup.Person, nickname string) bool {
	around := []string{w.policy.Group.Naming.Area, p.Post}
	around = append(around, p.Roles...)
	for _, u := range w.unitsOf(p) {
		around = append(around, u.Name, shortOf(u))
	}
	var words []string
	for _, text := range around {
		if text = refLoose(text); text != "" {
			words = append(words, regexp.QuoteMeta(text))
		}
	}
	name, filler := refNormalise(p.Name), "(?:"+strings.Join(words, "|")+")*"
	if len(words) == 0 {
		filler = ""
	}
	return name != "" && regexp.MustCompile("^"+filler+regexp.QuoteMeta(name)+filler+"$").MatchString(refLoose(nickname))
}
