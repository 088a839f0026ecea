package identity

import (
	"strings"
	"sync"

	"qunguan/reconcile/policy"
	"qunguan/reconcile/workgroup"
)

// Directory holds the people of one run by account and by normalised name, and the policy's card
// formats. It never changes and may be used by many goroutines. The indexes of people are built when
// they are needed, in about a second for 1,000,000: a run that identifies nobody has none.
type Directory struct {
	people workgroup.People // all indexes below are into it
	units  workgroup.Units
	policy *policy.Policy

	accounts accounts
	aliases  map[alias]workgroup.IdentityAnswer
	answered map[string]bool       // groups with aliases
	names    func() *names         // computed for the first nickname
	chains   map[string]*unitWords // by unit code
	robots   robots
	cards    map[string][]template // templates by category; "" = all others
	nameless map[string]fillings   // see template.nameless, by template text
	area     string                // group.naming.area, loosened

	// likenesses are by sound and by given name, for suggestions. They are built on first use: a run in
	// which every member is known saves their cost.
	likenesses func() (sounds, givenNames alike)
}

// New is the directory for a run on the day. Bindings that are expired on the day count as absent.
func New(people workgroup.People, units workgroup.Units, bindings []workgroup.Binding,
	day workgroup.Date, pol *policy.Policy,
) *Directory {
	d := &Directory{people: people, units: units, policy: pol}
	d.accounts = indexAccounts(bindings, day)
	d.DropIndexes()
	d.chains = make(map[string]*unitWords, len(units))
	for code := range units {
		d.chains[code] = wordsOfUnit(units.Chain(code))
	}
	d.robots = indexRobots(pol.Member.Robots)
	d.area = Loosen(Normalise(pol.Group.Naming.Area))
	d.cards = map[string][]template{"": parseTemplates(pol.Member.Nickname.Templates)}
	for category, texts := range pol.Member.Nickname.ByCategory {
		d.cards["="+category] = parseTemplates(texts)
	}
	d.nameless = map[string]fillings{}
	for _, templates := range d.cards {
		for _, t := range templates {
			if _, done := d.nameless[t.text]; !t.hasName && !done {
				d.nameless[t.text] = d.fillForAll(t)
			}
		}
	}
	return d
}

// DropIndexes forgets the indexes of people, where nobody is identified any more or for some time: they
// are built again when they are needed. Nothing else may use the directory meanwhile.
func (d *Directory) DropIndexes() {
	d.accounts.onFile = sync.OnceValue(func() map[string]*onFile { return indexOnFile(d.people) })
	d.names = sync.OnceValue(func() *names { return indexNames(d.people) })
	d.likenesses = sync.OnceValues(func() (alike, alike) {
		return indexAlike(d.names(), sound), indexAlike(d.names(), givenName)
	})
}

// AddAnswers adds people's answers about the owners of accounts and cards; call it before the first
// identification. An answer counts as long as the person it names is in service.
func (d *Directory) AddAnswers(said []workgroup.IdentityAnswer, day workgroup.Date) {
	d.aliases, d.answered = map[alias]workgroup.IdentityAnswer{}, map[string]bool{}
	for _, s := range said {
		if s.Person != "" && d.people.Of(s.Person).ServiceOn(day) != workgroup.InService || !s.ValidOn(day) {
			continue
		}
		if s.Account == "" {
			d.aliases[alias{s.Group, s.Card}], d.answered[s.Group] = s, true
			continue
		}
		d.accounts.bind(&s.Binding, day)
	}
}

// alias is a normalised card in one group.
type alias struct{ group, card string }

// templatesFor are the card formats of a group of the category.
func (d *Directory) templatesFor(category string) []template {
	if t, ok := d.cards["="+category]; ok {
		return t
	}
	return d.cards[""]
}

func (d *Directory) person(i int32) workgroup.Person { return d.people.At(i) }

// ForGroup is the matcher for a group's members. It is cheap to make. A group that is not registered
// has neither scope nor unit: pass a zero Group with the platform.
func (d *Directory) ForGroup(g workgroup.Group) *Matcher {
	platform := strings.TrimSpace(g.Platform)
	return &Matcher{
		d: d, group: g.Code, platform: platform, onFile: d.accounts.onFile()[platform],
		templates: d.templatesFor(g.Category),
		circles: [...]circle{
			{InScope, g.EffectiveScope()},
			{InUnit, workgroup.Scope{Units: []string{g.Unit}}},
		},
	}
}

// robots are the accounts and nicknames that the policy lists.
type robots struct{ accounts, nicknames map[string]bool }

func indexRobots(entries []string) robots {
	r := robots{map[string]bool{}, map[string]bool{}}
	for _, e := range entries {
		if key := workgroup.AccountKey(e); key != "" {
			r.accounts[key] = true
		}
		// An entry of punctuation alone would make every nickname of punctuation a robot.
		if n := Normalise(e); n != "" {
			r.nicknames[n] = true
		}
	}
	return r
}

// IsListedRobot reports whether the policy's member.robots lists the account (its key) or the nickname.
// Messages of robots are no activity. Without a list, as in most counties, no nickname is normalised
// for it.
func (d *Directory) IsListedRobot(accountKey, nickname string) bool {
	return d.robots.accounts[accountKey] || len(d.robots.nicknames) > 0 && d.robots.nicknames[Normalise(nickname)]
}
