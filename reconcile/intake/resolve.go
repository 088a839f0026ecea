package intake

import (
	"slices"
	"strings"
	"unicode"

	"qunguan/reconcile/compact"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/workgroup"
)

// refs are the codes of a kind that may be referred to.
type refs struct {
	rows interface {
		stands(code string) (good, fallen bool)
	}
}

// usable reports whether a reference to the code may stand. Without --partial a bad row is reported
// itself and nothing is written, so the rows that refer to it are not reported as well.
func (x refs) usable(code string, partial bool) bool {
	good, fallen := x.rows.stands(code)
	return good || fallen && !partial
}

// bad reports whether a row of this command has the code and was bad when the round began.
func (x refs) bad(code string) bool {
	_, fallen := x.rows.stands(code)
	return fallen
}

// resolver checks the references of all rows, over all files of the command and the registry, in
// whatever order the files came.
type resolver struct {
	rows    rowSets
	known   *Known
	partial bool
	offices []string
	out     *problems
	later   []Problem
	taken   map[taken]takenAt
	round   int // of once

	absent, absentAt int // people who are named while there are none, and the place that reports it

	units, people, groups refs
	tree                  workgroup.Units     // as it would be after the import
	unitsByName           map[string][]string // nameKey of full and short names → codes
	fallen                map[string]bool     // nameKey of units and people whose rows have errors

	staff        after[workgroup.Person]
	nobody       bool               // staff is empty
	somebodyFell bool               // a person's row was bad when the round began
	peopleByName *compact.TextIndex // of each nameKey the first of staff; nil: nobody was looked up by name yet
	namesakes    map[int32][]int32  // of the first of a nameKey: the others
	posts, roles map[string]bool    // in use; nil: none was looked up yet
}

// resolve marks every row with a broken reference as bad. With --partial the rows that refer to a bad
// row become bad in turn, until no further row does.
func (v *resolver) resolve() {
	if n, _ := v.rows.rows(); n == 0 {
		return // and an index of all people is not needed
	}
	for {
		for _, set := range v.rows {
			set.begin(v.report)
		}
		_, before := v.rows.rows()
		v.later, v.taken, v.absent = nil, map[taken]takenAt{}, 0
		v.once()
		v.round++
		if _, bad := v.rows.rows(); !v.partial || bad == before {
			break
		}
	}
	for _, p := range v.later {
		v.out.add(p)
	}
}

// report passes errors on at once and keeps the rest for the last round, because every round finds the
// same warnings again.
func (v *resolver) report(p Problem) {
	if p.Severity == Error {
		v.out.add(p)
		return
	}
	if p.Key == "intake.name_taken" && v.again(p) {
		return
	}
	if p.Key == "intake.unknown_person" && v.nobody {
		v.nobodyYet(p)
		return
	}
	v.later = append(v.later, p)
}

// nobodyYet reports once that the registry has no people to look a code up among: on a first day the
// units are imported alone.
func (v *resolver) nobodyYet(p Problem) {
	if n := len(v.later); v.absent == 0 {
		p.Row, p.Column, p.Value, p.Key = 0, "", "", "intake.nobody_yet"
		v.later, v.absentAt = append(v.later, p), n
	}
	v.absent++
	v.later[v.absentAt].Args = []any{"n", v.absent}
}

// taken is a name that was taken for a code, in one column of one sheet.
type taken struct{ file, sheet, column, value, code string }

// again counts a name that was taken before: in a list of 3,000 people the same units recur, and the
// report has 60 lines instead of 3,000.
func (v *resolver) again(p Problem) bool {
	code, _ := p.Args[1].(string)
	k := taken{p.File, p.Sheet, p.Column, p.Value, code}
	if at, ok := v.taken[k]; ok {
		first := &v.later[at.index]
		at.rows++
		first.Key, first.Args = "intake.name_taken_often", []any{"code", code, "rows", at.rows}
		v.taken[k] = at
		return true
	}
	v.taken[k] = takenAt{len(v.later), 1}
	return false
}

// takenAt is the index of the later problem that reports a taken name, and its number of rows.
type takenAt struct{ index, rows int }

// once checks all references of all rows that are still good.
func (v *resolver) once() {
	v.index()
	for _, t := range tables {
		if set := v.rows[t.Kind]; set != nil {
			set.resolve(v)
		}
	}
}

// skip reports bad rows of a partial import: rows that refer to them find nothing.
func (v *resolver) skip(m *rowMark) bool { return v.partial && m.has(rowBad) }

// fell is skip as it was when the round began.
func (v *resolver) fell(m *rowMark) bool { return v.partial && m.has(rowFallen) }

