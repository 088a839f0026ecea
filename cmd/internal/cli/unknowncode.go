package cli

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"qunguan/cmd/internal/app"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/policy"
	"qunguan/reconcile/workgroup"
)

// onFile refuses people who are not in the directory, where nothing else of it is needed. Empty codes
// pass, and alone they cost no reading.
func (c *call) onFile(a *app.App, codes ...string) error {
	if strings.Join(codes, "") == "" {
		return nil
	}
	people, err := a.Store.People(c)
	if err != nil {
		return err
	}
	for _, code := range codes {
		if err := c.knownPerson(people, code); err != nil {
			return err
		}
	}
	return nil
}

// nearCodes is how many codes are proposed for an unknown one.
const nearCodes = 5

// knownUnit, knownGroup and knownPerson refuse an unknown code and propose the
// nearest ones: an empty answer would look like a unit, a group or a person
// without any findings. An empty code passes.
func (c *call) knownUnit(units workgroup.Units, code string) error {
	if _, ok := units[code]; ok || code == "" {
		return nil
	}
	return unknown(c, "report.no_unit", code, units, func(u workgroup.Unit) string { return u.Name })
}

func (c *call) knownGroup(groups workgroup.Groups, code string) error {
	if groups.Has(code) || code == "" {
		return nil
	}
	return c.unknownGroup(groups, code)
}

func (c *call) knownPerson(people workgroup.People, code string) error {
	if people.Has(code) || code == "" {
		return nil
	}
	return c.unknownPerson(people, code)
}

// unknownGroup and unknownPerson are the refusals themselves.
func (c *call) unknownGroup(groups workgroup.Groups, code string) error {
	return unknown(c, "cli.no_group", code, groups.ByCode(), func(g workgroup.Group) string { return g.Name })
}

func (c *call) unknownPerson(people workgroup.People, code string) error {
	return unknown(c, "cli.no_person", code, people.ByCode(), func(p workgroup.Person) string { return p.Name })
}

func unknown[T any](c *call, refusal phrase.Key, code string, all map[string]T, name func(T) string) error {
	names := make(map[string]string, len(all))
	for k, v := range all {
		names[k] = name(v)
	}
	text := c.say(refusal, "code", code)
	var near []string
	for _, k := range nearest(code, names) {
		near = append(near, strings.TrimSpace(k+" "+names[k]))
	}
	if len(near) > 0 {
		text += c.say("cli.near", "list", joined(near))
	}
	return badInput(text)
}

// nearest lists the codes that a word may mean: those with the word as their
// name, or in their name, then codes that differ from it in a third of their
// letters at most, the likeliest first.
func nearest(word string, names map[string]string) []string {
	word = strings.TrimSpace(word)
	rank := map[string]int{}
	for code, name := range names {
		switch {
		case word == "":
		case strings.EqualFold(code, word):
			rank[code] = 1
		case name == word:
			rank[code] = 2
		case utf8.RuneCountInString(word) > 1 && strings.Contains(name, word):
			rank[code] = 3
		default:
			if d := policy.Distance([]rune(strings.ToLower(code)), []rune(strings.ToLower(word))); d <= max(1, utf8.RuneCountInString(word)/3) && d < utf8.RuneCountInString(word) {
				rank[code] = 3 + d
			}
		}
	}
	list := slices.SortedFunc(maps.Keys(rank), func(a, b string) int { return cmp.Or(cmp.Compare(rank[a], rank[b]), cmp.Compare(a, b)) })
	return list[:min(nearCodes, len(list))]
}
