package rule

import (
	"cmp"
	"slices"
	"strings"

	"qunguan/reconcile/filing"
	"qunguan/reconcile/identity"
	"qunguan/reconcile/naming"
	"qunguan/reconcile/overlap"
	"qunguan/reconcile/policy"
	"qunguan/reconcile/workgroup"
)

// CompareReads are the data that comparing a filing needs beside the directory and the groups.
const CompareReads = ReadsRosters | ReadsMembership | ReadsHistory | ReadsAccounts | ReadsApps

// SamePurposeInCounty is why a county-wide group of another unit may serve.
const SamePurposeInCounty = "same_purpose_county"

// CompareFiling compares a request with the registry at once: whether the name is good, whether there
// is room, and whether a group serves the purpose already.
func (s *Snapshot) CompareFiling(r *filing.Request) filing.Comparison {
	c := filing.Comparison{Name: s.compareName(r), Similar: []filing.Similar{}}
	switch r.Kind {
	case filing.Account:
		c.Quota = s.accountRoom(r)
	case filing.App:
		c.Similar = s.similarApps(r)
	default:
		c.Quota, c.Similar = s.groupRoom(r), s.similarGroups(r)
	}
	c.Advice = c.Advise()
	return c
}

func (s *Snapshot) compareName(r *filing.Request) filing.NameCheck {
	p := s.Policy.Group.Naming
	var live []naming.Named
	switch r.Kind {
	case filing.App:
		return filing.NameCheck{OK: true, Reasons: []string{}}
	case filing.Account:
		p = s.Policy.AccountNamingRule()
		for _, a := range s.County.Accounts {
			live = append(live, naming.Named{Code: a.Code, Name: a.Name, Unit: a.Unit, Platform: a.Platform})
		}
	default:
		live = slices.Collect(s.liveNames(r.Group))
	}
	own := naming.Named{Code: "\x00", Name: r.Name, Unit: r.Unit, Platform: r.Platform, Category: r.Category, Since: s.Day}
	book := s.namingRule(p).NewBook(slices.Values(append(live, own)))
	found := book.Judge(own)
	check := filing.NameCheck{OK: len(found.Reasons) == 0, Reasons: append([]string{}, found.Reasons...)}
	if !check.OK {
		check.Proposed = book.Propose(own)
	}
	return check
}

// groupRoom is the quota of the own unit, and the day on which enough
// stage-limited groups have ended for one more.
func (s *Snapshot) groupRoom(r *filing.Request) filing.Quota {
	own := s.OwnUnit(r.Unit)
	var q filing.Quota
	var ends []workgroup.Date
	for g := range s.County.Groups.All() {
		if g.Code == r.Group || !s.counted(g) || s.OwnUnit(g.Unit) != own {
			continue
		}
		q.Count++
		if g.Staged && g.EndsOn >= s.Day {
			ends = append(ends, g.EndsOn)
		}
	}
	unit := s.Dir.Units[own]
	limit, ok := s.Policy.QuotaFor(unit.Kind, s.headcounts()(unit))
	if !ok || slices.Contains(s.Policy.Group.UncountedCategories, r.Category) {
		return q
	}
	q.Limit = &limit.Groups
	slices.Sort(ends)
	if over := q.Count - limit.Groups; over >= 0 && over < len(ends) {
		q.FreeOn = ends[over]
	}
	return q
}

func (s *Snapshot) accountRoom(r *filing.Request) filing.Quota {
	q := filing.Quota{Limit: &s.Policy.Account.PerUnit}
	for _, a := range s.County.Accounts {
		if runningAccount(a) && s.OwnUnit(a.Unit) == s.OwnUnit(r.Unit) && (a.Platform == r.Platform || s.Policy.Account.QuotaTogether) {
			q.Count++
		}
	}
	return q
}

func (s *Snapshot) similarApps(r *filing.Request) []filing.Similar {
	list := []filing.Similar{}
	for _, a := range s.County.Apps {
		why := ""
		switch {
		case identity.Fold(a.Name) == identity.Fold(r.Name):
			why = overlap.SameName
		case r.Purpose != "" && identity.Fold(a.Function) == identity.Fold(r.Purpose):
			why = overlap.SamePurpose
		}
		if why != "" && s.OwnUnit(a.Unit) == s.OwnUnit(r.Unit) {
			list = append(list, filing.Similar{Group: a.Code, Name: a.Name, Owner: a.Responsible, Score: 1, Why: why})
		}
	}
	return list
}

