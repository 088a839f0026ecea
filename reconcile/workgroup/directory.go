package workgroup

import (
	"maps"
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

// circles are person codes by the names a scope can use, and the units below each unit.
type circles struct {
	inUnit   map[string][]string // unit → people of exactly this unit (兼任 included)
	byRole   map[string][]string
	byPost   map[string][]string
	children map[string][]string
}

// NewDirectory keeps both maps.
func NewDirectory(units Units, people People) *Directory {
	return &Directory{Units: units, People: people, circles: sync.OnceValue(func() *circles { return circlesOf(units, people) })}
}

func circlesOf(units Units, people People) *circles {
	d := &circles{
		inUnit: map[string][]string{}, byRole: map[string][]string{}, byPost: map[string][]string{}, children: map[string][]string{},
	}
	for _, u := range units {
		if u.Parent != "" {
			d.children[u.Parent] = append(d.children[u.Parent], u.Code)
		}
	}
	for code, p := range people {
		for _, u := range p.Units() {
			d.inUnit[u] = append(d.inUnit[u], code)
		}
		for _, r := range p.Roles {
			d.byRole[r] = append(d.byRole[r], code)
		}
		if p.Post != "" {
			d.byPost[p.Post] = append(d.byPost[p.Post], code)
		}
	}
	return d
}

// InScope lists the people that a scope names, whatever their state, sorted by code, each once. A
// person whom the directory does not know is left out.
func (d *Directory) InScope(s Scope) []string {
	found, in := map[string]bool{}, d.circles()
	add := func(codes []string) {
		for _, c := range codes {
			found[c] = true
		}
	}
	for _, u := range s.Units {
		in.walk(u, map[string]bool{}, func(code string) { add(in.inUnit[code]) })
	}
	for _, r := range s.Roles {
		add(in.byRole[r])
	}
	for _, p := range s.Posts {
		add(in.byPost[p])
	}
	for _, c := range s.People {
		if _, ok := d.People[c]; ok {
			found[c] = true
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// NamesSomebody reports whether a scope names at least one person of the
// directory.
func (d *Directory) NamesSomebody(s Scope) bool {
	in := d.circles()
	for _, c := range s.People {
		if _, ok := d.People[c]; ok {
			return true
		}
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
