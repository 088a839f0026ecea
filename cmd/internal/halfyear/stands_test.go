package halfyear

import (
	"strings"
	"time"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// stands is the standing of a case by the registry's data at a moment. It is
// read while it is spoken of: the sender judges again before it speaks, and the
// responsible person may have changed by that.
func (p *play) stands(id int64, at time.Time) spoken {
	now, err := p.store.Cases(p.t.Context(), ledger.Filter{IDs: []int64{id}})
	if err != nil || len(now) != 1 {
		p.t.Errorf("case %d is spoken of: %d found, %v", id, len(now), err)
		return spoken{ID: id}
	}
	p.cases[id] = now[0]
	c, day := now[0], workgroup.DateOf(at)
	about, err := subjectIn(p.t.Context(), p.store, c)
	if err != nil {
		p.t.Error(err)
	}
	s := spoken{ID: id, Life: p.life(c), Ladder: c.Life, About: about, Concerned: c.Subject.Person, Responsible: c.Responsible, Due: string(c.DueOn)}
	is, known := p.told.broken(s.About, day, func(group string) bool {
		return at.Sub(p.told.taken[group].In(zone).Add(8*time.Hour)) <= 10*24*time.Hour
	})
	if c.Asked != 0 { // a request waits until it is decided
		is, known = c.State.Open(), true
	}
	s.Mended, s.Unknown = known && !is, !known
	first, heard := p.first[s.key()]
	if !heard {
		p.first[s.key()], first = at, at
	}
	data := p.told.taken[s.About.Group].In(zone).Add(8 * time.Hour)
	s.Proven = !byData(c.Rule) || data.After(first) && data.After(c.SaidAt)
	s.Routed = p.now.people[c.Subject.Person].routed
	s.Ended = c.State == ledger.Closed
	s.Exempt = ledger.ExemptUntil(p.exempt, c.Rule, c.Subject, day) != ""
	return s
}

// life is how often the case began anew: a later deadline begins only its ladder
// anew, and earlier messages stay heard.
func (p *play) life(c ledger.Case) int {
	if c.Life == 0 {
		return 0
	}
	steps, err := p.store.Steps(p.t.Context(), c.ID)
	if err != nil {
		p.t.Error(err)
	}
	life := c.Life
	for _, s := range steps {
		if s.Reason == ledger.ReasonExtended {
			life--
		}
	}
	return life
}

// byData reports whether a rule judges data that a clerk must bring: rosters, and
// the times of last messages. All others judge the registry.
func byData(rule string) bool { return strings.HasPrefix(rule, "member.") || rule == "group.zombie" }
