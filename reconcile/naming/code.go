package naming

import (
	"cmp"
	"iter"
	"regexp"
	"strings"

	"qunguan/reconcile/workgroup"
)

// coding reads the code at the beginning of a name.
type coding struct {
	pattern        *regexp.Regexp // anchored at the start
	written        string         // as the policy writes it
	org, dept, seq int            // indexes of the pattern's groups; -1: the pattern lacks it
}

// code is a name's code: the pattern's match and its parts.
type code struct{ match, org, dept, seq string }

func newCoding(pattern *regexp.Regexp, written string) *coding {
	return &coding{
		pattern: pattern, written: written,
		org: pattern.SubexpIndex("org"), dept: pattern.SubexpIndex("dept"), seq: pattern.SubexpIndex("seq"),
	}
}

// of reads the code of a trimmed name.
func (c *coding) of(name string) (code, bool) {
	at := c.pattern.FindStringSubmatch(name)
	if at == nil {
		return code{}, false
	}
	part := func(i int) string {
		if i < 0 {
			return ""
		}
		return at[i]
	}
	return code{at[0], part(c.org), part(c.dept), part(c.seq)}, true
}

// key is the part of a code that must be unique among groups: organisation, department and number, or
// the whole match where the pattern does not name these three.
func (c *coding) key(found code) string {
	if c.org < 0 || c.dept < 0 || c.seq < 0 {
		return found.match
	}
	return found.org + "\x00" + found.dept + "\x00" + found.seq
}

// keyOf is the key of a name's code; empty for a name without one.
func (r *Rule) keyOf(name string) string {
	if r.code == nil {
		return ""
	}
	found, ok := r.code.of(strings.TrimSpace(name))
	if !ok {
		return ""
	}
	return r.code.key(found)
}

// Taken lists the groups, by code, that bear a code which another live group had first, by known age,
// then by group code. Pass every live group, those of exempt categories too: they hold their codes.
func (r *Rule) Taken(live iter.Seq[Named]) map[string]bool {
	taken, holder := map[string]bool{}, map[string]Named{}
	if r.code == nil {
		return taken
	}
	for g := range live {
		key := r.keyOf(g.Name)
		if key == "" {
			continue
		}
		h, held := holder[key]
		switch {
		case !held:
			holder[key] = g
		case older(g, h) < 0:
			holder[key], taken[h.Code] = g, true
		default:
			taken[g.Code] = true
		}
	}
	return taken
}

// older orders by known age, an unknown one last, then by code.
func older(a, b Named) int {
	return cmp.Or(CompareAge(a.Since, b.Since), strings.Compare(a.Code, b.Code))
}

// CompareAge orders days of founding, the older first and an unknown one last.
func CompareAge(a, b workgroup.Date) int {
	switch {
	case a == b:
		return 0
	case a == "":
		return 1
	case b == "":
		return -1
	}
	return strings.Compare(string(a), string(b))
}
