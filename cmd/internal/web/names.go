package web

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"qunguan/reconcile/access"
	"qunguan/reconcile/policy"
	"qunguan/reconcile/workgroup"
)

// Names are read again after namesFor, and never used past namesStale: who has
// left the service sees nothing a minute later. A directory of a hundred
// thousand people is not read for every page.
const (
	namesFor   = 30 * time.Second
	namesStale = 55 * time.Second
)

// nameBook keeps what codes are called.
type nameBook struct {
	from   Directory
	policy *policy.Policy
	kept   kept[*names]
}

func newNameBook(from Directory, p *policy.Policy) *nameBook {
	return &nameBook{from: from, policy: p, kept: kept[*names]{fresh: namesFor, stale: namesStale}}
}

// read gives the names.
func (b *nameBook) read(ctx context.Context) (*names, error) {
	return b.kept.read(ctx, func(ctx context.Context) (*names, error) { return readNames(ctx, b.from, b.policy) })
}

type names struct {
	units  workgroup.Units
	people map[string]called
	groups map[string]called
	access *access.Registry
}

// called is a name with the code of its unit; of a person whether they are in
// service, of a group who answers for it and its state, empty for a live one.
type called struct {
	name, unit, status, owner string
	leftOn                    workgroup.Date
}

// inService reports whether the person is in service on the day.
func (n *names) inService(person string, day workgroup.Date) bool {
	p := n.people[person]
	return workgroup.Person{Status: p.status, LeftOn: p.leftOn}.ServiceOn(day) == workgroup.InService
}

func readNames(ctx context.Context, d Directory, p *policy.Policy) (*names, error) {
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
	n.access = access.NewRegistry(units, groups, p)
	for code, p := range people {
		n.people[code] = called{name: p.Name, unit: p.Unit, status: p.Status, leftOn: p.LeftOn}
	}
	for _, g := range groups {
		one := called{name: g.Name, unit: g.Unit}
		if list := g.Responsible(); len(list) > 0 {
			one.owner = list[0]
		}
		if !g.Live() {
			one.status = g.State
		}
		n.groups[g.Code] = one
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
