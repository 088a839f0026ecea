package rule

import (
	"slices"

	"qunguan/reconcile/workgroup"
)

// groupKinds numbers the kinds of one unit's groups. In groups of one kind equal rows are members
// alike: they are identified alike, and account rules decide alike about them.
type groupKinds struct{ list []kindOfGroup }

// kindOfGroup is everything about a group by which a member is identified or an
// account rule may decide, apart from who is responsible for the group.
type kindOfGroup struct {
	platform, category, unit string
	scope                    workgroup.Scope
	nicknames                bool
	alias                    string // the group itself, where people said whose a card is
}

// of is the number of the group's kind, and whether the group is of another unit than the one before:
// the numbers then begin anew.
func (k *groupKinds) of(g *GroupView) (kind int, another bool) {
	one := kindOfGroup{g.Group.Platform, g.Group.Category, g.Group.Unit, g.Scope, g.Roster.HasNicknames, g.Matcher.AliasGroup()}
	if at := slices.IndexFunc(k.list, one.same); at >= 0 {
		return at, false
	}
	if len(k.list) > 0 && k.list[0].unit != one.unit {
		k.list, another = k.list[:0], true
	}
	k.list = append(k.list, one)
	return len(k.list) - 1, another
}

func (k kindOfGroup) same(o kindOfGroup) bool {
	return k.platform == o.platform && k.category == o.category && k.unit == o.unit && k.nicknames == o.nicknames && k.alias == o.alias &&
		slices.Equal(k.scope.Units, o.scope.Units) && slices.Equal(k.scope.Roles, o.scope.Roles) &&
		slices.Equal(k.scope.Posts, o.scope.Posts) && slices.Equal(k.scope.People, o.scope.People) && k.scope.Outsiders == o.scope.Outsiders
}
