package rule

import "slices"

// Jobs that judge (contract §3).
const (
	JobMemberCheck  = "member-check"
	JobZombieScan   = "zombie-scan"
	JobStageExpiry  = "stage-expiry"
	JobGroupCheck   = "group-check"
	JobOverlapScan  = "overlap-scan"
	JobAccountCheck = "account-check"
)

// jobOrder is the order in which a whole check runs them.
var jobOrder = []string{JobMemberCheck, JobZombieScan, JobStageExpiry, JobGroupCheck, JobOverlapScan, JobAccountCheck}

// JudgingJobs are the jobs that have rules, in the order in which a whole
// check runs them.
var JudgingJobs = jobsWithRules(all)

func jobsWithRules(rules []*Rule) []string {
	return slices.DeleteFunc(slices.Clone(jobOrder), func(job string) bool {
		return !slices.ContainsFunc(rules, func(r *Rule) bool { return r.Job == job })
	})
}

// All lists the rules in their order.
func All() []*Rule { return slices.Clone(all) }

var byID = func() map[string]*Rule {
	m := make(map[string]*Rule, len(all))
	for _, r := range slices.Concat(all, tasks) {
		m[r.ID] = r
	}
	return m
}()

// Of is the rule, nil for one that the program does not judge (yet, or any
// more): its cases are told by their titles.
func Of(id string) *Rule { return byID[id] }

// RulesOf lists the rules that the job judges; none for a job without rules
// yet.
func RulesOf(job string) []string {
	var ids []string
	for _, r := range all {
		if r.Job == job {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

// JobOf is the job that judges the rule; empty for a rule that the program
// does not judge yet.
func JobOf(id string) string {
	if r := Of(id); r != nil {
		return r.Job
	}
	return ""
}

// rulesOfKind lists the job's rules that judge in the same manner.
func rulesOfKind(job string, is func(Judge) bool) []*Rule {
	var list []*Rule
	for _, r := range all {
		if r.Job == job && is(r.Judge) {
			list = append(list, r)
		}
	}
	return list
}

// GroupedRulesOf lists the job's rules that judge group by group.
func GroupedRulesOf(job string) []string {
	return ids(rulesOfKind(job, func(j Judge) bool { return j.county == nil }))
}

// CountyRulesOf lists the job's rules that judge the whole county at once.
func CountyRulesOf(job string) []string {
	return ids(rulesOfKind(job, func(j Judge) bool { return j.county != nil }))
}

func ids(rules []*Rule) []string {
	list := make([]string, len(rules))
	for i, r := range rules {
		list[i] = r.ID
	}
	return list
}

// Needs are the data that judging a job's groups takes.
type Needs struct {
	Groups      bool  // groups are judged one by one
	Members     bool  // … and the rows of fresh rosters
	EndedGroups bool  // also of groups that are no longer live
	Reads       Reads // of each group
	County      Reads // of the whole county, for rules that judge it at once
}

// NeedsOf are the data that the job's rules need.
func NeedsOf(job string) Needs {
	var n Needs
	for _, r := range all {
		if r.Job != job {
			continue
		}
		if r.Judge.county != nil {
			n.County |= r.Reads
			continue
		}
		n.Groups = n.Groups || r.Judge.group != nil
		n.EndedGroups = n.EndedGroups || r.EndedGroups
		n.Reads |= r.Reads
		if r.Judge.readsMembers() {
			n.Members, n.Reads = true, n.Reads|ReadsRosters
		}
	}
	return n
}
