package web

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
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

	reading sync.Mutex // held by who reads

	mu    sync.Mutex
	names *names
	at    time.Time // real time, not the pages' moment
}

type names struct {
	units  workgroup.Units
	people map[string]called
	groups map[string]called
	access *access.Registry
}

// called is a name with the code of its unit, and of a person whether they are
// in service.
type called struct {
	name, unit, status string
	leftOn             workgroup.Date
}

// inService reports whether the person is in service on the day.
func (n *names) inService(person string, day workgroup.Date) bool {
	p := n.people[person]
	return workgroup.Person{Status: p.status, LeftOn: p.leftOn}.ServiceOn(day) == workgroup.InService
}

// kept gives the names and how old they are.
func (b *nameBook) kept() (*names, time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.names, time.Since(b.at)
}

// read gives the names. Those of the last minute do; those of the last half
// minute but one reader's, who reads them anew meanwhile, so that no page waits
// for a directory of a hundred thousand people. A failed reading is tried again
// at the next page.
func (b *nameBook) read(ctx context.Context) (*names, error) {
	kept, age := b.kept()
	switch {
	case kept != nil && age < namesFor:
		return kept, nil
	case kept != nil && age < namesStale:
		if !b.reading.TryLock() {
			return kept, nil
		}
		go func() {
			defer b.reading.Unlock()
			ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), namesStale)
			defer cancel()
			_, _ = b.renew(ctx) // the page that finds them too old tells why they cannot be read
		}()
		return kept, nil
	}
	b.reading.Lock()
	defer b.reading.Unlock()
	if kept, age := b.kept(); kept != nil && age < namesFor {
		return kept, nil // another reader read them meanwhile
	}
	return b.renew(ctx)
}

func (b *nameBook) renew(ctx context.Context) (*names, error) {
	began := time.Now()
	n, err := readNames(ctx, b.from, b.policy)
	if err != nil {
		return nil, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.names, b.at = n, began
	return n, nil
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
		n.people[code] = called{p.Name, p.Unit, p.Status, p.LeftOn}
	}
	for _, g := range groups {
		n.groups[g.Code] = called{name: g.Name, unit: g.Unit}
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
