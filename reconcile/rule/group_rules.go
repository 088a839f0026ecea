package rule

import (
	"slices"

	"qunguan/reconcile/workgroup"
)

// GroupFacts is what the group rules look at: one live group, and what is
// known of its activity.
type GroupFacts struct {
	*World
	Group    workgroup.Group
	Activity workgroup.GroupActivity // only group.zombie reads it
}

// GroupRule judges one live group.
type GroupRule struct {
	ID    string
	Job   string // the job that asks it
	Judge func(GroupFacts) Verdict
}

// groupRules in the order of contract §5.
var groupRules = []GroupRule{
	{GroupZombie, JobZombieScan, judgeZombie},
	{GroupStageExpired, JobStageExpiry, judgeStageExpired},
	{GroupStageUndated, JobStageExpiry, judgeStageUndated},
	{GroupNoOwner, JobGroupCheck, judgeNoOwner},
	{GroupNoAdmin, JobGroupCheck, judgeNoAdmin},
}

// Jobs that judge (contract §3).
const (
	JobMemberCheck = "member-check"
	JobZombieScan  = "zombie-scan"
	JobStageExpiry = "stage-expiry"
	JobGroupCheck  = "group-check"
)

// JudgingJobs in the order in which a whole check runs them.
var JudgingJobs = []string{JobMemberCheck, JobZombieScan, JobStageExpiry, JobGroupCheck}

// RulesOf lists the rules that the job judges; none for a job without rules
// yet.
func RulesOf(job string) []string {
	var ids []string
	if job == JobMemberCheck {
		for _, r := range accountRules {
			ids = append(ids, r.ID)
		}
		ids = append(ids, MemberMissing, RosterStale)
	}
	for _, r := range groupRules {
		if r.Job == job {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

// JobOf is the job that judges the rule; empty for a rule nobody judges yet.
func JobOf(rule string) string {
	for _, job := range JudgingJobs {
		if slices.Contains(RulesOf(job), rule) {
			return job
		}
	}
	return ""
}
