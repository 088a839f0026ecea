package workgroup

import (
	"slices"
	"sync"
)

// Directory holds all people and units, with the circles that scopes and rules need. It does not change
// after NewDirectory.
type Directory struct {
	Units   Units
	People  People
	circles func() *circles // computed for the first scope
}

// circles are people's numbers, ascending, by the names a scope can use, and the units below each unit.
type circles struct {
	inUnit   map[string][]int32 // unit → people of exactly this unit (兼任 included)
	byRole   map[string][]int32
	byPost   map[string][]int32
	children map[string][]string
}

// NewDirectory keeps both.
func NewDirectory(units Units, people People) *Directory {
	return &Directory{Units: units, People: people, circles: sync.OnceValue(func() *circles { return circlesOf(units, people) })}
}

func circlesOf(units Units, people People) *circles {
	d := &circles{
		inUnit: map[string][]int32{}, byRole: map[string][]int32{}, byPost: map[string][]int32{}, children: map[string][]string{},
	}
	for _, u := range units {
		if u.Parent != "" {
			d.children[u.Parent] = append(d.children[u.Parent], u.Code)
		}
	}
	for n := range int32(people.Len()) { //nolint:gosec // fewer than two billion
		p := people.At(n)
		if p.Unit != "" {
			d.inUnit[p.Unit] = append(d.inUnit[p.Unit], n)
		}
		for _, u := range p.AlsoUnits {
			d.inUnit[u] = append(d.inUnit[u], n)
		}
		for _, r := range p.Roles {
			d.byRole[r] = append(d.byRole[r], n)
		}
		if p.Post != "" {
			d.byPost[p.Post] = append(d.byPost[p.Post], n)
		}
	}
	return d
}

// InScope lists the people that a scope names, whatever their state, sorted by code, each once. A
// person whom the directory does not know is left out.
func (d *Directory) InScope(s Scope) []string {
	var found []int32
	in := d.circles()
	for _, u := range s.Units {
		in.walk(u, map[string]bool{}, func(code string) { found = append(found, in.inUnit[code]...) })
	}
	for _, r := range s.Roles {
		found = append(found, in.byRole[r]...)
	}
	for _, p := range s.Posts {
		found = append(found, in.byPost[p]...)
	}
	for _, c := range s.People {
		if n, ok := d.People.Number(c); ok {
			found = append(found, n)
		}
	}
	slices.Sort(found)
	var codes []string
	for _, n := range slices.Compact(found) {
		codes = append(codes, d.People.Code(n))
	}
	return codes
}

// NamesSomebody reports whether a scope names at least one person of the
// directory.
func (d *Directory) NamesSomebody(s Scope) bool {
	in := d.circles()
	if slices.ContainsFunc(s.People, d.People.Has) {
		return true
	}
	for _, r := range s.Roles {
		if len(in.byRole[r]) > 0 {
			return true
		}
	}
	for _, p := range s.Posts {
		if len(in.byPost[p]) > 0 {
			return true
		}
	}
	found := false
	for _, u := range s.Units {
		in.walk(u, map[string]bool{}, func(code string) { found = found || len(in.inUnit[code]) > 0 })
	}
	return found
}

// walk visits the unit and every unit below it once, even where the file has a circle of parents.
func (d *circles) walk(code string, seen map[string]bool, visit func(string)) {
	if seen[code] {
		return
	}
	seen[code] = true
	visit(code)
	for _, c := range d.children[code] {
		d.walk(c, seen, visit)
	}
}
