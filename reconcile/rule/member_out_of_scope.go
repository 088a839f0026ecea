package rule

import (
	"slices"

	"qunguan/reconcile/workgroup"
)

// ReasonOwnerOrAdmin says that the person is responsible for this very group.
const ReasonOwnerOrAdmin = "owner_or_admin"

// judgeOutOfScope: a colleague in service whom the group's 成员范围 does not
// name and who neither owns nor administers it.
func judgeOutOfScope(s *Seat) Verdict {
	switch {
	case !s.identified() || s.Here != workgroup.InService:
		return allClear("not_in_service", nil)
	case s.Open:
		return allClear("open_group", nil)
	case !s.Scope.NamesAnybody():
		return allClear("no_scope", nil)
	case s.Scope.Includes(s.Person, s.Dir.Units):
		return allClear("in_scope", nil)
	case slices.Contains(s.Group.Responsible(), s.Person.Code):
		return allClear(ReasonOwnerOrAdmin, nil)
	case slices.Contains(s.Policy.Member.AlwaysAllowed.Posts, s.Person.Post) && s.Person.Post != "",
		slices.ContainsFunc(s.Policy.Member.AlwaysAllowed.Roles, s.Person.HasRole):
		return allClear("always_allowed", nil)
	}
	return violated("not_in_scope", s.evidence(Evidence{
		"scope": s.Scope.String(), "unit": s.Dir.Units[s.Person.Unit].Short(), "post": s.Person.Post,
	}))
}
