package rule

import (
	"maps"
	"slices"

	"qunguan/reconcile/identity"
	"qunguan/reconcile/workgroup"
)

// Room is one live group with its fresh roster, as the member rules see it.
type Room struct {
	*World
	Group   workgroup.Group
	Roster  workgroup.Roster
	Matcher *identity.Matcher
	Scope   workgroup.Scope // the effective one
	Open    bool            // strangers are welcome: open category or 外部
}

// NewRoom prepares a group for its member check.
func NewRoom(w *World, g workgroup.Group, roster workgroup.Roster, m *identity.Matcher) *Room {
	scope := g.EffectiveScope()
	return &Room{
		World: w, Group: g, Roster: roster, Matcher: m, Scope: scope,
		Open: scope.Outsiders || (g.Category != "" && slices.Contains(w.Policy.Member.OpenCategories, g.Category)),
	}
}

// Seat is one account in a room, identified.
type Seat struct {
	*Room
	Member workgroup.Member
	Who    identity.Identity
	Person workgroup.Person  // zero unless Who names one
	Here   workgroup.Service // the person's standing on the day

	// Detail makes clear verdicts carry their evidence: somebody will ask why.
	// A roster's millions of rows go without.
	Detail bool

	asked *string // is told the rule that is being asked, should it panic
}

// Seat identifies the member, for somebody who wants every detail.
func (r *Room) Seat(m workgroup.Member) *Seat {
	s := &Seat{Room: r, Detail: true, asked: new(string)}
	s.take(m)
	return s
}

// take seats the next member of the same room.
func (s *Seat) take(m workgroup.Member) {
	s.Member, s.Who = m, s.Matcher.Identify(m, s.Roster.HasNicknames)
	s.Person, s.Here = workgroup.Person{}, workgroup.Unclear
	if s.Who.Person != "" {
		s.Person = s.Dir.People[s.Who.Person]
		s.Here = s.Person.ServiceOn(s.Day)
	}
}

// identified reports whether the seat is one known person.
func (s *Seat) identified() bool { return s.Who.Person != "" }

// exempted is the verdict on seats that no account rule judges: robots, bound
// outsiders, and people whose state says neither in service nor left.
func (s *Seat) exempted() (Verdict, bool) {
	switch {
	case s.Who.How == identity.Robot:
		return allClear("robot", nil), true
	case s.Who.How == identity.Outsider:
		return allClear("bound_outsider", nil), true
	case !s.identified() && !s.Roster.HasNicknames:
		return cannotJudge("no_nickname_column", nil), true
	case s.identified() && s.Here == workgroup.Unclear:
		return allClear("state_unclear", Evidence{"status": s.Person.Status}), true
	}
	return Verdict{}, false
}

// evidence is what every account case shows about its seat. When the roster
// was taken is left out: it moves every week and would rewrite every case; the
// case's last_seen_on says when it was last judged.
func (s *Seat) evidence(more Evidence) Evidence {
	e := Evidence{
		"nickname": s.Member.Nickname,
		"how":      string(s.Who.How),
	}
	if s.Member.Role != "" {
		e["role"] = s.Member.Role
	}
	if s.identified() {
		e["name"] = s.Person.Name
	}
	maps.Copy(e, more)
	return e
}

const timeLayout = "2006-01-02T15:04:05Z07:00"

// candidates names people for evidence: code, name, unit.
func (r *Room) candidates(codes []string) []map[string]string {
	list := make([]map[string]string, 0, len(codes))
	for _, c := range codes {
		p := r.Dir.People[c]
		list = append(list, map[string]string{"code": c, "name": p.Name, "unit": r.Dir.Units[p.Unit].Short()})
	}
	return list
}
