package rule

import (
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// UnitRulesMissing is the rule's id.
const UnitRulesMissing = "unit.rules_missing"

var unitRulesMissing = &Rule{
	ID: UnitRulesMissing, Job: JobGroupCheck, Subject: ledger.SubjectUnit,
	Judge: County(judgeUnitRules), Keeps: keepsUnitRules, Evidence: Fields[noEvidence](),
	Words: Words{
		Name:    text("没有工作群管理制度", "no rules on file"),
		Short:   text("没有登记工作群管理制度", "units without rules of their own"),
		Why:     text("各单位要建立工作群管理制度，明确群主和管理员的职责。", "Each unit has rules for its work groups that say what owners and administrators do."),
		Title:   one("{unit}没有登记工作群管理制度", "{unit} has no rules for its work groups on file"),
		Line:    one("{unit}没有登记工作群管理制度", "{unit} has no rules for its work groups on file"),
		Todo:    one("请制定工作群管理制度，把标题或网址报{office}登记。", "Write rules for the unit's work groups and tell {office} their title or address."),
		Measure: text("制定并登记工作群管理制度。", "Write the rules and file them."),
	},
}

var (
	reasonNoUnitRules   = because("no_unit_rules", "没有登记管理制度", "no rules on file")
	reasonNoRulesColumn = since("no_rules_column", "单位表里没有“制度文件”一栏", "no 制度文件 column", "{n} 处因单位表没有“制度文件”一栏，没有判断是否有管理制度", "rules of units not judged, no file had the column 制度文件: {n}")
)

// judgeUnitRules: own units have no rules text on file; sections follow their
// unit's. Units of which no file ever brought the column are not judged.
func judgeUnitRules(s *Snapshot) []Ruling {
	if !s.Policy.UnitRules {
		return nil
	}
	var rulings []Ruling
	for _, code := range sortedKeys(s.Dir.Units) {
		u := s.Dir.Units[code]
		if s.OwnUnit(code) != code || u.RulesText != "" {
			continue
		}
		r := Ruling{Subject: ledger.Subject{Type: ledger.SubjectUnit, Code: code}, Unit: code, Verdict: violated(reasonNoUnitRules, noEvidence{})}
		if !u.ColumnsSeen.Has(workgroup.ColumnRulesText) {
			r.Verdict = cannotJudge(reasonNoRulesColumn, nil)
		}
		rulings = append(rulings, r)
	}
	return rulings
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
