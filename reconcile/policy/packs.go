package policy

import (
	"embed"
	"slices"
	"sync"
)

//go:embed packs/*.yaml
var packFiles embed.FS

// Pack is a policy that ships in the binary.
type Pack struct {
	Name   string // NAME in pack:NAME
	Title  string
	Source string // the document it carries out
}

// packNames lists the packs in the order of their systems.
func packNames() []string {
	return []string{
		"national", "county", "lichuan", "zhuji", "filing-first", "bureau", "office", "town",
		"company", "district", "hospital", "yuelu", "ezhou", "xishan",
	}
}

// Packs lists the packs of the binary.
func Packs() []Pack {
	var packs []Pack
	for _, name := range packNames() {
		if p, problems := Load(packRef+name, nil, nil); len(problems) == 0 {
			packs = append(packs, Pack{name, p.Policy.Title, p.Policy.Source})
		}
	}
	return packs
}

// defaults are the county pack without the keys that only name it. Contract §6 makes the two equal, so
// there is one text.
var defaults = sync.OnceValue(func() *entry {
	l := &loader{layers: map[string]*entry{}}
	county := l.layer(packRef+"county", Origin{})
	if len(l.problems) > 0 {
		panic("policy: the defaults are broken: " + l.problems.Err().Error())
	}
	d := anonymous(county, "title", "source", "notes")
	d.put("title", &entry{shape: policyShape.field["title"], value: ""})
	d.put("source", &entry{shape: policyShape.field["source"], value: ""})
	d.put("notes", &entry{shape: policyShape.field["notes"], field: map[string]*entry{}})
	return d
})

// anonymous is the tree without origins and without the given keys.
func anonymous(e *entry, without ...string) *entry {
	c := *e
	c.at = Origin{}
	c.keys, c.items, c.field = nil, nil, nil
	if e.field != nil {
		c.field = map[string]*entry{}
	}
	for _, k := range e.keys {
		if !slices.Contains(without, k) {
			c.put(k, anonymous(e.field[k]))
		}
	}
	for _, item := range e.items {
		c.items = append(c.items, anonymous(item))
	}
	return &c
}
