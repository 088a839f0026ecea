package rule

import (
	"maps"
	"slices"
	"strings"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

var (
	reasonFound  = because("not_found", "没有发现问题", "nothing was found")
	reasonQuotaN = because("counts", "计入限额", "counts")
	reasonOver   = because("not_live_uncounted", "不在用，不计入限额", "not live: it does not count")
)

// ExplainSubject asks every county rule about one unit, person, official account or application, and
// keeps the clear verdicts too. The snapshot has read the data that the rules need.
func ExplainSubject(s *Snapshot, about ledger.Subject) []SubjectAnswer {
	var answers []SubjectAnswer
	for _, r := range all {
		if r.Judge.county == nil || r.Subject != about.Type && !(about.Type == ledger.SubjectApp && r.ID == AppDuplicate) {
			continue
		}
		answers = append(answers, answersOf(s, r, about, func(other ledger.Subject) bool {
			if other.Type == ledger.SubjectPair {
				a, b, _ := strings.Cut(other.Code, "|")
				return about.Code == a || about.Code == b
			}
			return other.Type == about.Type && other.Code == about.Code && other.Person == about.Person ||
				about.Type == ledger.SubjectPerson && other.Person == about.Person
		})...)
	}
	return answers
}

// answersOf are the rule's rulings about a subject. Where it names none, it has
// judged the subject and found nothing, or cannot judge at all.
func answersOf(s *Snapshot, r *Rule, about ledger.Subject, is func(ledger.Subject) bool) []SubjectAnswer {
	if s.Policy.IsOff(r.ID) {
		return []SubjectAnswer{{about, Answer{r.ID, allClear(reasonRuleOff, nil)}}}
	}
	var answers []SubjectAnswer
	rest := allClear(reasonFound, nil)
	if r.Keeps != nil {
		rest = r.Keeps(s, about)
	}
	for _, ruling := range r.Judge.county(s) {
		switch {
		case ruling.Subject.Type == "" && ruling.Outcome == CannotJudge:
			rest = ruling.Verdict
		case is(ruling.Subject):
			answers = append(answers, SubjectAnswer{ruling.Subject, Answer{r.ID, ruling.Verdict}})
		}
	}
	if len(answers) > 0 {
		return answers
	}
	if r.Unjudged != nil && rest.Outcome == Clear && about.Type != ledger.SubjectPair && about.Type != ledger.SubjectGroup {
		if reason, so := r.Unjudged(s, ledger.Case{Rule: r.ID, Subject: about}); so {
			rest = cannotJudge(reason, nil)
		}
	}
	return []SubjectAnswer{{about, Answer{r.ID, rest}}}
}

// QuotaGroup is a group of an own unit, and whether it counts.
type QuotaGroup struct {
	Group      string         `json:"group"`
	Counts     bool           `json:"counts"`
	Why        string         `json:"why"`         // named reason
	EndsOn     workgroup.Date `json:"ends_on"`     // of a stage-limited one
	LastActive workgroup.Date `json:"last_active"` // empty: not known
	Members    int            `json:"members"`     // of the newest roster; -1: none
}

// QuotaAccount lists the groups of the own unit, the least used of those that
// count first, then those that do not count.
func QuotaAccount(s *Snapshot, own string) []QuotaGroup {
	list := []QuotaGroup{}
	byCode := map[GroupCode]workgroup.Group{}
	var counted []int32
	for _, n := range s.groupsOf(func(workgroup.Group) bool { return true })[own] {
		g := s.County.Groups.At(n)
		byCode[GroupCode(g.Code)] = g
		if s.counted(g) {
			counted = append(counted, n)
		}
	}
	line := func(g workgroup.Group, reason Reason) QuotaGroup {
		q := QuotaGroup{Group: g.Code, Counts: s.counted(g), Why: reason.ID, LastActive: s.County.Activity.Of(g.Code).LastDay, Members: s.sizeOf(g.Code)}
		if g.Staged {
			q.EndsOn = g.EndsOn
		}
		return q
	}
	for _, code := range s.leastUsed(counted, len(counted)) {
		list = append(list, line(byCode[code], reasonQuotaN))
		delete(byCode, code)
	}
	for _, code := range slices.Sorted(maps.Keys(byCode)) {
		reason := reasonNotCounted
		if !byCode[code].Live() {
			reason = reasonOver
		}
		list = append(list, line(byCode[code], reason))
	}
	return list
}