// checked reports rows that were checked before they became bad, or became bad by it: each bad cell is
// reported once.
func (v *resolver) checked(m *rowMark) bool { return v.skip(m) && v.round > 0 }

// reference finds the code that a cell stands for; unit is the row's unit, whose people are preferred.
type reference func(v *resolver, c *Cells, heading, value, unit string) string

func toUnit(v *resolver, c *Cells, heading, value, _ string) string {
	return v.unitCode(c, heading, value)
}

func toGroup(v *resolver, c *Cells, heading, value, _ string) string {
	return v.groupCode(c, heading, value)
}

func toPerson(v *resolver, c *Cells, heading, value, unit string) string {
	return v.personCode(c, heading, value, unit)
}

// toAnyone accepts old entries: a person of any unit, or a person who is in no list any more.
func toAnyone(v *resolver, c *Cells, heading, value, _ string) string {
	if v.people.usable(value, v.partial) {
		return value
	}
	if all := v.peopleNamed(value); hasHan(value) && len(all) == 1 {
		c.problem(Notice, heading, value, "intake.name_taken", "code", v.personLabel(all[0]))
		return all[0]
	}
	c.problem(Warning, heading, value, "intake.unknown_person")
	return value
}

func (v *resolver) unitCode(r *Cells, heading, value string) string {
	if v.units.usable(value, v.partial) {
		return value
	}
	if hasHan(value) {
		return v.byName(r, heading, value, v.unitsNamed(value), nil, v.unitLabel)
	}
	r.fail(heading, value, reject(v.units, value, "intake.unknown_unit"))
	return value
}

func (v *resolver) groupCode(r *Cells, heading, value string) string {
	if !v.groups.usable(value, v.partial) {
		r.fail(heading, value, reject(v.groups, value, "intake.unknown_group"))
	}
	return value
}

func reject(x refs, code string, unknown phrase.Key) phrase.Key {
	if x.bad(code) {
		return "intake.refers_to_bad_row"
	}
	return unknown
}

// personCode accepts a code, or a name that exactly one person of the unit or of a unit below it has.
// Another unknown code is a warning: the rules then find no person there.
func (v *resolver) personCode(r *Cells, heading, value, unit string) string {
	switch {
	case v.people.usable(value, v.partial):
		return value
	case hasHan(value) && v.nobody && !v.somebodyFell:
		r.problem(Warning, heading, value, "intake.unknown_person") // the name of a person who is yet to be imported
		return value
	case hasHan(value):
		all := v.peopleNamed(value)
		var near []string
		for _, code := range all {
			if slices.ContainsFunc(v.person(code).Units(), func(u string) bool { return v.tree.Within(u, unit) }) {
				near = append(near, code)
			}
		}
		return v.byName(r, heading, value, near, all, v.personLabel)
	}
	r.problem(Warning, heading, value, v.noPerson(value))
	return value
}

// noPerson is the reason why a code names no person. A person whose row has an error exists all the same.
func (v *resolver) noPerson(code string) phrase.Key {
	if v.people.bad(code) {
		return "intake.bad_person"
	}
	return "intake.unknown_person"
}

// byName accepts the only candidate, or lists them: the fitting ones or, if there are none, the nearly
// fitting ones.
func (v *resolver) byName(r *Cells, heading, value string, fits, nearly []string, label func(string) string) string {
	if len(fits) == 1 {
		r.problem(Notice, heading, value, "intake.name_taken", "code", label(fits[0]))
		return fits[0]
	}
	key := phrase.Key("intake.name_fits_several")
	candidates := fits
	if len(fits) == 0 {
		key, candidates = "intake.name_fits_none_here", nearly
		if len(nearly) == 0 {
			key = "intake.name_fits_none"
		}
		if v.fallen[nameKey(value)] {
			key, candidates = "intake.refers_to_bad_row", nil
		}
	}
	r.fail(heading, value, key, "candidates", labels(candidates, label))
	return value
}

// maxCandidates is how many candidates a message lists.
const maxCandidates = 8

func labels(codes []string, label func(string) string) string {
	codes = slices.Sorted(slices.Values(codes))
	more := ""
	if len(codes) > maxCandidates {
		codes, more = codes[:maxCandidates], " …"
	}
	out := make([]string, len(codes))
	for i, c := range codes {
		out[i] = label(c)
	}
	return strings.Join(out, "、") + more
}

func hasHan(s string) bool {
	return strings.ContainsFunc(s, func(c rune) bool { return unicode.Is(unicode.Han, c) })
}
