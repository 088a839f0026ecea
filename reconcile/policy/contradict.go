package policy

import (
	"slices"
	"strconv"
	"strings"

	"qunguan/reconcile/phrase"
)

// contradictions reports settings of the merged policy that are possible one by one and not together.
func (l *loader) contradictions(root *entry, p *Policy, checkCron func(string) error) {
	l.offices(root, p)
	l.naming(root, p)
	l.quota(root, p)
	l.upkeep(root, p)
	l.spotCheck(root, p)
	l.quiet(root, p)
	l.ladder(root, p)
	l.retention(root, p)
	if checkCron != nil {
		l.crons(root, checkCron)
	}
}

func (l *loader) offices(root *entry, p *Policy) {
	named := map[string]string{}
	offices := root.get("offices")
	for _, key := range offices.keys {
		e, name := offices.field[key], p.Offices[key].Name
		switch other, taken := named[name]; {
		case e.bad:
		case strings.ContainsAny(key, " :/") || strings.ContainsAny(key, "：　"):
			l.add(e.at, join("offices", key), say("policy.office.key"))
		case e.get("name") == nil:
			l.add(e.at, join("offices", key), say("policy.office.nameless"))
		case taken && name != "":
			l.add(e.get("name").at, join("offices", key)+".name", say("policy.office.same_name", "name", name, "other", other))
		default:
			named[name] = key
		}
	}
	for _, kind := range []string{"group", "account", "app"} {
		if e := root.get("lead", kind); e != nil && !e.bad {
			l.office(e, "lead."+kind, e.string(), offices)
		}
	}
	if e := root.get("filing", "register"); e != nil && !e.bad {
		l.office(e, "filing.register", e.string(), offices)
	}
}

// office reports a reference to an office that the policy does not describe.
func (l *loader) office(e *entry, path, key string, offices *entry) {
	if offices.get(key) != nil {
		return
	}
	says := []sentence{say("policy.office.unknown", "key", key)}
	l.add(e.at, path, append(says, instead(key, offices.keys)...)...)
}

func (l *loader) naming(root *entry, p *Policy) {
	if n := p.Group.Naming; n.Prefix == "area" && n.Area == "" {
		if e := root.get("group", "naming", "prefix"); !e.bad {
			l.add(e.at, "group.naming.prefix", say("policy.naming.no_area"))
		}
	}
	if n := p.AccountNamingRule(); n.Prefix == "area" && n.Area == "" {
		if e := root.get("account", "naming", "prefix"); !e.bad {
			l.add(e.at, "account.naming.prefix", say("policy.naming.no_area"))
		}
	}
}

// upkeep reports ids that occur twice. Ids are part of the cases' codes, so two tasks of one id would
// share a case.
func (l *loader) upkeep(root *entry, p *Policy) {
	first := map[string]int{}
	for i, u := range p.Upkeep {
		e := root.get("upkeep", i)
		if other, taken := first[u.ID]; taken && u.ID != "" && !e.bad {
			l.add(e.at, "upkeep"+index(i)+".id", say("policy.upkeep.twice", "id", u.ID, "first", other+1))
			continue
		}
		first[u.ID] = i
	}
}

func (l *loader) quiet(root *entry, p *Policy) {
	e := root.get("people", "quiet")
	switch q := p.People.Quiet; {
	case e.bad || len(q) == 0:
	case len(q) != 2:
		l.add(e.at, "people.quiet", say("policy.quiet.two", "got", len(q)))
	case q[0] == q[1] && q[0] != "":
		l.add(e.at, "people.quiet", say("policy.quiet.same", "time", q[0]))
	}
}

// retention reports terms after which data would be removed that a run of the same day still judges.
func (l *loader) retention(root *entry, p *Policy) {
	fresh := p.Member.RosterMaxAgeDays
	for _, key := range []struct {
		name string
		days int
	}{{"roster", p.Retention.RosterDays}, {"import", p.Retention.ImportDays}} {
		e := root.get("retention", key.name+"_days")
		if key.days > 0 && key.days < fresh && !e.bad {
			l.add(e.at, "retention."+key.name+"_days", say(phrase.Key("policy.retention."+key.name), "days", key.days, "fresh", fresh))
		}
	}
}

// crons has checkCron test every cron expression.
func (l *loader) crons(root *entry, checkCron func(string) error) {
	root.visit("", func(path string, e *entry) {
		v, isText := e.value.(string)
		if !isText || !slices.Contains([]string{"schedule.*", "digest.office[]", "digest.principal"}, e.shape.path) {
			return
		}
		if err := checkCron(v); err != nil {
			l.add(e.at, path, say("policy.cron.broken", "got", strconv.Quote(v), "detail", err))
		}
	})
}

// dueDay is the place of a rung relative to the due day.
type dueDay struct {
	n    int // negative = before
	unit string
}

func parseDueDay(at string) (dueDay, bool) {
	m := rungTime.FindStringSubmatch(at)
	if m == nil {
		return dueDay{}, false
	}
	if m[2] == "" {
		return dueDay{}, true
	}
	n, err := strconv.Atoi(m[2])
	if m[1] == "-" {
		n = -n
	}
	return dueDay{n, m[3]}, err == nil
}

// before reports whether d is certainly earlier than e; days of different units on the same side of the
// due day are not compared.
func (d dueDay) before(e dueDay) bool {
	sameUnit := d.unit == e.unit || d.n == 0 || e.n == 0 || (d.n < 0) != (e.n < 0)
	return sameUnit && d.n < e.n
}

func (l *loader) ladder(root *entry, p *Policy) {
	offices := root.get("offices")
	seen := map[[2]string]int{}
	latest, latestAt := dueDay{}, 0
	for i, rung := range p.Ladder {
		e, at := root.get("ladder", i), "ladder"+index(i)
		day, readable := parseDueDay(rung.At)
		if e.bad || !readable || rung.To == "" {
			continue
		}
		if key, isOffice := strings.CutPrefix(rung.To, officeTarget); isOffice {
			l.office(e.get("to"), at+".to", key, offices)
		}
		above := slices.Contains([]string{"unit_principal", "parent_principal"}, rung.To) || strings.HasPrefix(rung.To, officeTarget)
		if above && day.n < 0 {
			l.add(e.get("at").at, at+".at", say("policy.ladder.too_early", "to", rung.To))
		}
		if first, twice := seen[[2]string{rung.At, rung.To}]; twice {
			l.add(e.at, at, say("policy.ladder.twice", "first", first+1))
			continue
		}
		seen[[2]string{rung.At, rung.To}] = i
		if latestAt > 0 && day.before(latest) {
			l.add(e.get("at").at, at+".at", say("policy.ladder.order", "at", rung.At, "before", p.Ladder[latestAt-1].At))
		} else {
			latest, latestAt = day, i+1
		}
	}
}
