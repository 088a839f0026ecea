package web

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"qunguan/reconcile/workgroup"
)

// namesFor is how long names are used before they are read again. A page that
// calls somebody by the name of a minute ago harms nobody; a directory of a
// hundred thousand people read for every page would.
const namesFor = time.Minute

// nameBook keeps what codes are called.
type nameBook struct {
	from Directory

	mu    sync.Mutex
	names *names
	until time.Time // real time, not the pages' moment
}

type names struct {
	units  workgroup.Units
	people map[string]called
	groups map[string]called
}

// called is a name with the code of its unit.
type called struct{ name, unit string }

// read gives the names; a failed reading is tried again at the next page.
func (b *nameBook) read(ctx context.Context) (*names, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.names != nil && time.Now().Before(b.until) {
		return b.names, nil
	}
	n, err := readNames(ctx, b.from)
	if err != nil {
		return nil, err
	}
	b.names, b.until = n, time.Now().Add(namesFor)
	return n, nil
}

func readNames(ctx context.Context, d Directory) (*names, error) {
	units, err := d.Units(ctx)
	if err != nil {
		return nil, fmt.Errorf("read units: %w", err)
	}
	people, err := d.People(ctx)
	if err != nil {
		return nil, fmt.Errorf("read people: %w", err)
	}
	groups, err := d.Groups(ctx)
	if err != nil {
		return nil, fmt.Errorf("read groups: %w", err)
	}
	n := &names{units: units, people: make(map[string]called, len(people)), groups: make(map[string]called, len(groups))}
	for code, p := range people {
		n.people[code] = called{p.Name, p.Unit}
	}
	for _, g := range groups {
		n.groups[g.Code] = called{g.Name, g.Unit}
	}
	return n, nil
}

// unit is the unit's short name, or the code of one that is unknown.
func (n *names) unit(code string) string {
	if u, ok := n.units[code]; ok {
		return u.Short()
	}
	return code
}

// person is a name with the unit it tells apart by: 李红（水利局）.
func (n *names) person(code string) string {
	p, ok := n.people[code]
	if !ok {
		return code
	}
	if unit := n.unit(p.unit); unit != "" {
		return p.name + "（" + unit + "）"
	}
	return p.name
}

func (n *names) group(code string) string { return cmp.Or(n.groups[code].name, code) }

// answering is the unit that a unit's cases are counted with: a section
// (股室, 二级单位) counts with the unit it is a part of.
func (n *names) answering(code string) string {
	for _, u := range n.units.Chain(code) {
		if !u.IsSection() {
			return u.Code
		}
	}
	return code
}

// withSections lists the unit and its sections.
func (n *names) withSections(code string) []string {
	list := []string{code}
	for c := range n.units {
		if c != code && n.answering(c) == code {
			list = append(list, c)
		}
	}
	slices.Sort(list)
	return list
}
