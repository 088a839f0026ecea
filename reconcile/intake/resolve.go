package intake

import (
	"slices"
	"strings"
	"unicode"

	"qunguan/reconcile/phrase"
	"qunguan/reconcile/workgroup"
)

// refs is which codes of a kind may be referred to.
type refs struct {
	good map[string]bool // in the registry, or a good row of this command
	bad  map[string]bool // only a row of this command that has errors
}

// usable reports whether a reference to the code may stand. Without
// --partial a bad row is reported itself and nothing is written, so that
// whoever refers to it is not accused as well.
func (x refs) usable(code string, partial bool) bool {
	return x.good[code] || x.bad[code] && !partial
}

func refsOf[T any](known map[string]T, items []*item[T], code func(T) string) refs {
	x := refs{good: map[string]bool{}, bad: map[string]bool{}}
	for c := range known {
		x.good[c] = true
	}
	for _, it := range items {
		if c := code(it.raw); it.row.bad {
			x.bad[c] = true
		} else {
			x.good[c] = true
		}
	}
	return x
}

// resolver checks what rows refer to, over all files of the command and the
// registry, in whatever order they came.
type resolver struct {
	rows    *registryRows
	known   *Known
	partial bool
	offices []string
	out     *problems
	later   []Problem
	taken   map[taken]takenAt

	units, people, groups refs
	tree                  workgroup.Units     // as it would be after the import
	staff                 workgroup.People    // likewise
	unitsByName           map[string][]string // nameKey of full and short names → codes
	peopleByName          map[string][]string // likewise
}

// resolve marks every row with a broken reference as bad. With --partial a
// row that falls takes along what refers to it, until nothing falls any more.
func (v *resolver) resolve() {
	eachRow(v.rows, func(r *record) { r.out = v.report })
	v.markTwins()
	for {
		before := v.badRows()
		v.later, v.taken = nil, map[taken]takenAt{}
		v.once()
		if !v.partial || v.badRows() == before {
			break
		}
	}
	for _, p := range v.later {
		v.out.add(p)
	}
	eachRow(v.rows, func(r *record) { r.out = v.out.add }) // v and its index of everybody may go
}

// report passes errors on at once and keeps the rest for the last round:
// every round finds the same warnings again.
func (v *resolver) report(p Problem) {
	if p.Severity == Error {
		v.out.add(p)
		return
	}
	if p.Key == "intake.name_taken" && v.again(p) {
		return
	}
	v.later = append(v.later, p)
}

// taken is a name that was taken for a code, in one column of one sheet.
type taken struct{ file, sheet, column, value, code string }

// again counts a name that was taken before: a list of 3,000 people names the
// same units all the time, and says so in 60 lines instead of 3,000.
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

// takenAt is where among the later problems a taken name is told, and for how
// many rows.
type takenAt struct{ index, rows int }

// once checks all references of all rows that are still good.
func (v *resolver) once() {
	v.index()
	for _, it := range v.rows.units {
		it.rec = it.raw
		if v.skip(&it.row) {
			continue
		}
		v.ref(&it.row, "上级单位编码", &it.rec.Parent, v.unitCode)
		v.tree[it.rec.Code] = it.rec // names of parents are codes now
	}
	for _, it := range v.rows.units {
		if !v.skip(&it.row) {
			v.resolveUnit(it)
		}
	}
	each(v, v.rows.people, v.resolvePerson)
	each(v, v.rows.groups, v.resolveGroup)
	v.checkNumbers()
	each(v, v.rows.bindings, v.resolveBinding)
	each(v, v.rows.accounts, func(it *item[workgroup.OfficialAccount]) {
		it.rec = it.raw
		v.ref(&it.row, "单位编码", &it.rec.Unit, v.unitCode)
		v.person(&it.row, "负责人工号", &it.rec.Responsible, it.rec.Unit)
	})
	each(v, v.rows.apps, func(it *item[workgroup.App]) {
		it.rec = it.raw
		v.ref(&it.row, "单位编码", &it.rec.Unit, v.unitCode)
		v.person(&it.row, "负责人工号", &it.rec.Responsible, it.rec.Unit)
	})
	each(v, v.rows.routes, v.resolveRoute)
}

func each[T any](v *resolver, items []*item[T], check func(*item[T])) {
	for _, it := range items {
		if !v.skip(&it.row) {
			check(it)
		}
	}
}

// skip leaves out rows that fell in an earlier round of --partial: they are
// reported already. Without it every row is checked once, so that every bad
// cell is named.
func (v *resolver) skip(r *record) bool { return v.partial && r.bad }

// ref resolves a reference where this file gives one.
func (v *resolver) ref(r *record, heading string, value *string, resolve func(*record, string, string) string) {
	if r.has(heading) && *value != "" {
		*value = resolve(r, heading, *value)
	}
}

func (v *resolver) resolveUnit(it *item[workgroup.Unit]) {
	u := &it.rec
	chain := v.tree.Chain(u.Code)
	if len(chain) > 0 && chain[len(chain)-1].Parent == u.Code && it.row.has("上级单位编码") {
		codes := make([]string, 0, len(chain)+1)
		for _, c := range chain {
			codes = append(codes, c.Code)
		}
		it.row.fail("上级单位编码", u.Parent, "intake.unit_circle", "circle", strings.Join(append(codes, u.Code), " → "))
	}
	v.person(&it.row, "主要负责人工号", &u.Principal, u.Code)
	v.person(&it.row, "分管领导工号", &u.Leader, u.Code)
	v.person(&it.row, "联络员工号", &u.Liaison, u.Code)
}

