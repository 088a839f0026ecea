package intake

import (
	"slices"
	"strings"
)

// splitPaths separates several units. Only a semicolon divides paths, because names of units contain
// the other marks.
func splitPaths(s string) []string {
	var list []string
	for _, part := range strings.FieldsFunc(s, func(r rune) bool { return r == ';' || r == '；' }) {
		if part = tidyCode(part); part != "" {
			list = append(list, part)
		}
	}
	return list
}

// toUnitPath is toUnit for a path from a unit down to a section: the last name on it that is a unit's,
// below those before it. A section that is not registered counts with its unit; a name above all units
// is the organisation's.
func toUnitPath(v *resolver, c *Cells, heading, value, unit string) string {
	names := strings.FieldsFunc(value, func(r rune) bool { return r == '/' || r == '／' || r == '\\' })
	if len(names) < 2 || v.units.usable(value, v.partial) || len(v.unitsNamed(value)) > 0 {
		return toUnit(v, c, heading, value, unit)
	}
	var fits []string
	for last := len(names) - 1; last >= 0 && len(fits) == 0; last-- {
		fits = v.unitsOf(strings.TrimSpace(names[last]))
		for _, above := range slices.Backward(names[:last]) {
			higher := v.unitsOf(strings.TrimSpace(above))
			below := slices.DeleteFunc(slices.Clone(fits), func(code string) bool {
				return !slices.ContainsFunc(higher, func(u string) bool { return v.tree.Within(code, u) })
			})
			if len(below) > 0 {
				fits = below
			}
		}
	}
	return v.byName(c, heading, value, fits, nil, v.unitLabel)
}

// unitsOf are the units for which a code or a name stands.
func (v *resolver) unitsOf(name string) []string {
	if v.units.usable(name, v.partial) {
		return []string{name}
	}
	return v.unitsNamed(name)
}
