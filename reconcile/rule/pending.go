package rule

import (
	"slices"
	"strings"

	"qunguan/reconcile/policy"
)

// Pending is a rule of the contract that no job judges yet, and the settings
// that nothing but it reads. An owner who writes them must hear that they do
// nothing: silence would be taken for "no violation".
type Pending struct {
	Rule string
	Job  string
	Keys []string // paths of the policy, with everything below them
}

// PendingRules lists those of the contract's rules, in its order, that are not
// written yet.
func PendingRules() []Pending {
	return slices.DeleteFunc(slices.Clone(laterRules), func(p Pending) bool { return Of(p.Rule) != nil })
}

// laterRules are the rules that the contract had before the program had them.
var laterRules = []Pending{
	{"person.overload", "member-check", []string{"member.max_groups_per_person"}},
	{"person.protected", "member-check", []string{"member.protected"}},
	{"group.name", "group-check", []string{"group.naming.prefix", "group.naming.suffix", "group.naming.characters", "group.naming.code", "group.naming.also", "group.naming.exempt_categories"}},
	{"group.unfiled", "group-check", []string{"unfiled_days"}},
	{"group.filing_missing", "group-check", []string{"group.filing_required", "filing"}},
	{"group.no_scope", "group-check", nil},
	{"group.still_active", "group-check", nil},
	{"group.owner_post", "group-check", []string{"group.owners"}},
	{"group.banned_category", "group-check", []string{"group.banned_categories"}},
	{"group.rebound", "group-check", []string{"group.rebound_days"}},
	{"group.duplicate", "overlap-scan", []string{"overlap.name"}},
	{"group.overlap", "overlap-scan", []string{"overlap.jaccard", "overlap.containment", "overlap.min_members", "merge"}},
	{"group.upkeep_due", "group-check", []string{"upkeep"}},
	{"unit.quota", "group-check", []string{"quota", "quota_grace_days", "group.uncounted_categories"}},
	{"unit.county_wide", "group-check", []string{"county_wide"}},
	{"unit.internal", "group-check", []string{"internal"}},
	{"unit.rules_missing", "group-check", []string{"unit_rules_required"}},
	{"account.dormant", "account-check", []string{"account.dormant_days"}},
	{"account.low_reach", "account-check", []string{"account.followers_min", "account.effort_min"}},
	{"account.quota", "account-check", []string{"account.per_unit", "account.quota_platforms", "account.quota_together"}},
	{"account.name", "account-check", []string{"account.naming"}},
	{"account.filing_missing", "account-check", []string{"account.filing_required"}},
	{"account.still_active", "account-check", nil},
	{"account.no_notice", "account-check", nil},
	{"app.low_use", "account-check", []string{"app.monthly_users_min"}},
	{"app.low_rating", "account-check", []string{"app.rating_min"}},
	{"app.duplicate", "account-check", nil},
	{"app.unapproved", "account-check", []string{"app.filing_required"}},
}

// perRule are the settings that are written for each rule by its id.
var perRule = []string{"severity", "clauses"}

// Idle lists what a policy asks for in vain: pending rules that it does not
// switch off, and settings that it, or a pack it extends, writes and nothing
// reads.
type Idle struct {
	Rules    []string
	Settings []policy.Setting
}

// IdleIn looks through a policy.
func IdleIn(l *policy.Loaded) Idle {
	var idle Idle
	for _, p := range PendingRules() {
		if !l.Policy.IsOff(p.Rule) {
			idle.Rules = append(idle.Rules, p.Rule)
		}
	}
	for _, s := range l.Settings() {
		if !s.From.IsDefault() && idleSetting(s.Path) {
			idle.Settings = append(idle.Settings, s)
		}
	}
	return idle
}

// PendingOf lists the job's pending rules that the policy does not switch off.
func PendingOf(job string, p *policy.Policy) []string {
	var ids []string
	for _, r := range PendingRules() {
		if r.Job == job && !p.IsOff(r.Rule) {
			ids = append(ids, r.Rule)
		}
	}
	return ids
}

func idleSetting(path string) bool {
	under := func(key string) bool {
		return path == key || strings.HasPrefix(path, key+".") || strings.HasPrefix(path, key+"[")
	}
	return slices.ContainsFunc(PendingRules(), func(r Pending) bool {
		return slices.ContainsFunc(r.Keys, under) ||
			slices.ContainsFunc(perRule, func(table string) bool { return under(table + "." + r.Rule) })
	})
}