func (v *resolver) resolvePerson(it *item[workgroup.Person]) {
	it.rec = it.raw
	v.ref(&it.row, "单位编码", &it.rec.Unit, v.unitCode)
	if it.row.has("兼任单位") {
		it.rec.AlsoUnits = v.all(&it.row, "兼任单位", it.raw.AlsoUnits, v.unitCode)
	}
}

func (v *resolver) resolveGroup(it *item[workgroup.Group]) {
	it.rec = it.raw
	g, r := &it.rec, &it.row
	v.ref(r, "单位编码", &g.Unit, v.unitCode)
	v.person(r, "群主工号", &g.Owner, g.Unit)
	inUnit := func(r *record, heading, value string) string { return v.personCode(r, heading, value, g.Unit) }
	if r.has("管理员工号") {
		g.Admins = v.all(r, "管理员工号", it.raw.Admins, inUnit)
	}
	if r.has("成员范围") {
		g.Scope.Units = v.all(r, "成员范围", it.raw.Scope.Units, v.unitCode)
		g.Scope.People = v.all(r, "成员范围", it.raw.Scope.People, inUnit)
	}
	v.ref(r, "并入群编号", &g.MergedInto, v.groupCode)
}

// resolveBinding is strict: what a binding says is believed before anything
// else, so its person must exist.
func (v *resolver) resolveBinding(it *item[workgroup.Binding]) {
	it.rec = it.raw
	if b := it.rec; b.Person != "" && it.row.has("工号") && !v.people.usable(b.Person, v.partial) {
		it.row.fail("工号", b.Person, "intake.unknown_bound_person")
	}
}

// checkNumbers sees to it that a platform's group number belongs to one group.
func (v *resolver) checkNumbers() {
	type claim struct{ platform, number string }
	held := map[claim]*item[workgroup.Group]{}
	for _, it := range v.rows.groups {
		if !v.skip(&it.row) && it.rec.Number != "" {
			k := claim{it.rec.Platform, it.rec.Number}
			if other, ok := held[k]; ok && other.rec.Code != it.rec.Code {
				it.row.fail("平台群号", it.rec.Number, "intake.number_claimed_twice", "group", other.rec.Code, "other", other.row.place)
				other.row.bad = true
				continue
			}
			held[k] = it
		}
	}
	inFile := map[string]bool{}
	for _, it := range v.rows.groups {
		inFile[it.raw.Code] = inFile[it.raw.Code] || !v.skip(&it.row)
	}
	for code, g := range v.known.Groups {
		if it, ok := held[claim{g.Platform, g.Number}]; ok && !inFile[code] {
			it.row.fail("平台群号", g.Number, "intake.number_registered", "group", code, "name", g.Name)
		}
	}
}

// all resolves every item of a list.
func (v *resolver) all(r *record, heading string, values []string, resolve func(*record, string, string) string) []string {
	var out []string
	for _, value := range values {
		if code := resolve(r, heading, value); !slices.Contains(out, code) {
			out = append(out, code)
		}
	}
	return out
}

func (v *resolver) unitCode(r *record, heading, value string) string {
	if v.units.usable(value, v.partial) {
		return value
	}
	if hasHan(value) {
		return v.byName(r, heading, value, v.unitsNamed(value), nil, v.unitLabel)
	}
	r.fail(heading, value, reject(v.units, value, "intake.unknown_unit"))
	return value
}

func (v *resolver) groupCode(r *record, heading, value string) string {
	if !v.groups.usable(value, v.partial) {
		r.fail(heading, value, reject(v.groups, value, "intake.unknown_group"))
	}
	return value
}

func reject(x refs, code string, unknown phrase.Key) phrase.Key {
	if x.bad[code] {
		return "intake.refers_to_bad_row"
	}
	return unknown
}

func (v *resolver) person(r *record, heading string, value *string, unit string) {
	v.ref(r, heading, value, func(r *record, heading, value string) string {
		return v.personCode(r, heading, value, unit)
	})
}

// personCode takes a code, or a name that one person of the unit or of a unit
// below it has. Another unknown code is a warning: the rules then see nobody.
func (v *resolver) personCode(r *record, heading, value, unit string) string {
	switch {
	case v.people.usable(value, v.partial):
		return value
	case hasHan(value):
		all := v.peopleNamed(value)
		var near []string
		for _, code := range all {
			if slices.ContainsFunc(v.staff[code].Units(), func(u string) bool { return v.tree.Within(u, unit) }) {
				near = append(near, code)
			}
		}
		return v.byName(r, heading, value, near, all, v.personLabel)
	}
	r.problem(Warning, heading, value, "intake.unknown_person")
	return value
}

// byName takes the only candidate, or lists them: those that fit or, if none
// does, those that nearly fit.
func (v *resolver) byName(r *record, heading, value string, fits, nearly []string, label func(string) string) string {
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
