package rule

import (
	"slices"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// UnitCountyWide is the rule's id.
const UnitCountyWide = "unit.county_wide"

var unitCountyWide = &Rule{
	ID: UnitCountyWide, Job: JobGroupCheck, Subject: ledger.SubjectUnit,
	Judge: County(judgeCountyWide), Keeps: keepsCountyWide, Evidence: Fields[countyWideGroups](),
	Words: Words{
		Name:  text("全县性群过多", "county-wide groups"),
		Short: text("全县性工作群超过规定", "too many county-wide groups"),
		Why:   text("一个单位只开设规定数目的全县性工作群，不得以股室、站所、二级单位的名义分设。", "A unit has a limited number of county-wide groups, and its sections have none."),
		Title: Forms{
			"":               {Zh: "{unit}的全县性工作群不合规定：{reasons}（{groups}）", En: "County-wide groups of {unit}: {reasons} ({groups})"},
			"too_many":       {Zh: "{unit}及下属股室有 {groups_n} 个全县性工作群，规定 {limit} 个", En: "{unit} and its sections have {groups_n} county-wide groups; {limit} are allowed"},
			"forbidden_kind": {Zh: "{unit}不得开设全县性工作群，现有 {groups_n} 个", En: "{unit} may have no county-wide group and has {groups_n}"},
		},
		Line: Forms{
			"":               {Zh: "{unit}的全县性工作群不合规定：{reasons}（{groups}）", En: "County-wide groups of {unit}: {reasons} ({groups})"},
			"too_many":       {Zh: "{unit}及下属股室有 {groups_n} 个全县性工作群，规定 {limit} 个：{groups}", En: "{unit} and its sections have {groups_n} county-wide groups; {limit} are allowed: {groups}"},
			"forbidden_kind": {Zh: "{unit}不得开设全县性工作群，现有 {groups_n} 个：{groups}", En: "{unit} may have no county-wide group and has {groups_n}: {groups}"},
		},
		Todo: Forms{
			"":               {Zh: "请把多出的并入一个群，或解散，办好后报{office}登记。", En: "Merge what is too much into one group, or dissolve it, and tell {office}."},
			"forbidden_kind": {Zh: "请并入主管单位的全县性工作群，或解散，办好后报{office}登记；不是面向全县的，请报{office}更正“范围”。", En: "Merge it into the unit's county-wide group, or dissolve it, and tell {office}; so too if it is not county-wide."},
		},
		Measure: text("合并、解散多出的全县性工作群。", "Merge or dissolve county-wide groups."),
	},
	Form: countyWideForm,
	Asks: func(_ *Teller, v View) string { return countyWideForm(v) },
}

func countyWideForm(v View) string {
	if e := of[countyWideGroups](v); len(e.Reasons) == 1 {
		return string(e.Reasons[0])
	}
	return ""
}

type countyWideGroups struct {
	Reasons ReasonIDs  `json:"reasons" zh:"不合规定之处" en:"What is wrong"`
	Groups  ManyGroups `json:"groups" zh:"全县性工作群" en:"County-wide groups"`
	Limit   int        `json:"limit" zh:"规定最多" en:"Allowed"`
}

const reachCounty = "全县"

var (
	reasonForbiddenKind = because("forbidden_kind", "这类单位不得开设", "such a unit may have none")
	reasonTooMany       = because("too_many", "超过规定的数量", "more than are allowed")
)

func (s *Snapshot) countyWide(g workgroup.Group) bool {
	return s.counted(g) && g.Reach == reachCounty
}

// judgeCountyWide: a section owns a county-wide group, or an own unit with its
// sections has too many of them. Each unit has one case.
func judgeCountyWide(s *Snapshot) []Ruling {
	direct := map[string][]int32{}
	for n := range int32(s.County.Groups.Len()) { //nolint:gosec // fewer than two billion
		g := s.County.Groups.At(n)
		if u, ok := s.Dir.Units[g.Unit]; ok && s.countyWide(g) && slices.Contains(s.Policy.CountyWide.ForbiddenUnitKinds, u.Kind) {
			direct[g.Unit] = append(direct[g.Unit], n)
		}
	}
	together := s.groupsOf(s.countyWide)
	units := map[string]bool{}
	for u := range direct {
		units[u] = true
	}
	for u, groups := range together {
		if len(groups) > s.Policy.CountyWide.PerUnit {
			units[u] = true
		} else {
			delete(together, u)
		}
	}
	var rulings []Ruling
	for _, u := range sortedKeys(units) {
		e := countyWideGroups{Limit: s.Policy.CountyWide.PerUnit}
		reason := reasonTooMany
		if len(direct[u]) > 0 {
			e.Reasons, reason = append(e.Reasons, ReasonID(reasonForbiddenKind.ID)), reasonForbiddenKind
		}
		if len(together[u]) > 0 {
			e.Reasons = append(e.Reasons, ReasonID(reasonTooMany.ID))
		}
		e.Groups = ManyGroups(slices.Compact(s.codesOf(slices.Concat(direct[u], together[u]))))
		rulings = append(rulings, Ruling{Subject: ledger.Subject{Type: ledger.SubjectUnit, Code: u}, Unit: u, Verdict: violated(reason, e)})
	}
	return rulings
}

// keepsCountyWide lists the county-wide groups of an own unit beside their limit.
func keepsCountyWide(s *Snapshot, about ledger.Subject) Verdict {
	if s.OwnUnit(about.Code) != about.Code {
		return allClear(reasonWithOwn, nil)
	}
	groups := s.groupsOf(s.countyWide)[about.Code]
	return allClear(reasonWithin, countyWideGroups{Limit: s.Policy.CountyWide.PerUnit, Groups: ManyGroups(s.codesOf(groups))})
}
