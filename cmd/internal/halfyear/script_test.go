package halfyear

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"

	"qunguan/reconcile/workgroup"
)

type dice = *rand.Rand

func pick[T any](d dice, from []T) T { return from[d.IntN(len(from))] }

// subject is the subject of a case, without its number.
// Asked is the rule of the case for which a task asks.
type subject struct{ Rule, Group, Account, Person, Asked string }

// event is something that happens in the county on a day.
type event struct {
	what  string
	about subject
	until workgroup.Date
	by    string
	link  string // the answer that by gives by the link of their message
}

// script is the events of each day. The first run writes people's reactions to
// messages down; the others repeat them, so that the county is the same in all
// of them.
type script map[workgroup.Date][]event

func (s script) add(day workgroup.Date, e event) { s[day] = append(s[day], e) }

// fate writes the events without a person's doing, in proportion to the county's
// size.
func fate(c *county, dice dice, first workgroup.Date, days int) script {
	s := script{}
	rooms := slices.Sorted(maps.Keys(c.rooms))
	people := slices.Sorted(maps.Keys(c.people))
	for day := first.AddDays(1); day < first.AddDays(days); day = day.AddDays(1) {
		often := func(every int) bool { return dice.IntN(every) < len(c.units) }
		if often(130) {
			s.add(day, event{what: "leave", about: subject{Person: pick(dice, people)}})
		}
		if often(400) {
			s.add(day, event{what: "leave", about: subject{Person: c.rooms[pick(dice, rooms)].owner}})
		}
		if often(160) {
			s.add(day, event{what: "hire", about: subject{Group: pick(dice, rooms)}})
		}
		for range 3 {
			if often(150) {
				s.add(day, event{what: "stranger", about: subject{Group: pick(dice, rooms), Account: fmt.Sprintf("wxid_%s_%d", day, dice.IntN(1e6))}})
			}
			if often(150) {
				s.add(day, event{what: "badcard", about: subject{Group: pick(dice, rooms), Account: "wx_" + pick(dice, people)}})
			}
		}
		if often(500) {
			s.add(day, event{what: "silence", about: subject{Group: pick(dice, rooms)}})
		}
		if often(600) {
			s.add(day, event{what: "unread", about: subject{Group: pick(dice, rooms)}, until: day.AddDays(15 + dice.IntN(20))})
		}
	}
	return s
}

// happen applies a change of the county itself; steps in the ledger are left to
// the caller.
func (c *county) happen(e event, day workgroup.Date) {
	r := c.rooms[e.about.Group].copied()
	p := c.people[e.about.Person]
	account := e.about.Account
	switch e.what {
	case "leave":
		if p.status == "在职" && p.code != "" {
			p.status, p.left = "离职", day
			c.people[p.code] = p
		}
		return
	case "hire":
		c.hire(r.unit)
		return
	case "stranger":
		r.seats[account] = "静水流深"
	case "badcard":
		if _, there := r.seats[account]; !there {
			return
		}
		r.seats[account] = "平安是福"
	case "card":
		if _, there := r.seats[account]; there {
			r.seats[account] = c.seated(account).name
		}
	case "remove":
		delete(r.seats, account)
	case "invite":
		r.seats[p.account()] = p.name
	case "owner", "admins":
		staff := c.staff(r.unit, day)
		if len(staff) < 3 {
			return
		}
		n := len(r.code) + len(r.seats)
		if !c.people[r.owner].serves(day) {
			r.owner = staff[n%len(staff)]
		}
		r.admins = []string{staff[(n+1)%len(staff)], staff[(n+2)%len(staff)]}
		for _, code := range append([]string{r.owner}, r.admins...) {
			r.seats[c.people[code].account()] = c.people[code].name
		}
	case "dissolve":
		r.dissolved = day
	case "extend":
		r.ends = e.until
	case "silence":
		r.silent = true
	case "talk":
		r.silent, r.spoken = false, day.AddDays(-1)
	case "unread":
		r.unread = e.until
	case "read":
		r.unread = ""
	default:
		return
	}
	if r.code != "" {
		c.rooms[r.code] = r
	}
}

// mends names the remedies for a case; more than one may help.
var mends = map[string][]string{
	"member.unknown": {"remove"}, "member.left": {"remove"}, "member.card": {"card", "card", "remove"}, "member.missing": {"invite"},
	"roster.stale": {"read"}, "group.no_owner": {"owner"}, "group.no_admin": {"admins"},
	"group.stage_expired": {"dissolve", "extend"}, "group.zombie": {"dissolve", "talk"},
}

// react writes a person's reaction to a message about a case into the script:
// nothing, or some days later take it up, mend it, say that they have
// (and have, or have not), or have it exempted.
func (s script) react(dice dice, k subject, responsible string, day workgroup.Date) {
	in := func(least, more int) workgroup.Date { return day.AddDays(least + dice.IntN(more)) }
	mend := func(on workgroup.Date) {
		if helps := mends[k.Rule]; len(helps) > 0 {
			s.add(on, event{what: pick(dice, helps), about: k, until: on.AddDays(60)})
		}
	}
	byLink := func(on workgroup.Date, what string, until workgroup.Date) {
		s.add(on, event{what: "answer", about: k, by: responsible, link: what, until: until})
	}
	if strings.HasPrefix(k.Rule, "task.") {
		switch n := dice.IntN(100); {
		case responsible == "":
		case n < 60:
			byLink(in(1, 4), "approve", "")
		case n < 80:
			byLink(in(1, 4), "deny", "")
		}
		return
	}
	switch n := dice.IntN(100); {
	case n < 40, responsible == "":
	case n < 70:
		mend(in(1, 9))
	case n < 80:
		s.add(in(1, 3), event{what: "handling", about: k, by: responsible})
		mend(in(3, 15))
	case n < 88:
		said := in(1, 5)
		mend(said)
		if n < 84 {
			s.add(said, event{what: "closed", about: k, by: responsible})
		} else {
			byLink(said, "rectified", "")
		}
	case n < 91:
		s.add(in(1, 5), event{what: "closed", about: k, by: responsible})
	case n < 93:
		byLink(in(1, 5), "rectified", "")
	case n >= 96:
		byLink(in(1, 5), "extend", in(15, 40))
	case n < 96:
		s.add(in(1, 5), event{what: "exempt", about: k, until: in(10, 50)})
	}
}
