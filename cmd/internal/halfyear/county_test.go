package halfyear

import (
	"fmt"
	"maps"
	"slices"

	"qunguan/reconcile/workgroup"
)

// person, room and seat are the county as it is, or as the registry was last
// told that it is.
type person struct {
	code, name, unit string
	status           string
	left             workgroup.Date
	routed           bool // somebody gave the office a way to reach them
}

func (p person) account() string { return "wx_" + p.code }

func (p person) serves(day workgroup.Date) bool {
	return p.status == "在职" || p.left > day
}

type room struct {
	code, name, unit string
	owner            string
	admins           []string
	allStaff, staged bool
	ends             workgroup.Date
	dissolved        workgroup.Date
	seats            map[string]string // account → card
	spoken           workgroup.Date    // the last day anybody said something
	silent           bool              // its members say nothing any more
	unread           workgroup.Date    // its administrator exports no roster before this day
}

func (r room) live() bool { return r.dissolved == "" }

// copied shares nothing with the original.
func (r room) copied() room {
	r.seats, r.admins = maps.Clone(r.seats), slices.Clone(r.admins)
	return r
}

type unit struct{ code, name, kind, parent, principal string }

// county is everybody and everything.
type county struct {
	units  []unit
	people map[string]person
	rooms  map[string]room
	hired  int
}

const (
	surnames = "王李张刘陈杨黄赵周吴徐孙马朱胡林郭何高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁"
	given    = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华文斌波辉鹏宇浩凯健俊帆雪琳晨阳博雅婷倩颖欣佳怡萌"
)

// nameOf gives everybody a name of their own: two people of one name are
// another test's matter.
func nameOf(i int) string {
	s, g := []rune(surnames), []rune(given)
	return string([]rune{s[i%len(s)], g[i/len(s)%len(g)], g[i/len(s)/len(g)%len(g)]})
}

// newCounty is a county with so many units, about twenty people and four
// groups each; every fifth unit is a section of the one before it.
func newCounty(units int, dice dice, first workgroup.Date) *county {
	c := &county{people: map[string]person{}, rooms: map[string]room{}}
	for u := range units {
		code := fmt.Sprintf("U%03d", u+1)
		next := unit{code: code, name: "云溪县" + nameOf(u*7 + 3)[:3] + fmt.Sprintf("第%d局", u+1), kind: "县直部门"}
		if u%5 == 4 {
			next.kind, next.parent = "股室", c.units[u-1].code
		}
		for i := range 14 + dice.IntN(13) {
			p := c.hire(code)
			if i == 0 {
				next.principal = p.code
			}
		}
		c.units = append(c.units, next)
	}
	for _, u := range c.units {
		c.found(u, dice, first)
	}
	return c
}

// hire gives a unit one more person.
func (c *county) hire(unit string) person {
	c.hired++
	p := person{code: fmt.Sprintf("P%05d", c.hired), name: nameOf(c.hired), unit: unit, status: "在职", routed: c.hired%37 != 0}
	c.people[p.code] = p
	return p
}

// staff lists a unit's people in service.
func (c *county) staff(unit string, day workgroup.Date) []string {
	var codes []string
	for _, code := range slices.Sorted(maps.Keys(c.people)) {
		if p := c.people[code]; p.unit == unit && p.serves(day) {
			codes = append(codes, code)
		}
	}
	return codes
}

// found gives a unit its groups: the one of all staff, and some for a task.
func (c *county) found(u unit, dice dice, first workgroup.Date) {
	staff := c.staff(u.code, first)
	for i := range 3 + dice.IntN(3) {
		r := room{
			code: fmt.Sprintf("G%s%d", u.code[1:], i), name: fmt.Sprintf("%s工作%d群", u.name, i+1), unit: u.code,
			owner: pick(dice, staff[:4]), allStaff: i == 0, seats: map[string]string{}, spoken: first.AddDays(-1 - dice.IntN(20)),
		}
		for range 1 + dice.IntN(3) {
			r.admins = append(r.admins, pick(dice, staff[1:]))
		}
		if dice.IntN(12) == 0 {
			r.admins = nil
		}
		if i > 0 && dice.IntN(4) == 0 {
			r.staged, r.ends = true, first.AddDays(dice.IntN(200)-15)
		}
		for _, code := range staff {
			if !r.allStaff && dice.IntN(3) == 0 && code != r.owner && !slices.Contains(r.admins, code) {
				continue
			}
			r.seats[c.people[code].account()] = c.people[code].name
			switch dice.IntN(60) {
			case 0:
				r.seats[c.people[code].account()] = "平安是福"
			case 1:
				if r.allStaff && code != r.owner {
					delete(r.seats, c.people[code].account())
				}
			}
		}
		if dice.IntN(6) == 0 {
			r.seats[fmt.Sprintf("wxid_%s", r.code)] = "静水流深"
		}
		c.rooms[r.code] = r
	}
}

// seated is the person with the account; zero for strangers.
func (c *county) seated(account string) person {
	if len(account) < 4 {
		return person{}
	}
	return c.people[account[3:]]
}

// broken reports whether the registry's newest data breaks the rule. It
// is the contract's §5 said once more, for this county.
func (c *county) broken(k subject, day workgroup.Date, fresh func(group string) bool) (is, known bool) {
	r, ok := c.rooms[k.Group]
	if !ok {
		return false, false
	}
	if !r.live() {
		return false, true
	}
	card, seated := r.seats[k.Account]
	who := c.seated(k.Account)
	switch k.Rule {
	case "member.unknown":
		return seated && who.code == "", true
	case "member.left":
		return seated && who.code != "" && !who.serves(day), true
	case "member.card":
		return seated && who.code != "" && who.serves(day) && card != who.name, true
	case "member.missing":
		p := c.people[k.Person]
		_, there := r.seats[p.account()]
		return r.allStaff && p.serves(day) && !there, true
	case "roster.stale":
		return !fresh(r.code), true
	case "group.no_owner":
		return !c.people[r.owner].serves(day), true
	case "group.no_admin":
		serving := map[string]bool{}
		for _, code := range append([]string{r.owner}, r.admins...) {
			if c.people[code].serves(day) {
				serving[code] = true
			}
		}
		return len(serving) < 2, true
	case "group.stage_expired":
		return r.staged && r.ends < day, true
	case "group.zombie":
		return r.spoken.DaysUntil(day) >= 60, true
	}
	return false, false
}
