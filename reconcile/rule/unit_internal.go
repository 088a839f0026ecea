package rule

import (
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// UnitInternal is the rule's id.
const UnitInternal = "unit.internal"

var unitInternal = &Rule{
	ID: UnitInternal, Job: JobGroupCheck, Subject: ledger.SubjectUnit,
	Judge: County(judgeInternal), Keeps: keepsInternal, Evidence: Fields[internalGroups](),
	Words: Words{
		Name:    text("单位内部综合群过多", "internal groups"),
		Short:   text("单位内部综合群超过规定", "too many internal general groups"),
		Why:     text("单位内部有一个党政工作交流群就够了，同类事项一个群。", "A unit needs one general group for itself."),
		Title:   one("{unit}有 {groups_n} 个单位内部的综合工作群，规定 {limit} 个", "{unit} has {groups_n} internal general groups; {limit} are allowed"),
		Line:    one("{unit}有 {groups_n} 个单位内部的综合工作群，规定 {limit} 个：{groups}", "{unit} has {groups_n} internal general groups; {limit} are allowed: {groups}"),
		Todo:    one("请合并成一个，合并后报{office}登记；类别或范围登记错了的，请报{office}更正。", "Merge them into one and tell {office}; if a category or reach is wrong, tell {office}."),
		Measure: text("合并单位内部的综合工作群。", "Merge the internal general groups."),
	},
}

type internalGroups struct {
	Groups ManyGroups `json:"groups" zh:"单位内部的综合工作群" en:"Internal general groups"`
	Limit  int        `json:"limit" zh:"规定最多" en:"Allowed"`
}

const reachInternal = "单位内部"

// generalGroup: a live general group of an own unit for itself.
func (s *Snapshot) generalGroup(g workgroup.Group) bool {
	return g.Live() && g.Reach == reachInternal && s.internal(g.Category) && s.OwnUnit(g.Unit) == g.Unit
}

// judgeInternal: several general groups for the unit itself belong directly to
// an own unit.
func judgeInternal(s *Snapshot) []Ruling {
	limit := s.Policy.Internal.PerUnit
	groups := s.groupsOf(s.generalGroup)
	var rulings []Ruling
	for _, own := range sortedKeys(groups) {
		if len(groups[own]) > limit {
			rulings = append(rulings, Ruling{
				Subject: ledger.Subject{Type: ledger.SubjectUnit, Code: own}, Unit: own,
				Verdict: violated(reasonTooMany, internalGroups{ManyGroups(s.codesOf(groups[own])), limit}),
			})
		}
	}
	return rulings
}

// keepsInternal lists the internal general groups of an own unit beside their
// limit.
func keepsInternal(s *Snapshot, about ledger.Subject) Verdict {
	if s.OwnUnit(about.Code) != about.Code {
		return allClear(reasonWithOwn, nil)
	}
	return allClear(reasonWithin, internalGroups{ManyGroups(s.codesOf(s.groupsOf(s.generalGroup)[about.Code])), s.Policy.Internal.PerUnit})
}
