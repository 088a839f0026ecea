package rule

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"qunguan/reconcile/identity"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/naming"
	"qunguan/reconcile/overlap"
	"qunguan/reconcile/workgroup"
)

// GroupRebound is the rule's id.
const GroupRebound = "group.rebound"

var groupRebound = &Rule{
	ID: GroupRebound, Job: JobGroupCheck, Subject: ledger.SubjectGroup,
	Judge: County(judgeRebounds), Reads: ReadsHistory | ReadsMembership | ReadsFilings, Evidence: Fields[reboundOf](),
	Confirmed: ByRosters,
	Words: Words{
		Name:  text("解散后又建", "rebound"),
		Short: text("解散的群改头换面又建起来", "dissolved groups that came back"),
		Why:   text("同一单位解散了一个群，前后不久又有了名称或成员几乎相同的群：改头换面、明减暗增。", "A unit ended a group and has another with the same name or people about the same time."),
		Title: Forms{
			"":       {Zh: "群“{group}”与 {ended_on} 解散的“{ended_group}”同名", En: "Group “{group}” has the name of “{ended_group}”, which ended on {ended_on}"},
			"people": {Zh: "群“{group}”与 {ended_on} 解散的“{ended_group}”成员基本相同", En: "Group “{group}” has the people of “{ended_group}”, which ended on {ended_on}"},
		},
		Line: Forms{
			"":       {Zh: "与 {ended_on} 解散的“{ended_group}”名称相同，像是又建了一个", En: "Has the name of “{ended_group}”, which ended on {ended_on}"},
			"people": {Zh: "与 {ended_on} 解散的“{ended_group}”成员基本相同，像是又建了一个", En: "Has nearly all people of “{ended_group}”, which ended on {ended_on}"},
		},
		Todo:    one("确需保留的，请向{office}报备并说明与原群的关系；不需要的，请解散并报{office}登记。", "If it is needed, file it with {office} and say how it relates to the former one; else dissolve it and tell {office}."),
		Measure: text("补办报备，或解散。", "File it, or dissolve it."),
	},
	Form: func(v View) string {
		if of[reboundOf](v).Reason == byPeople {
			return "people"
		}
		return ""
	},
}

const (
	byName   ReasonID = "name"
	byPeople ReasonID = "people"
)

type reboundOf struct {
	Reason     ReasonID       `json:"reason" zh:"相同之处" en:"What is the same"`
	EndedGroup GroupCode      `json:"ended_group" zh:"解散的群" en:"The group that ended"`
	EndedOn    workgroup.Date `json:"ended_on" zh:"解散日期" en:"Ended on"`
}

var (
	_ = because(string(byName), "名称相同", "same name")
	_ = because(string(byPeople), "成员基本相同", "same people")
)

// foundedBefore is how many days before the other's end a rebound may have been
// founded: the new group is often there before the old one goes.
const foundedBefore = 30

// judgeRebounds: a group was founded about the time at which one of its own
// unit with the same name or people ended.
func judgeRebounds(s *Snapshot) []Ruling {
	rebuilt := s.rebuilt()
	founded := s.foundings()
	all := s.groupsOf(func(workgroup.Group) bool { return true })
	cores := naming.NewCores(s.namingRule(s.Policy.Group.Naming), s.Dir.Units, s.Policy.SectionKinds)
	approved := s.approvals()
	var rulings []Ruling
	for _, own := range sortedKeys(all) {
		groups := s.groupsAt(all[own])
		ended := slices.DeleteFunc(slices.Clone(groups), func(g workgroup.Group) bool {
			return !g.Ended() || g.DissolvedOn == "" || g.DissolvedOn > s.Day
		})
		if len(ended) == 0 {
			continue
		}
		for _, g := range groups {
			day := founded(g)
			if !g.Live() || day == "" || day > s.Day || rebuilt(g.Category) {
				continue
			}
			if best, ok := s.reboundOf(g, day, ended, cores, approved[g.Code]); ok {
				rulings = append(rulings, Ruling{
					Subject: ledger.Subject{Type: ledger.SubjectGroup, Group: g.Code}, Unit: g.Unit, Verdict: violated(reasons[string(best.Reason)], best), Data: s.reboundData(g.Code, best),
				})
			}
		}
	}
	return rulings
}

