package cli

import (
	"cmp"
	"time"

	"qunguan/cmd/internal/app"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// tellerOf says cases in the user's language, with the names that the registry
// has. Terminals show people names; programs read codes (--format json).
func tellerOf(c *call, a *app.App) (*rule.Teller, error) {
	units, people, err := directory(c, a)
	if err != nil {
		return nil, err
	}
	groups, err := a.Store.Groups(c)
	if err != nil {
		return nil, err
	}
	p := a.Policy.Policy
	office := cmp.Or(p.Offices[p.Lead.Group].Name, c.say("notice.office"))
	return &rule.Teller{
		Lang: c.lang, Now: time.Now().In(a.Settings.Location), Policy: p,
		Person: people.Of,
		Unit:   func(code string) workgroup.Unit { return units[code] },
		Group:  groups.Of,
		Office: func(string) string { return office },
	}, nil
}

// shown is how a table calls a thing: by name at a terminal, by code in CSV,
// which programs read.
func (c *call) shown(name, code string) string {
	if c.out.format == "csv" {
		return code
	}
	return cmp.Or(name, code)
}

// named is a name with its code behind it; the code alone where it has no name.
func named(name, code string) string {
	if name == "" || name == code {
		return code
	}
	return name + " " + code
}
