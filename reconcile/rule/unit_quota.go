package rule

import (
	"cmp"
	"slices"
	"strings"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/policy"
	"qunguan/reconcile/workgroup"
)

// UnitQuota is the rule's id.
const UnitQuota = "unit.quota"

var unitQuota = &Rule{
	ID: UnitQuota, Job: JobGroupCheck, Subject: ledger.SubjectUnit,
	Judge: County(judgeQuotas), Keeps: keepsQuota, Reads: ReadsActivity | ReadsMembership, Evidence: Fields[overQuota](),
	Figure: Figure{Fact: "count", By: "limit"},
	Words: Words{
		Name:  text("群数超过规定", "over the quota"),
		Short: text("工作群数量超过规定", "units over their quota"),
		Why:   text("规定了各类单位最多几个工作群；日常交流、党员交流、便民服务等群不算。股室、站所的群算在主管单位里。", "The rules say how many work groups a unit may have; some categories do not count, and sections count with their unit."),
		Title: one("{unit}及下属股室有 {count} 个计数工作群，规定 {limit} 个", "{unit} and its sections have {count} counted work groups; {limit} are allowed"),
		Line:  one("{unit}及下属股室有 {count} 个计数工作群，规定 {limit} 个。用得最少的 {over_n} 个是：{over}", "{unit} and its sections have {count} counted work groups; {limit} are allowed. The {over_n} least used: {over}"),
		Todo:  one("请合并或解散多出的群，先看用得最少的，办好后报{office}登记；某个群的类别登记错了的，请报{office}更正。", "Merge or dissolve what is too much, the least used first, and tell {office}; so too if a category is wrong."),

		Measure: text("合并、解散多出的群。", "Merge or dissolve what is too much."),
	},
}

// overQuota lists the least used groups, as many as are too many.
type overQuota struct {
	Count      int        `json:"count" zh:"计数的工作群" en:"Counted groups"`
	Limit      int        `json:"limit" zh:"规定最多" en:"Allowed"`
	Over       ManyGroups `json:"over" zh:"用得最少的（最后发言最早、人数最少的在前）" en:"Least used first"`
	Headcount  int        `json:"headcount,omitempty" zh:"单位人数" en:"People of the unit"`
	EndingSoon ManyGroups `json:"ending_soon,omitempty" zh:"其中快到期的阶段性群" en:"Of them ending soon"`
}

var reasonOverQuota = because("over_quota", "超过规定的数量", "over the quota")

// judgeQuotas: an own unit with its sections has more counted groups than the
// policy allows, also after the stage-limited ones that end soon.
func judgeQuotas(s *Snapshot) []Ruling {
	counted := s.groupsOf(s.counted)
	heads := s.headcounts()
	grace := s.Day.AddDays(s.Policy.QuotaGraceDays)
	var rulings []Ruling
	for _, own := range sortedKeys(counted) {
		groups, unit := counted[own], s.Dir.Units[own]
		n := heads(unit)
		quota, ok := s.Policy.QuotaFor(unit.Kind, n)
		if !ok || len(groups) <= quota.Groups {
			continue
		}
		ending := slices.DeleteFunc(slices.Clone(groups), func(n int32) bool {
			g := s.County.Groups.At(n)
			return !g.Staged || g.EndsOn < s.Day || g.EndsOn > grace
		})
		if len(groups)-len(ending) <= quota.Groups {
			continue
		}
		over := s.leastUsed(groups, len(groups)-quota.Groups)
		rulings = append(rulings, Ruling{
			Subject: ledger.Subject{Type: ledger.SubjectUnit, Code: own}, Unit: own,
			Verdict: violated(reasonOverQuota, overQuota{
				Count: len(groups), Limit: quota.Groups, Over: over, Headcount: max(0, int(n)), EndingSoon: ManyGroups(s.codesOf(ending)),
			}),
		})
	}
	return rulings
}

// headcounts tells a unit's 人数, or, where the registry gives none, the people
// in service of it and of its sections.
func (s *Snapshot) headcounts() func(workgroup.Unit) policy.Headcount {
	serving := map[string]int{}
	for p := range s.Dir.People.All() {
		if p.ServiceOn(s.Day) == workgroup.InService {
			serving[s.OwnUnit(p.Unit)]++
		}
	}
	return func(u workgroup.Unit) policy.Headcount {
		if n := cmp.Or(u.Headcount, serving[u.Code]); n > 0 {
			return policy.Headcount(n)
		}
		return policy.Unknown
	}
}

// leastUsed are the n groups that are used least: those of the oldest last
// activity, unknown last; then those of the fewest members, unknown last; then
// by code.
func (s *Snapshot) leastUsed(groups []int32, n int) ManyGroups {
	type use struct {
		code string
		last workgroup.Date
		size int
	}
	uses := make([]use, len(groups))
	for i, number := range groups {
		code := s.County.Groups.Code(number)
		uses[i] = use{code, s.County.Activity.Of(code).LastDay, s.sizeOf(code)}
	}
	unknownLast := func(unknownA, unknownB bool) int {
		switch {
		case unknownA == unknownB:
			return 0
		case unknownA:
			return 1
		}
		return -1
	}
	slices.SortFunc(uses, func(a, b use) int {
		return cmp.Or(
			unknownLast(a.last == "", b.last == ""), strings.Compare(string(a.last), string(b.last)),
			unknownLast(a.size < 0, b.size < 0), cmp.Compare(a.size, b.size),
			strings.Compare(a.code, b.code),
		)
	})
	over := make(ManyGroups, 0, n)
	for _, u := range uses[:n] {
		over = append(over, GroupCode(u.code))
	}
	return over
}

var (
	reasonNoLimit    = because("no_limit", "这类单位没有规定数量", "no limit for such a unit")
	reasonEndingSoon = because("within_limit_soon", "快到期的阶段性群结束后，没有超过规定", "within the limit when the groups that end soon are over")
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
