package rule

import (
	"slices"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// Reasons for which a county rule finds nothing about a subject. Explanations
// give them; no case has them.
var (
	reasonNotRequired = because("not_required", "制度没有要求", "the policy does not ask for it")
	reasonWithin      = because("within_limit", "没有超过规定", "within the limit")
	reasonWithOwn     = because("with_own_unit", "内设机构，与所属单位一起算", "a section: it counts with its unit")
	reasonOnFile      = because("on_file", "已登记", "on file")
	reasonNotLive     = because("not_live", "不在用", "not in use")
	reasonNoLimit     = because("no_limit", "这类单位没有规定数量", "no limit for such a unit")
	reasonEndingSoon  = because("within_limit_soon", "快到期的阶段性群结束后，没有超过规定", "within the limit when the groups that end soon are over")
	reasonNotJudged   = because("category_not_judged", "这类群不看名称", "names of such groups are not judged")
)

// keepsQuota is the count of an own unit's groups beside its limit.
func keepsQuota(s *Snapshot, about ledger.Subject) Verdict {
	own, unit := s.OwnUnit(about.Code), s.Dir.Units[about.Code]
	if own != about.Code {
		return allClear(reasonWithOwn, nil)
	}
	n := s.headcounts()(unit)
	quota, ok := s.Policy.QuotaFor(unit.Kind, n)
	if !ok {
		return allClear(reasonNoLimit, nil)
	}
	count, reason := len(s.groupsOf(s.counted)[own]), reasonWithin
	if count > quota.Groups {
		reason = reasonEndingSoon
	}
	return allClear(reason, overQuota{Count: count, Limit: quota.Groups, Headcount: max(0, int(n))})
}

// keepsCountyWide lists the county-wide groups of an own unit beside their limit.
func keepsCountyWide(s *Snapshot, about ledger.Subject) Verdict {
	if s.OwnUnit(about.Code) != about.Code {
		return allClear(reasonWithOwn, nil)
	}
	groups := s.groupsOf(s.countyWide)[about.Code]
	return allClear(reasonWithin, countyWideGroups{Limit: s.Policy.CountyWide.PerUnit, Groups: ManyGroups(codesOf(groups))})
}

// keepsInternal lists the internal general groups of an own unit beside their
// limit.
func keepsInternal(s *Snapshot, about ledger.Subject) Verdict {
	if s.OwnUnit(about.Code) != about.Code {
		return allClear(reasonWithOwn, nil)
	}
	return allClear(reasonWithin, internalGroups{ManyGroups(codesOf(s.groupsOf(s.generalGroup)[about.Code])), s.Policy.Internal.PerUnit})
}

func keepsUnitRules(s *Snapshot, about ledger.Subject) Verdict {
	switch {
	case !s.Policy.UnitRules:
		return allClear(reasonNotRequired, nil)
	case s.OwnUnit(about.Code) != about.Code:
		return allClear(reasonWithOwn, nil)
	}
	return allClear(reasonOnFile, nil)
}

func keepsGroupFiling(s *Snapshot, about ledger.Subject) Verdict {
	g, _ := s.group(about.Group)
	return keepsFiling(s.Policy.Group.FilingRequired, g.Live())
}

func keepsAccountFiling(s *Snapshot, about ledger.Subject) Verdict {
	running := slices.ContainsFunc(s.County.Accounts, func(a workgroup.OfficialAccount) bool { return a.Code == about.Code && Running(a.State) })
	return keepsFiling(s.Policy.Account.FilingRequired, running)
}

func keepsAppFiling(s *Snapshot, _ ledger.Subject) Verdict {
	return keepsFiling(s.Policy.App.FilingRequired, true)
}

func keepsFiling(required, live bool) Verdict {
	switch {
	case !required:
		return allClear(reasonNotRequired, nil)
	case !live:
		return allClear(reasonNotLive, nil)
	}
	return allClear(reasonOnFile, nil)
}

func keepsGroupName(s *Snapshot, about ledger.Subject) Verdict {
	switch g, _ := s.group(about.Group); {
	case !g.Live():
		return allClear(reasonNotLive, nil)
	case slices.Contains(s.Policy.Group.Naming.ExemptCategories, g.Category):
		return allClear(reasonNotJudged, nil)
	}
	return allClear(reasonFits, nil)
}

// keepsLoad lists the counted groups of a person beside the limit.
func keepsLoad(s *Snapshot, about ledger.Subject) Verdict {
	limit := s.Policy.Member.MaxGroupsPerPerson
	if limit == 0 {
		return allClear(reasonNotRequired, nil)
	}
	return allClear(reasonWithin, overload{groupsWith(s, map[string]bool{about.Person: true})[about.Person], limit})
}

func keepsAccountQuota(s *Snapshot, about ledger.Subject) Verdict {
	if s.OwnUnit(about.Code) != about.Code {
		return allClear(reasonWithOwn, nil)
	}
	return allClear(reasonWithin, nil)
}
