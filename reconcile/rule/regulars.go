package rule

import (
	"slices"

	"qunguan/reconcile/workgroup"
)

// Regulars remembers people whom no rule had anything to say about, so that
// they pass in the next room of the same kind. A unit's groups mostly hold the
// same people with the same cards, and whoever was looked at in one of them
// need not be looked at in fifty. It decides nothing itself, holds for one
// World, and is for one goroutine. The zero value knows nobody.
type Regulars struct {
	kinds []kindOfRoom
	seats map[regularSeat]string
}

// kindOfRoom is everything about a room by which an account rule may decide,
// apart from who is responsible for the group.
type kindOfRoom struct {
	platform, category, unit string
	scope                    workgroup.Scope
	nicknames                bool
}

// regularSeat is everything that an account rule may look at in a row.
type regularSeat struct {
	kind                    int
	account, nickname, role string
}

// maxRegulars is more than one unit's groups bring, as a rule.
const maxRegulars = 1 << 14

// enter is the room's kind. The rooms of a unit come together: those of the
// unit before are forgotten.
func (r *Regulars) enter(room *Room) int {
	k := kindOfRoom{room.Group.Platform, room.Group.Category, room.Group.Unit, room.Scope, room.Roster.HasNicknames}
	if at := slices.IndexFunc(r.kinds, k.same); at >= 0 {
		return at
	}
	if len(r.kinds) > 0 && r.kinds[0].unit != k.unit {
		r.kinds = r.kinds[:0]
		clear(r.seats)
	}
	r.kinds = append(r.kinds, k)
	return len(r.kinds) - 1
}

func (k kindOfRoom) same(o kindOfRoom) bool {
	return k.platform == o.platform && k.category == o.category && k.unit == o.unit && k.nicknames == o.nicknames &&
		slices.Equal(k.scope.Units, o.scope.Units) && slices.Equal(k.scope.Roles, o.scope.Roles) &&
		slices.Equal(k.scope.Posts, o.scope.Posts) && slices.Equal(k.scope.People, o.scope.People) && k.scope.Outsiders == o.scope.Outsiders
}

// knows is the person in the seat, if nothing was to be said about it before.
func (r *Regulars) knows(kind int, m *workgroup.Member) (person string, ok bool) {
	person, ok = r.seats[regularSeat{kind, m.Account, m.Nickname, m.Role}]
	return person, ok
}

// remember notes a seat that every rule found clear.
func (r *Regulars) remember(kind int, s *Seat) {
	if r.seats == nil {
		r.seats = map[regularSeat]string{}
	}
	if len(r.seats) >= maxRegulars {
		clear(r.seats)
	}
	r.seats[regularSeat{kind, s.Member.Account, s.Member.Nickname, s.Member.Role}] = s.Person.Code
}

// isRegular reports whether an answer would be the same in every room of the
// kind: it is clear, and not for an office that the person holds in this one.
func isRegular(a Answer) bool { return a.Outcome == Clear && a.Reason != ReasonOwnerOrAdmin }
