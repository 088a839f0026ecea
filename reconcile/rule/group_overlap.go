package rule

import (
	"math"
	"time"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/overlap"
)

// GroupOverlap is the rule's id.
const GroupOverlap = "group.overlap"

var groupOverlap = &Rule{
	ID: GroupOverlap, Job: JobOverlapScan, Subject: ledger.SubjectPair,
	Judge: County(judgeOverlaps), Reads: ReadsRosters | ReadsMembership | ReadsHistory, Evidence: Fields[sharedPeople](),
	Confirmed: ByRosters,
	Starts: func(v View) Start {
		e := of[sharedPeople](v)
		switch {
		case e.Merge != "":
			return Start{Group: string(e.Merge)}
		case e.Members2 < e.Members || e.Members2 == e.Members: // equal: the byte-smaller code is the larger
			return Start{Group: v.Case.Subject.Group2}
		}
		return Start{Group: v.Case.Subject.Group}
	},
	Unjudged: func(s *Snapshot, c ledger.Case) (Reason, bool) {
		return reasonRosterStale, !s.Fresh(c.Subject.Group) || !s.Fresh(c.Subject.Group2)
	},
	Settled: func(s *Snapshot, c ledger.Case) bool { return !s.comparable(c.Subject.Group, c.Subject.Group2) },
	Words: Words{
		Name:  text("群成员重叠", "overlap"),
		Short: text("成员基本相同的群", "groups with the same people"),
		Why:   text("两个群的成员基本相同，或者一个群的人几乎都在另一个群里，可以合并。", "Two groups have nearly the same people, or one is nearly whole inside the other: they could be one."),
		Title: Forms{
			"":          {Zh: "群“{group}”和“{group2}”的成员基本相同（共同 {common} 人）", En: "Groups “{group}” and “{group2}” have nearly the same people ({common} in both)"},
			"contained": {Zh: "群“{group}”和“{group2}”中，人少的一个几乎都在另一个里（共同 {common} 人）", En: "Of groups “{group}” and “{group2}” the smaller is nearly whole inside the other ({common} in both)"},
		},
		Line: Forms{
			"":          {Zh: "与群“{group2}”的成员基本相同：共同 {common} 人，两群各 {members} 人、{members2} 人", En: "Nearly the same people as “{group2}”: {common} in both, of {members} and {members2}"},
			"contained": {Zh: "与群“{group2}”成员重叠：共同 {common} 人，两群各 {members} 人、{members2} 人", En: "Shares people with “{group2}”: {common} in both, of {members} and {members2}"},
		},
		Todo: Forms{
			"":      {Zh: "请与对方群主商量合并，合并后报{office}登记；确实是两件事的，请向{office}说明，可申请豁免。", En: "Talk to the other owner about merging, and tell {office}; if they are two matters, tell {office}, who can exempt them."},
			"set":   {Zh: "还有别的群也是这些人，建议都并入“{survivor}”，合并后报{office}登记；确实是不同的事的，请向{office}说明，可申请豁免。", En: "Other groups have these people too: merge all into “{survivor}” and tell {office}; if they are different matters, tell {office}, who can exempt them."},
			"merge": {Zh: "建议把“{merge}”并入“{keep}”，合并后报{office}登记；确实是两件事的，请向{office}说明，可申请豁免。", En: "Merge “{merge}” into “{keep}” and tell {office}; if they are two matters, tell {office}, who can exempt them."},
		},
		Measure: text("合并，或说明为什么要分开。", "Merge them, or say why they are apart."),
		Task: &TaskWords{
			Heading: text("成员基本相同的群", "Groups with the same people"),
			Line:    text("这 {n} 个群的成员基本相同：{list}。建议保留“{survivor}”", "These {n} groups have nearly the same people: {list}. “{survivor}” is proposed to stay"),
			Both:    text("这 {n} 个群的成员基本相同，名称或用途也有相同的：{list}。建议保留“{survivor}”", "These {n} groups have nearly the same people, and some the same name or purpose: {list}. “{survivor}” is proposed to stay"),
			Todo:    text("请与其他群主商量合并成一个，合并后报{office}登记；确实是不同的事的，请向{office}说明，可申请豁免。", "Talk to the other owners about making them one, and tell {office}; if they are different matters, tell {office}, who can exempt them."),
		},
	},
	Form: func(v View) string {
		if of[sharedPeople](v).Reason == ReasonID(overlap.Contained) {
			return "contained"
		}
		return ""
	},
	Asks: func(_ *Teller, v View) string {
		switch e := of[sharedPeople](v); {
		case e.Merge != "":
			return "merge"
		case e.Survivor != "" && string(e.Survivor) != v.Case.Subject.Group && string(e.Survivor) != v.Case.Subject.Group2:
			return "set"
		}
		return ""
	},
	Together: func(v View) string { return togetherBySurvivor(of[sharedPeople](v).Survivor) },
}

