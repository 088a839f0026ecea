package rule

import (
	"qunguan/reconcile/ledger"
)

// GroupFilingMissing is the rule's id.
const GroupFilingMissing = "group.filing_missing"

var groupFilingMissing = &Rule{
	ID: GroupFilingMissing, Job: JobGroupCheck, Subject: ledger.SubjectGroup,
	Judge: County(judgeGroupFilings), Evidence: Fields[noEvidence](),
	Words: Words{
		Name:    text("没有备案", "not filed"),
		Short:   text("没有备案编号", "groups without a filing"),
		Why:     text("建群要先报备，这个群没有备案编号。", "Groups are filed before they are founded; this one has no filing number."),
		Title:   one("群“{group}”没有备案编号", "Group “{group}” has no filing number"),
		Line:    one("没有备案编号", "No filing number"),
		Todo:    one("仍要用的，请向{office}补报用途、使用期限、参与人员和群主；不再用的，请解散。", "File it with {office}: purpose, period, people and owner. If it is no longer used, dissolve it."),
		Measure: text("补办备案或解散。", "File it, or dissolve it."),
	},
}

// noEvidence is that of rules whose title says everything.
type noEvidence struct{}

var (
	reasonNoFiling  = because("no_filing", "没有备案编号", "no filing number")
	reasonNoFilings = since("no_filings_known", "登记表里没有任何备案编号", "no filing number in the registry", "登记表里没有任何备案编号，{n} 处没有判断是否备案", "filings not judged, the registry has no filing number: {n}")
)

// judgeGroupFilings: live groups without a filing number. A registry in which
// no group has one never got the column.
func judgeGroupFilings(s *Snapshot) []Ruling {
	if !s.Policy.Group.FilingRequired {
		return nil
	}
	known := false
	for _, g := range s.County.Groups {
		known = known || g.Filing != ""
	}
	if !known {
		return Unjudgeable(reasonNoFilings)
	}
	var rulings []Ruling
	for _, g := range s.County.Groups {
		if g.Live() && g.Filing == "" {
			rulings = append(rulings, Ruling{
				Subject: ledger.Subject{Type: ledger.SubjectGroup, Group: g.Code}, Unit: g.Unit, Verdict: violated(reasonNoFiling, noEvidence{}),
			})
		}
	}
	return rulings
}