// similarGroups are live groups that may serve: of the own unit by name and
// purpose, by the people, county-wide ones by purpose. The likest come first.
func (s *Snapshot) similarGroups(r *filing.Request) []filing.Similar {
	proposed := overlap.Group{
		Code: "\x00", Unit: r.Unit, Own: s.OwnUnit(r.Unit), Name: r.Name, Purpose: r.Purpose, Category: r.Category, Reach: r.Reach,
		AllStaff: r.AllStaff, Internal: s.internal(r.Category), Scope: r.Scope.Units,
		Counted: !slices.Contains(s.Policy.Group.UncountedCategories, r.Category),
	}
	found := map[string]filing.Similar{}
	add := func(code, why string, score float64) {
		g := s.County.Groups.Of(code)
		if old, ok := found[code]; !ok || old.Score < score {
			found[code] = filing.Similar{Group: code, Name: g.Name, Owner: g.Owner, People: max(0, s.sizeOf(code)), Score: shareRounded(score), Why: why}
		}
	}
	all, unit := []overlap.Group{proposed}, []overlap.Group{proposed}
	purpose := naming.Purpose(r.Purpose)
	for g := range s.County.Groups.All() {
		if !g.Live() || g.Code == r.Group {
			continue
		}
		one := s.overlapGroup(g)
		all = append(all, one)
		if one.Own == proposed.Own {
			unit = append(unit, one)
		}
		if g.Reach == reachCounty && purpose != "" && naming.Purpose(g.Purpose) == purpose {
			add(g.Code, SamePurposeInCounty, 1)
		}
	}
	s.likeByName(r, unit, add)
	s.likeByPeople(r, all, add)
	list := make([]filing.Similar, 0, len(found))
	for _, x := range found {
		list = append(list, x)
	}
	slices.SortFunc(list, func(a, b filing.Similar) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), strings.Compare(a.Group, b.Group))
	})
	return list
}

// likeByName adds the groups of the own unit that are duplicates of the first one, the proposed
// group. Where the request names no reach or category, it takes those of the group that it is
// compared with.
func (s *Snapshot) likeByName(r *filing.Request, unit []overlap.Group, add func(code, why string, score float64)) {
	type said struct{ reach, category string }
	as := func(g *overlap.Group) said { return said{cmp.Or(r.Reach, g.Reach), cmp.Or(r.Category, g.Category)} }
	tried := map[said]bool{}
	for i := range unit {
		one := as(&unit[i])
		if i == 0 || tried[one] {
			continue
		}
		tried[one] = true
		unit[0].Reach, unit[0].Category = one.reach, one.category
		for _, d := range overlap.Duplicates(unit, s.cores(), s.Policy.Overlap.Name) {
			if d.A != 0 && d.B != 0 {
				continue // they are alike without the proposed one
			}
			other := &unit[d.A+d.B]
			if as(other) != one {
				continue
			}
			score := d.Score
			if d.Reason != overlap.Similar {
				score = 1
			}
			add(other.Code, d.Reason, score)
		}
	}
}

// likeByPeople adds the groups whose newest rosters contain the people that the request would bring
// together; without a reach, groups of every reach.
func (s *Snapshot) likeByPeople(r *filing.Request, all []overlap.Group, add func(code, why string, score float64)) {
	rosters := s.overlapRosters(all)
	people := s.peopleOf(r)
	all[0].Members = len(people)
	proposed := overlap.Roster{Members: people, Class: rosters[0].Class, Unit: rosters[0].Unit}
	if r.Reach == "" {
		proposed.Class = overlap.AnyClass
	}
	for _, hit := range overlap.Query(proposed, rosters[1:], s.overlapLimits()) {
		g := &all[hit.At+1]
		all[0].Reach = cmp.Or(r.Reach, g.Reach)
		if all[0].Class() != g.Class() || !overlap.Comparable(&all[0], g, s.Dir.Units) {
			continue
		}
		common, x, y := int(hit.Common), all[0].Members, g.Members
		if hit.Contained {
			add(g.Code, overlap.Contained, shareOf(common, min(x, y)))
		} else {
			add(g.Code, overlap.SamePeople, shareOf(common, x+y-common))
		}
	}
}

// peopleOf are the numbers of the people in service that the request would bring together.
func (s *Snapshot) peopleOf(r *filing.Request) []int32 {
	scope := workgroup.Group{Unit: r.Unit, Scope: r.Scope, AllStaff: r.AllStaff}.EffectiveScope()
	named := append(append([]string{r.Owner}, r.Admins...), scope.People...)
	var list []int32
	for n := range int32(s.Dir.People.Len()) { //nolint:gosec // fewer than two billion
		p := s.Dir.People.At(n)
		if p.ServiceOn(s.Day) == workgroup.InService && (scope.Includes(p, s.Dir.Units) || slices.Contains(named, p.Code)) {
			list = append(list, n)
		}
	}
	return list
}

// FilingDeciders are the people who can take the filing's next step.
func FilingDeciders(f *filing.Filing, p *policy.Policy, dir *workgroup.Directory, day workgroup.Date) []string {
	return filing.Deciders(f.Next(p.Filing.Steps), &f.Request, dir, p.Offices[p.Filing.Register].Contact, day)
}