type sharedPeople struct {
	Reason      ReasonID  `json:"reason" zh:"怎样重叠" en:"In what way"`
	Common      int       `json:"common" zh:"共同的成员" en:"Members of both"`
	Members     int       `json:"members" zh:"前一个群的成员" en:"Members of the first"`
	Members2    int       `json:"members2" zh:"后一个群的成员" en:"Members of the second"`
	Jaccard     float64   `json:"jaccard" zh:"共同成员占两群全体的比例" en:"Share of both together"`
	Containment float64   `json:"containment" zh:"共同成员占人少的群的比例" en:"Share of the smaller"`
	Survivor    GroupCode `json:"survivor" zh:"这些群里建议保留的" en:"Proposed to stay of the whole set"`
	Keep        GroupCode `json:"keep" zh:"建议保留" en:"Proposed to stay"`
	Merge       GroupCode `json:"merge" zh:"建议并入" en:"Proposed to merge"`
	Forecast    forecast  `json:"forecast" zh:"合并后" en:"After merging"`
}

// forecast is the surviving group as it would be after merging.
type forecast struct {
	Members int `json:"members"`
	Joins   int `json:"joins"`
}

func (f forecast) say(t *Teller, _ manner) string {
	return t.Say("rule.forecast", "members", f.Members, "joins", f.Joins)
}

var (
	reasonSamePeople = because(overlap.SamePeople, "成员基本相同", "nearly the same people")
	reasonContained  = because(overlap.Contained, "一个群几乎都在另一个里", "one is nearly whole inside the other")
)

// judgeOverlaps finds pairs of live groups whose fresh rosters have the same people, or of which one
// is contained in the other. Connected pairs have one survivor.
func judgeOverlaps(s *Snapshot) []Ruling {
	groups, pairs, survivor := s.overlappingPairs()
	rulings := make([]Ruling, 0, len(pairs))
	for _, p := range pairs {
		a, b := p.A, p.B
		if groups[a].Code > groups[b].Code {
			a, b = b, a
		}
		reason := reasonSamePeople
		if p.Contained {
			reason = reasonContained
		}
		common, sizeA, sizeB := int(p.Common), groups[a].Members, groups[b].Members
		kept := survivor[a]
		e := sharedPeople{
			Reason: ReasonID(reason.ID), Common: common, Members: sizeA, Members2: sizeB,
			Jaccard: shareOf(common, sizeA+sizeB-common), Containment: shareOf(common, min(sizeA, sizeB)),
			Survivor: GroupCode(groups[kept].Code),
			Forecast: forecast{Members: sizeA + sizeB - common, Joins: min(sizeA, sizeB) - common},
		}
		if kept == a || kept == b {
			other := a + b - kept
			e.Keep, e.Merge = e.Survivor, GroupCode(groups[other].Code)
			e.Forecast.Joins = groups[other].Members - common
		}
		rulings = append(rulings, Ruling{
			Subject: ledger.Subject{Type: ledger.SubjectPair, Group: groups[a].Code, Group2: groups[b].Code},
			Unit:    groups[a].Unit, Verdict: violated(reason, e), Data: s.older(groups[a].Code, groups[b].Code),
		})
	}
	return rulings
}

// shareOf is n of all, rounded half up to three decimals.
func shareOf(n, all int) float64 {
	if all == 0 {
		return 0
	}
	return math.Floor((float64(n)*2000+float64(all))/float64(2*all)) / 1000
}

// older is when the older of the groups' newest rosters was taken.
func (s *Snapshot) older(groups ...string) time.Time {
	var oldest time.Time
	for i, g := range groups {
		if at := s.County.Rosters.Of(g).DataAt(); i == 0 || at.Before(oldest) {
			oldest = at
		}
	}
	return oldest
}

// comparable reports whether the registry alone lets the pair be judged for
// overlap.
func (s *Snapshot) comparable(a, b string) bool {
	groupA, okA := s.County.Groups.Find(a)
	groupB, okB := s.County.Groups.Find(b)
	if !okA || !okB {
		return false
	}
	x, y := s.overlapGroup(groupA), s.overlapGroup(groupB)
	if !groupA.Live() || !groupB.Live() || x.Class() != y.Class() {
		return false
	}
	// Rosters say which of the two is the larger: the registry alone excludes a
	// pair that is excluded either way.
	x.Members, y.Members = 1, 0
	if overlap.Comparable(&x, &y, s.Dir.Units) {
		return true
	}
	x.Members, y.Members = 0, 1
	return overlap.Comparable(&x, &y, s.Dir.Units)
}
