package rule

import (
	"slices"

	"qunguan/reconcile/ledger"
)

// GroupNoScope is the rule's id.
const GroupNoScope = "group.no_scope"

var groupNoScope = &Rule{
	ID: GroupNoScope, Job: JobGroupCheck, Subject: ledger.SubjectGroup,
	Judge: Group(judgeNoScope), Evidence: Fields[noEvidence](),
	Words: Words{
		Name:    text("没有成员范围", "no scope"),
		Short:   text("没有登记成员范围", "groups without a scope"),
		Why:     text("没有登记哪些人该在群里，就没法核对谁不该在。", "Without a scope on record it cannot be checked who does not belong."),
		Title:   one("群“{group}”没有登记成员范围", "Group “{group}” has no scope on record"),
		Line:    one("没有登记哪些人该在群里", "Who belongs here is not on record"),
		Todo:    one("请把成员范围（哪些单位、岗位或人员）报{office}登记。", "Tell {office} who belongs: units, posts or people."),
		Measure: text("登记成员范围。", "Record who belongs."),
	},
}

var (
	reasonNotCounted = byPolicy("not_counted", "不计入限额的群", "not counted")
	reasonHasScope   = because("has_scope", "有成员范围", "has a scope")
)

// judgeNoScope finds groups without a description of their members. 外部 is one.
func judgeNoScope(f GroupFacts) Verdict {
	g := f.Group
	switch {
	case !f.counted(g):
		return allClear(reasonNotCounted, nil)
	case g.AllStaff || g.Scope.NamesAnybody() || g.Scope.Outsiders:
		return allClear(reasonHasScope, nil)
	case slices.Contains(f.Policy.Member.OpenCategories, g.Category):
		return allClear(reasonOpenGroup, nil)
	}
	return violated(reasonNoScope, noEvidence{})
}