// reboundOf finds the ended group that the live one replaces: by name before by
// people, then the one that ended last, then by code.
func (s *Snapshot) reboundOf(g workgroup.Group, founded workgroup.Date, ended []workgroup.Group, cores *naming.Cores, approvedOn workgroup.Date) (reboundOf, bool) {
	var found []reboundOf
	for _, e := range ended {
		after := e.DissolvedOn.DaysUntil(founded)
		switch {
		case e.Code == g.Code, e.MergedInto == g.Code, after < -foundedBefore, after > s.Policy.Group.ReboundDays, approvedOn > e.DissolvedOn:
		case naming.SameName(cores.Of(g.Name, g.Unit), cores.Of(e.Name, e.Unit), g.Unit == e.Unit):
			found = append(found, reboundOf{byName, GroupCode(e.Code), e.DissolvedOn})
		case s.samePeople(g, e):
			found = append(found, reboundOf{byPeople, GroupCode(e.Code), e.DissolvedOn})
		}
	}
	if len(found) == 0 {
		return reboundOf{}, false
	}
	return slices.MinFunc(found, func(a, b reboundOf) int {
		return cmp.Or(strings.Compare(string(a.Reason), string(b.Reason)), strings.Compare(string(b.EndedOn), string(a.EndedOn)), strings.Compare(string(a.EndedGroup), string(b.EndedGroup)))
	}), true
}

// reboundData is the older of the rosters that a rebound by people rests on.
func (s *Snapshot) reboundData(group string, e reboundOf) time.Time {
	if e.Reason == byPeople {
		return s.older(group, string(e.EndedGroup))
	}
	return s.Moment
}

// samePeople reports whether the groups' newest rosters overlap as one matter's
// would: the same category, or the same purpose.
func (s *Snapshot) samePeople(a, b workgroup.Group) bool {
	purpose := identity.Fold(a.Purpose)
	if a.Category != b.Category && (purpose == "" || purpose != identity.Fold(b.Purpose)) {
		return false
	}
	least := s.Policy.Overlap.MinMembers
	sizeA, sizeB := s.sizeOf(a.Code), s.sizeOf(b.Code)
	if sizeA < least || sizeB < least {
		return false
	}
	share, err := overlap.ShareOf(s.Policy.Overlap.Jaccard)
	common := commonOf(s.County.Membership.KnownList(a.Code), s.County.Membership.KnownList(b.Code))
	return err == nil && share.Reached(common, sizeA+sizeB-common)
}

// commonOf counts the members that two ascending lists share.
func commonOf(a, b []int32) int {
	n := 0
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] < b[0]:
			a = a[1:]
		case a[0] > b[0]:
			b = b[1:]
		default:
			a, b, n = a[1:], b[1:], n+1
		}
	}
	return n
}

// rebuilt tells categories whose groups are deleted and founded anew by rule.
func (s *Snapshot) rebuilt() func(category string) bool {
	return func(category string) bool {
		for _, u := range s.Policy.Upkeep {
			if u.ID == "rebuild" && (len(u.Categories) == 0 || slices.Contains(u.Categories, category)) {
				return true
			}
		}
		return false
	}
}

// approvals maps groups to the day of their newest approved filing.
func (s *Snapshot) approvals() map[string]workgroup.Date {
	byCode := map[string]workgroup.Filing{}
	newest := map[string]workgroup.Date{}
	for _, f := range s.County.Filings {
		if !f.ForGroup() || f.ApprovedOn > s.Day {
			continue
		}
		byCode[f.Code] = f
		if f.Group != "" {
			newest[f.Group] = max(newest[f.Group], f.ApprovedOn)
		}
	}
	for g := range s.County.Groups.All() {
		if f, ok := byCode[g.Filing]; ok && g.Filing != "" {
			newest[g.Code] = max(newest[g.Code], f.ApprovedOn)
		}
	}
	return newest
}
