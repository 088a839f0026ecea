package workgroup

import "time"

// Phases are the phases of registered groups' lives. Nearly all groups have one: a run over the county
// holds it in columns as Rosters, and lists of those that have more. Nil is none.
type Phases struct {
	groups Groups
	of     []phaseColumns // by the group's number
	more   map[int32][]Phase
}

type phaseColumns struct {
	from        instant // of the first phase
	known, live bool
}

// NewPhases is none yet of the groups.
func NewPhases(groups Groups) *Phases {
	return &Phases{groups, make([]phaseColumns, groups.Len()), map[int32][]Phase{}}
}

// Put takes a group's phases, the oldest first. Those of a group which is not registered are not kept.
func (p *Phases) Put(group string, phases []Phase) {
	n, ok := p.groups.Number(group)
	if !ok || len(phases) == 0 {
		return
	}
	p.of[n] = phaseColumns{instantOf(phases[0].From), true, phases[0].Live}
	if len(phases) > 1 {
		p.more[n] = phases
	}
}

// Of lists the group's phases, the oldest first.
func (p *Phases) Of(group string) []Phase {
	if p == nil {
		return nil
	}
	n, ok := p.groups.Number(group)
	switch {
	case !ok || !p.of[n].known:
		return nil
	case p.more[n] != nil:
		return p.more[n]
	}
	return []Phase{{p.of[n].from.time(), p.of[n].live}}
}

// Began is when the group's first phase began; false where there is none.
func (p *Phases) Began(group string) (at time.Time, ok bool) {
	if p == nil {
		return at, false
	}
	n, ok := p.groups.Number(group)
	if !ok || !p.of[n].known {
		return at, false
	}
	return p.of[n].from.time(), true
}
