package rule

import (
	"slices"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// PersonOverload is the rule's id.
const PersonOverload = "person.overload"

var personOverload = &Rule{
	ID: PersonOverload, Job: JobGroupCheck, Subject: ledger.SubjectPerson,
	Judge: County(judgeOverload), Keeps: keepsLoad, Reads: ReadsRosters | ReadsMembership, Evidence: Fields[overload](),
	Confirmed: ByRosters, Starts: func(View) Start { return Start{} },
	// Leaving the service settles it, whatever the rosters' age.
	Settled: func(s *Snapshot, c ledger.Case) bool {
		return s.Dir.People.Of(c.Subject.Person).ServiceOn(s.Day) == workgroup.Left
	},
	Words: Words{
		Name:    text("一人入群过多", "too many groups"),
		Short:   text("一人在太多工作群里", "people in too many groups"),
		Why:     text("一个人在太多工作群里，忙于爬楼看消息；只数计入限额、名单有效的群。", "One person is in too many work groups; counted are groups that quotas count and whose roster is fresh."),
		Title:   one("{person}在 {groups_n} 个工作群里，规定最多 {limit} 个", "{person} is in {groups_n} work groups; at most {limit} are allowed"),
		Line:    one("{person}在 {groups_n} 个工作群里，规定最多 {limit} 个：{groups}", "{person} is in {groups_n} work groups; at most {limit} are allowed: {groups}"),
		Todo:    one("请看哪些群不必参加，让本人退出；内容重复的群请合并。", "See which groups the person need not be in; merge groups for the same matter."),
		Measure: text("退出不必参加的群，合并重复的群。", "Leave groups that are not needed; merge what is double."),
	},
}

type overload struct {
	Groups ManyGroups `json:"groups" zh:"所在的工作群" en:"Groups"`
	Limit  int        `json:"limit" zh:"规定最多" en:"Allowed"`
}

var (
	reasonTooManyGroups = because("too_many_groups", "工作群太多", "too many groups")
	reasonOldRosters    = since("old_rosters_decide", "要看过期的名单才能判断", "only stale rosters would tell", "{n} 人是否在太多群里，要看过期的名单才知道，没有判断", "not judged whether in too many groups, rosters are stale: {n} people")
	reasonUnclearState  = since("state_unclear_person", "在职状态不明", "state unclear", "{n} 人在职状态不明，没有判断", "not judged, neither in service nor left: {n} people")
)

// judgeOverload finds, in one pass over all memberships, people in service who are members of more
// counted groups with fresh rosters than the policy allows. Rosters that are not fresh open no case,
// and as long as they may bring a person over the limit they close none.
func judgeOverload(s *Snapshot) []Ruling {
	limit := s.Policy.Member.MaxGroupsPerPerson
	if limit == 0 {
		return nil
	}
	fresh, all := s.memberships()
	var rulings []Ruling
	for number, n := range all {
		person, ok := s.County.Membership.Person(int32(number))
		if !ok || n == 0 {
			continue
		}
		p := s.Dir.People.Of(person)
		r := Ruling{Subject: ledger.Subject{Type: ledger.SubjectPerson, Person: person}, Unit: p.Unit}
		switch p.ServiceOn(s.Day) {
		case workgroup.Left:
			continue
		case workgroup.Unclear:
			r.Verdict = cannotJudge(reasonUnclearState, nil)
		default:
			switch {
			case int(fresh[number]) > limit:
				r.Verdict = violated(reasonTooManyGroups, nil)
			case int(n) > limit:
				r.Verdict = cannotJudge(reasonOldRosters, nil)
			default:
				continue
			}
		}
		rulings = append(rulings, r)
	}
	s.nameGroups(rulings, limit)
	return rulings
}

// memberships counts, for each member, the counted groups with fresh rosters
// that it is in, and those with any roster.
func (s *Snapshot) memberships() (fresh, all []uint16) {
	fresh, all = make([]uint16, s.County.Membership.People()), make([]uint16, s.County.Membership.People())
	for g := range s.County.Groups.All() {
		if !s.counted(g) {
			continue
		}
		isFresh := s.Fresh(g.Code)
		for n := range s.County.Membership.Known(g.Code) {
			if int(n) >= len(all) {
				break // numbers ascend: the rest are accounts without a person
			}
			all[n]++
			if isFresh {
				fresh[n]++
			}
		}
	}
	return fresh, all
}

// nameGroups fills in the groups of violations, in a second pass over the members of fresh rosters:
// the groups of other people are not kept.
func (s *Snapshot) nameGroups(rulings []Ruling, limit int) {
	at := map[string]int{}
	for i, r := range rulings {
		if r.Outcome == Violated {
			at[r.Subject.Person] = i
		}
	}
	groups := groupsWith(s, at)
	for person, i := range at {
		rulings[i].Evidence = overload{groups[person], limit}
		codes := make([]string, len(groups[person]))
		for j, g := range groups[person] {
			codes[j] = string(g)
		}
		rulings[i].Data = s.older(codes...)
	}
}

// groupsWith lists the counted groups with fresh rosters of each of the people,
// by code.
func groupsWith[V any](s *Snapshot, people map[string]V) map[string]ManyGroups {
	groups := make(map[string]ManyGroups, len(people))
	for g := range s.County.Groups.All() {
		if len(people) == 0 || !s.counted(g) || !s.Fresh(g.Code) {
			continue
		}
		for n := range s.County.Membership.Known(g.Code) {
			person, ok := s.County.Membership.Person(n)
			if !ok {
				break
			}
			if _, wanted := people[person]; wanted {
				groups[person] = append(groups[person], GroupCode(g.Code))
			}
		}
	}
	for _, list := range groups {
		slices.Sort(list)
	}
	return groups
}

// keepsLoad lists the counted groups of a person beside the limit.
func keepsLoad(s *Snapshot, about ledger.Subject) Verdict {
	limit := s.Policy.Member.MaxGroupsPerPerson
	if limit == 0 {
		return allClear(reasonNotRequired, nil)
	}
	return allClear(reasonWithin, overload{groupsWith(s, map[string]bool{about.Person: true})[about.Person], limit})
}
