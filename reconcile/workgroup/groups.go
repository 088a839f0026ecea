package workgroup

import (
	"strconv"

	"qunguan/reconcile/compact"
)

// Groups is the registered groups by code. The zero value is none.
type Groups struct{ *packed[Group] }

// GroupsOf are the groups of a map by code.
func GroupsOf(byCode map[string]Group) Groups {
	var b GroupsBuilder
	for _, g := range byCode {
		b.Add(g)
	}
	return b.Groups()
}

// GroupsBuilder gathers groups. The zero value is ready.
type GroupsBuilder struct{ packer[Group] }

// Add takes a group; of two with one code the later counts.
func (b *GroupsBuilder) Add(g Group) {
	own := [...]string{
		g.Code, g.Number, g.Name, g.Purpose, g.Owner, compact.ListText(g.Admins), string(g.FoundedOn), string(g.StartsOn), string(g.EndsOn), g.Filing, g.MergedInto, string(g.DissolvedOn),
	}
	g.Code, g.Number, g.Name, g.Purpose, g.Owner, g.Admins, g.Filing, g.MergedInto = "", "", "", "", "", nil, "", ""
	g.FoundedOn, g.StartsOn, g.EndsOn, g.DissolvedOn = "", "", "", ""
	s := &g.Scope
	key := [...]string{
		g.Platform, g.Category, g.Reach, g.Unit, g.Importance, g.State, string(g.ColumnsSeen), compact.ListText(s.Units), compact.ListText(s.Roles), compact.ListText(s.Posts), compact.ListText(s.People),
		strconv.FormatBool(s.Outsiders), strconv.FormatBool(g.Staged), strconv.FormatBool(g.AllStaff), strconv.FormatBool(g.EndSupplied),
	}
	b.add(own[:], key[:], g)
}

// Groups are those that were added. The builder is used up.
func (b *GroupsBuilder) Groups() Groups { return Groups{b.end(unpackGroup)} }

func unpackGroup(own string, shared *Group) Group {
	g := *shared
	var admins string
	for _, column := range []*string{
		&g.Code, &g.Number, &g.Name, &g.Purpose, &g.Owner, &admins, (*string)(&g.FoundedOn), (*string)(&g.StartsOn), (*string)(&g.EndsOn), &g.Filing, &g.MergedInto, (*string)(&g.DissolvedOn),
	} {
		*column, own = compact.CutText(own)
	}
	g.Admins = compact.ListOf(admins)
	return g
}
