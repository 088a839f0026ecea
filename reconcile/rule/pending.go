package rule

import (
	"slices"
	"strings"

	"qunguan/reconcile/policy"
)

// Pending is a rule of the contract that no job judges yet, with the settings that only it reads. An
// owner who writes them must hear that they do nothing: silence would be taken for "no violation".
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

// laterRules are the rules that the contract has and the program does not yet.
var laterRules []Pending

// unreadKeys are settings that no rule and no command reads yet.
var unreadKeys = []string{}

// perRule are the settings that are written for each rule by its id.
var perRule = []string{"severity", "clauses"}

// Idle lists the parts of a policy that have no effect: pending rules that it does not switch off,
// and settings that it, or a pack it extends, writes and no code reads.
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
	return slices.ContainsFunc(unreadKeys, under) || slices.ContainsFunc(PendingRules(), func(r Pending) bool {
		return slices.ContainsFunc(r.Keys, under) ||
			slices.ContainsFunc(perRule, func(table string) bool { return under(table + "." + r.Rule) })
	})
}
