package intake

import (
	"strings"

	"qunguan/reconcile/compact"
	"qunguan/reconcile/workgroup"
)

// index builds the tables in which references are looked up: the registry as it would be after the
// import. Rows with errors are included only where nothing is written anyway.
func (v *resolver) index() {
	units, people := rowsOf(v.rows, UnitRecords), rowsOf(v.rows, PersonRecords)
	v.units, v.people, v.groups = refs{units}, refs{people}, refs{rowsOf(v.rows, GroupRecords)}

	v.fallen = map[string]bool{}
	v.tree = workgroup.Units{}
	for u := range units.known.All() {
		v.tree[u.Code] = u
	}
	for n := range units.marks.Len() {
		m := units.marks.At(n)
		u := units.known.packer.unpack(m.raw)
		if v.fell(m) {
			v.fallen[nameKey(u.Name)], v.fallen[nameKey(u.ShortName)] = true, true
		} else {
			v.tree[u.Code] = u
		}
	}
	for n := range people.marks.Len() {
		m := people.marks.At(n)
		v.somebodyFell = v.somebodyFell || m.has(rowFallen)
		if v.fell(m) {
			v.fallen[nameKey(people.known.packer.unpack(m.raw).Name)] = true
		}
	}
	v.unitsByName = map[string][]string{}
	for code, u := range v.tree {
		full, short := nameKey(u.Name), nameKey(u.ShortName)
		v.unitsByName[full] = append(v.unitsByName[full], code)
		if short != "" && short != full {
			v.unitsByName[short] = append(v.unitsByName[short], code)
		}
	}
	// The unit above a unit may itself be given by name.
	for code, u := range v.tree {
		if u.Parent == "" || v.units.usable(u.Parent, v.partial) {
			continue
		}
		if fits := v.unitsNamed(u.Parent); len(fits) == 1 {
			u.Parent = fits[0]
			v.tree[code] = u
		}
	}
	v.staff = people.after(v.fell, asWritten)
	v.nobody = v.staff.empty()
	v.peopleByName, v.namesakes, v.posts, v.roles = nil, nil, nil, nil
}

// person is a person as they would be after the import. Their unit may be given by name.
func (v *resolver) person(code string) workgroup.Person {
	p := v.staff.of(code)
	if p.Code != "" && !v.units.usable(p.Unit, v.partial) {
		if fits := v.unitsNamed(p.Unit); len(fits) == 1 {
			p.Unit = fits[0]
		}
	}
	return p
}

// peopleNamed are the people whose name it is, in the exact spelling if anybody has it, else in others.
func (v *resolver) peopleNamed(name string) []string {
	nameOf := func(n int32) string { return nameKey(v.staff.at(n).Name) }
	first := func(key string) (n int32, ok bool) {
		return v.peopleByName.Find(key, func(n int32) bool { return nameOf(n) == key })
	}
	if v.peopleByName == nil {
		v.peopleByName = compact.NewTextIndex(v.staff.known.Len()+v.staff.upTo, nameOf)
		v.namesakes = map[int32][]int32{}
		for n := range v.staff.numbers() {
			key := nameOf(n)
			if other, ok := first(key); ok {
				v.namesakes[other] = append(v.namesakes[other], n)
				continue
			}
			v.peopleByName.Add(key, n)
		}
	}
	one, ok := first(nameKey(name))
	if !ok {
		return nil
	}
	var all, exact []string
	for _, n := range append([]int32{one}, v.namesakes[one]...) {
		p := v.staff.at(n)
		all = append(all, p.Code)
		if p.Name == name {
			exact = append(exact, p.Code)
		}
	}
	if len(exact) > 0 {
		return exact
	}
	return all
}

// inUse reports whether anybody has the post, or the role.
func (v *resolver) inUse(heading, value string) bool {
	if v.posts == nil {
		v.posts, v.roles = map[string]bool{}, map[string]bool{}
		for p := range v.staff.all() {
			if !v.posts[p.Post] {
				v.posts[strings.Clone(p.Post)] = true
			}
			for _, role := range p.Roles {
				if !v.roles[role] {
					v.roles[strings.Clone(role)] = true
				}
			}
		}
	}
	if heading == headPost {
		return v.posts[value]
	}
	return v.roles[value]
}

func (v *resolver) unitLabel(code string) string { return code + " " + v.tree[code].Name }

func (v *resolver) personLabel(code string) string {
	p := v.person(code)
	unit := v.tree[p.Unit].Short()
	if unit == "" {
		unit = p.Unit
	}
	return code + " " + p.Name + "（" + unit + "）"
}
