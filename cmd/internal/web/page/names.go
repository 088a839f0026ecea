package page

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"qunguan/reconcile/access"
	"qunguan/reconcile/policy"
	"qunguan/reconcile/workgroup"
)

// Names are read again after namesFor, and never used past namesStale: a person who has left the
// service sees nothing a minute later. A directory of a hundred thousand people is not read for every
// page.
const (
	namesFor   = 30 * time.Second
	namesStale = 55 * time.Second
)

// Directory is where the pages read names.
type Directory interface {
	Units(ctx context.Context) (workgroup.Units, error)
	People(ctx context.Context) (workgroup.People, error)
	Groups(ctx context.Context) (workgroup.Groups, error)
}

// nameBook keeps the names of codes.
type nameBook struct {
	from   Directory
	policy *policy.Policy
	kept   Kept[*Names]
}

func newNameBook(from Directory, p *policy.Policy) *nameBook {
	return &nameBook{from: from, policy: p, kept: Kept[*Names]{Fresh: namesFor, Stale: namesStale}}
}

// read gives the names.
func (b *nameBook) read(ctx context.Context) (*Names, error) {
	return b.kept.Read(ctx, func(ctx context.Context) (*Names, error) { return readNames(ctx, b.from, b.policy) })
}

// Names is the directory as pages name it, all by code, with each person's rights of access.
type Names struct {
	Units  workgroup.Units
	People map[string]called
	Groups map[string]called
	Access *access.Registry
}

// called is a name with the code of its unit; of a person the state of service, of a group the person
// who answers for it, and its state, empty for a live one.
type called struct {
	Name, Unit, Status, Owner string
	leftOn                    workgroup.Date
}

// InService reports whether the person is in service on the day.
func (n *Names) InService(person string, day workgroup.Date) bool {
	p := n.People[person]
	return workgroup.Person{Status: p.Status, LeftOn: p.leftOn}.ServiceOn(day) == workgroup.InService
}

func readNames(ctx context.Context, d Directory, p *policy.Policy) (*Names, error) {
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
	n := &Names{Units: units, People: make(map[string]called, people.Len()), Groups: make(map[string]called, groups.Len())}
	n.Access = access.NewRegistry(units, groups, p)
	for p := range people.All() {
		n.People[p.Code] = called{Name: p.Name, Unit: p.Unit, Status: p.Status, leftOn: p.LeftOn}
	}
	for g := range groups.All() {
		one := called{Name: g.Name, Unit: g.Unit}
		if list := g.Responsible(); len(list) > 0 {
			one.Owner = list[0]
		}
		if !g.Live() {
			one.Status = g.State
		}
		n.Groups[g.Code] = one
	}
	return n, nil
}

// Unit is the unit's short name, or the code of one that is unknown.
func (n *Names) Unit(code string) string {
	if u, ok := n.Units[code]; ok {
		return u.Short()
	}
	return code
}

// Person is a name with the unit it tells apart by: 李红（水利局）.
func (n *Names) Person(code string) string {
	p, ok := n.People[code]
	if !ok {
		return code
	}
	if unit := n.Unit(p.Unit); unit != "" {
		return p.Name + "（" + unit + "）"
	}
	return p.Name
}

// Group is the group's name, or the code of one that is unknown.
func (n *Names) Group(code string) string { return cmp.Or(n.Groups[code].Name, code) }

// GroupsNamed lists the codes of groups of this code, or with the word in their
// name.
func (n *Names) GroupsNamed(word string) []string {
	word = strings.ToLower(word)
	codes := []string{}
	for code, g := range n.Groups {
		if strings.ToLower(code) == word || strings.Contains(strings.ToLower(g.Name), word) {
			codes = append(codes, code)
		}
	}
	return codes
}

// Answering is the unit that a unit's cases are counted with: a section
// (股室, 二级单位) counts with the unit it is a part of.
func (n *Names) Answering(code string) string {
	for _, u := range n.Units.Chain(code) {
		if !u.IsSection() {
			return u.Code
		}
	}
	return code
}

// WithSections lists the unit and its sections.
func (n *Names) WithSections(code string) []string {
	list := []string{code}
	for c := range n.Units {
		if c != code && n.Answering(c) == code {
			list = append(list, c)
		}
	}
	slices.Sort(list)
	return list
}
