package naming

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"qunguan/reconcile/identity"
	"qunguan/reconcile/policy"
	"qunguan/reconcile/workgroup"
)

// The reasons why a name breaks the rule, in the order in which they are reported.
const (
	CodeMissing = "code_missing"
	CodeOrg     = "code_org"
	CodeDept    = "code_dept"
	CodeTaken   = "code_taken"
	CodeAlone   = "code_alone"
	Prefix      = "prefix"
	Suffix      = "suffix"
	Blank       = "blank"
	Characters  = "characters"
)

// Reasons lists every reason in the order in which they are reported.
var Reasons = []string{CodeMissing, CodeOrg, CodeDept, CodeTaken, CodeAlone, Prefix, Suffix, Blank, Characters}

// Rule is a policy's naming rule over the units of a registry. It does not
// change after New and may be used by several goroutines.
type Rule struct {
	policy       policy.Naming
	code         *coding // nil: names have no code
	area, suffix string  // folded
	allowed      *charset
	units        map[string]*unitNames
	names        *unitIndex
}

// Named is a live group or account with the properties that the rule judges.
type Named struct {
	Code     string // 群编号 or 账号编号
	Name     string
	Unit     string
	Platform string
	Category string
	Since    workgroup.Date // 建群日期, else the day of the first import
}

// Finding lists the faults of a name: the reasons in order, none for a name that satisfies the rule,
// and the offending grapheme clusters, each once, in order of first appearance.
type Finding struct {
	Reasons   []string
	Offending []string
}

// New compiles the rule. units are all units of the registry, because the characters of their names are
// allowed in every name. It fails for a code that is no regular expression; the policy checks the other
// settings.
func New(p policy.Naming, units workgroup.Units) (*Rule, error) {
	r := &Rule{
		policy: p, area: identity.Fold(p.Area), suffix: identity.Fold(p.Suffix),
		allowed: newCharset(p, units), units: make(map[string]*unitNames, len(units)),
	}
	if p.Code != "" {
		code, err := regexp.Compile(`\A(?:` + p.Code + `)`)
		if err != nil {
			return nil, fmt.Errorf("naming code: %w", err)
		}
		r.code = newCoding(code, p.Code)
	}
	r.names = newUnitIndex(units, r.area)
	for code := range units {
		r.units[code] = newUnitNames(units.Chain(code), r.area)
	}
	return r, nil
}

// Exempt reports whether names of the category are not judged; their codes still count as taken.
func (r *Rule) Exempt(category string) bool {
	return slices.Contains(r.policy.ExemptCategories, category)
}

// Judge lists the faults of the name. taken says that another group had the name's code first, which
// only a view of all groups shows: see Taken.
func (r *Rule) Judge(g Named, taken bool) Finding {
	var f Finding
	add := func(reason string, wrong bool) {
		if wrong {
			f.Reasons = append(f.Reasons, reason)
		}
	}
	name, unit := strings.TrimSpace(g.Name), r.unit(g.Unit)
	rest, coded := name, true
	if r.code != nil {
		var c code
		c, coded = r.code.of(name)
		add(CodeMissing, !coded)
		if coded {
			rest = name[len(c.match):]
			add(CodeOrg, unit.forbids(c.org))
			add(CodeDept, unit.forbids(c.dept))
			add(CodeTaken, taken)
			add(CodeAlone, !strings.ContainsFunc(rest, isHan))
		}
	}
	if coded {
		folded := identity.Fold(rest)
		add(Prefix, !r.begins(folded, unit))
		add(Suffix, !r.ends(folded))
	}
	add(Blank, strings.ContainsFunc(name, unicode.IsSpace))
	f.Offending = r.offending(name)
	add(Characters, len(f.Offending) > 0)
	return f
}

// begins reports whether the folded rest of a name begins as the rule demands.
func (r *Rule) begins(folded string, unit *unitNames) bool {
	area, byUnit := r.area != "" && strings.HasPrefix(folded, r.area), false
	for _, n := range unit.folded {
		byUnit = byUnit || strings.HasPrefix(folded, n)
	}
	switch r.policy.Prefix {
	case "area":
		return area
	case "unit":
		return byUnit
	case "area_or_unit":
		return area || byUnit
	}
	return true
}

var bracketed = regexp.MustCompile(`\([^()]*\)\z`)

// ends reports whether the folded rest of a name ends as the rule demands: with the suffix, which one
// bracketed part or ASCII digits may follow.
func (r *Rule) ends(folded string) bool {
	if r.suffix == "" || strings.HasSuffix(folded, r.suffix) {
		return true
	}
	if at := bracketed.FindStringIndex(folded); at != nil {
		return strings.HasSuffix(folded[:at[0]], r.suffix)
	}
	return strings.HasSuffix(strings.TrimRight(folded, "0123456789"), r.suffix)
}

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }

// unit are the names of a unit; a unit code that the registry does not know has none.
func (r *Rule) unit(code string) *unitNames {
	if u := r.units[code]; u != nil {
		return u
	}
	return &unitNames{}
}
