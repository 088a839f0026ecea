package rule

import (
	"cmp"
	"strings"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/overlap"
)

// GroupDuplicate is the rule's id.
const GroupDuplicate = "group.duplicate"

var groupDuplicate = &Rule{
	ID: GroupDuplicate, Job: JobOverlapScan, Subject: ledger.SubjectPair,
	Judge: County(judgeDuplicates), Reads: ReadsHistory | ReadsRosters | ReadsMembership, Evidence: Fields[sameMatter](),
	Words: Words{
		Name:  text("重复群", "duplicate groups"),
		Short: text("为同一件事建的群", "groups for the same matter"),
		Why:   text("同一单位有名称或用途相同的群：一事一群，同类事项一个群。", "A unit has groups of one name or purpose: one matter, one group."),
		Title: Forms{
			"":             {Zh: "群“{group}”和“{group2}”名称或用途相近（相同的是：{shared}）", En: "Groups “{group}” and “{group2}” are alike (both: {shared})"},
			"same_name":    {Zh: "群“{group}”和“{group2}”名称相同", En: "Groups “{group}” and “{group2}” have the same name"},
			"same_purpose": {Zh: "群“{group}”和“{group2}”用途相同", En: "Groups “{group}” and “{group2}” have the same purpose"},
		},
		Line: Forms{
			"":             {Zh: "与群“{group2}”相近（相同的是：{shared}），像是同一件事", En: "Like “{group2}” (both: {shared}); it seems the same matter"},
			"same_name":    {Zh: "去掉单位名和“工作群”之类的字，与群“{group2}”同名", En: "Without unit and everyday words the name is that of “{group2}”"},
			"same_purpose": {Zh: "与群“{group2}”用途相同", En: "The same purpose as “{group2}”"},
		},
		Todo:    one("请合并成一个，合并后报{office}登记；确实是两件事的，请把群名、用途改清楚并报{office}登记，或申请豁免。", "Merge them into one and tell {office}; if they are two matters, make names and purposes say so and tell {office}, or ask for an exemption."),
		Measure: text("合并，或改名说清楚。", "Merge them, or rename them."),
		Task: &TaskWords{
			Heading: text("为同一件事建的群", "Groups for the same matter"),
			Line:    text("这 {n} 个群像是为同一件事建的：{list}", "These {n} groups seem to be for the same matter: {list}"),
			Both:    text("这 {n} 个群像是为同一件事建的，成员也有基本相同的：{list}", "These {n} groups seem to be for the same matter, and some have nearly the same people: {list}"),
			Todo:    text("请与其他群主商量合并成一个，合并后报{office}登记；确实是不同的事的，请把群名、用途改清楚并报{office}登记，或申请豁免。", "Talk to the other owners about making them one, and tell {office}; if they are different matters, make names and purposes say so and tell {office}, or ask for an exemption."),
		},
	},
	// The owner who is asked about the members of a pair is asked about its
	// matter too: one item, one answer.
	Starts: func(v View) Start { return Start{Group: cmp.Or(string(of[sameMatter](v).Merge), v.Case.Subject.Group)} },
	Together: func(v View) string {
		if survivor := of[sameMatter](v).Survivor; survivor != "" {
			return togetherBySurvivor(survivor)
		}
		return "matter:" + string(of[sameMatter](v).Set)
	},
	Form: func(v View) string { return string(of[sameMatter](v).Reason) },
}

type sameMatter struct {
	Reason ReasonID `json:"reason" zh:"怎样重复" en:"In what way"`
	Score  float64  `json:"score,omitempty" zh:"相近程度（0 到 1）" en:"Likeness, 0 to 1"`
	Shared []string `json:"shared,omitempty" zh:"相同的是" en:"In both"`

	// The overlap's case about the same pair, if there is one.
	Survivor GroupCode `json:"survivor,omitempty" zh:"成员也基本相同的群里建议保留的" en:"Proposed to stay of those with the same people"`
	Merge    GroupCode `json:"merge,omitempty" zh:"建议并入" en:"Proposed to merge"`
	// Set is the first group of those that hang together by such pairs.
	Set GroupCode `json:"set,omitempty" zh:"同一件事的群里编号最小的" en:"First of the groups for this matter"`
}

var (
	_ = because(overlap.SamePurpose, "用途相同", "same purpose")
	_ = because(overlap.Similar, "名称或用途相近", "alike")
)

// judgeDuplicates: pairs of counted groups of one own unit that have the same
// name or purpose, or are alike.
func judgeDuplicates(s *Snapshot) []Ruling {
	var groups []overlap.Group
	for g := range s.County.Groups.All() {
		if s.counted(g) {
			groups = append(groups, s.overlapGroup(g))
		}
	}
	cores := s.cores()
	duplicates := overlap.Duplicates(groups, cores, s.Policy.Overlap.Name)
	inOverlap := s.overlapsByPair()
	var apart []overlap.Pair // without those that are told with an overlap
	for _, d := range duplicates {
		if _, ok := inOverlap[pairOf(groups[d.A].Code, groups[d.B].Code)]; !ok {
			apart = append(apart, overlap.Pair{A: d.A, B: d.B})
		}
	}
	first := make([]string, len(groups))
	for _, set := range overlap.Sets(groups, apart) {
		for _, g := range set.Groups {
			first[g] = groups[set.Groups[0]].Code
		}
	}
	var rulings []Ruling
	for _, d := range duplicates {
		a, b := groups[d.A], groups[d.B]
		if strings.Compare(a.Code, b.Code) > 0 {
			a, b = b, a
		}
		e := sameMatter{Reason: ReasonID(d.Reason), Score: shareRounded(d.Score), Shared: d.Shared}
		if o, ok := inOverlap[pairOf(a.Code, b.Code)]; ok {
			e.Survivor, e.Merge = o.Survivor, o.asked
		} else {
			e.Set = GroupCode(first[d.A])
		}
		rulings = append(rulings, Ruling{
			Subject: ledger.Subject{Type: ledger.SubjectPair, Group: a.Code, Group2: b.Code}, Unit: a.Unit, Verdict: violated(reasons[d.Reason], e),
		})
	}
	return rulings
}

// shareRounded is a likeness with three decimals, so that evidence is the same
// at every run.
func shareRounded(x float64) float64 { return float64(int(x*1000+0.5)) / 1000 }
