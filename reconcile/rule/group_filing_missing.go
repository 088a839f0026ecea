package rule

import (
	"qunguan/reconcile/filing"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// GroupFilingMissing is the rule's id.
const GroupFilingMissing = "group.filing_missing"

var groupFilingMissing = &Rule{
	ID: GroupFilingMissing, Job: JobGroupCheck, Subject: ledger.SubjectGroup,
	Judge: County(judgeGroupFilings), Keeps: keepsGroupFiling, Evidence: Fields[filingGaps](),
	Words: Words{
		Name:  text("没有备案", "not filed"),
		Short: text("没有备案编号", "groups without a filing"),
		Why: text(
			"建群要先报备，这个群没有备案编号。补报只要一步：filing new --group 群编号 --by 工号，登记表里有的会自动填好。",
			"Groups are filed before they are founded; this one has no filing number. Filing it takes one step: filing new --group CODE --by PERSON fills in what the registry knows.",
		),
		Title: one("群“{group}”没有备案编号", "Group “{group}” has no filing number"),
		Line:  one("没有备案编号", "No filing number"),
		Todo: Forms{
			"":         {Zh: "仍要用的，请告诉{office}补报，登记表里该有的都有，不用再填；不再用的，请解散并告诉{office}。", En: "If it is still used, tell {office} to file it: the registry has all that is needed. If it is no longer used, dissolve it and tell {office}."},
			"lacking":  {Zh: "仍要用的，请把{lacks}告诉{office}补报，其余按登记表填好；不再用的，请解散并告诉{office}。", En: "If it is still used, tell {office} {lacks} to file it: the rest is filled in from the registry. If it is no longer used, dissolve it and tell {office}."},
			"not_seen": {Zh: "仍要用的，请向{office}补报用途、使用期限、参与人员和群主；不再用的，请解散并告诉{office}。", En: "File it with {office}: purpose, period, people and owner. If it is no longer used, dissolve it and tell {office}."},
		},
		Measure: text("补办备案或解散。", "File it, or dissolve it."),
		Task: &TaskWords{
			Heading: text("没有备案编号的群", "Groups without a filing number"),
			Line:    text("这 {n} 个群没有备案编号：{list}", "{n} groups have no filing number: {list}"),
			Item:    text("“{group}”", "“{group}”"),
			Todo:    text("仍要用的，请把各群的用途和使用期限一并告诉{office}补报，登记表里有的不用再填；不再用的，请解散并一并告诉。", "If they are still used, tell {office} the purpose of each and how long it is needed, to file them together: what the registry knows is filled in. Dissolve what is no longer used, and say so."),
		},
	},
	// On the first day most groups have none: each owner gets one thing to do for all of them.
	Together: func(View) string { return "filing" },
	Asks: func(_ *Teller, v View) string {
		switch e := of[filingGaps](v); {
		case e.Lacks == nil: // a case older than the evidence
			return "not_seen"
		case len(e.Lacks) > 0:
			return "lacking"
		}
		return ""
	},
}

// filingGaps are the facts that a filing must state and the registry lacks.
type filingGaps struct {
	Lacks ReasonIDs `json:"lacks" zh:"补报还缺" en:"The filing lacks"`
}

func gapsOf(g workgroup.Group) filingGaps {
	r := filing.Request{Kind: filing.Group}
	r.FillIn(g)
	gaps := filingGaps{Lacks: ReasonIDs{}}
	for _, what := range r.Missing() {
		gaps.Lacks = append(gaps.Lacks, ReasonID("lacks_"+what))
	}
	return gaps
}

// noEvidence is the evidence of rules whose title says everything.
type noEvidence struct{}

var (
	_ = because("lacks_name", "名称", "its name")
	_ = because("lacks_unit", "单位", "its unit")
	_ = because("lacks_purpose", "用途", "its purpose")
	_ = because("lacks_owner", "群主", "its owner")
	_ = because("lacks_until", "使用期限", "how long it is needed")
	_ = because("lacks_scope", "参与人员", "who should be in it")

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
	for g := range s.County.Groups.All() {
		known = known || g.Filing != ""
	}
	if !known {
		return Unjudgeable(reasonNoFilings)
	}
	var rulings []Ruling
	for g := range s.County.Groups.All() {
		if g.Live() && g.Filing == "" {
			rulings = append(rulings, Ruling{
				Subject: ledger.Subject{Type: ledger.SubjectGroup, Group: g.Code}, Unit: g.Unit, Verdict: violated(reasonNoFiling, gapsOf(g)),
			})
		}
	}
	return rulings
}

func keepsGroupFiling(s *Snapshot, about ledger.Subject) Verdict {
	g := s.County.Groups.Of(about.Group)
	return keepsFiling(s.Policy.Group.FilingRequired, g.Live())
}
