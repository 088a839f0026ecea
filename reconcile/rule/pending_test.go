package rule_test

import (
	"io"
	"slices"
	"strings"
	"testing"

	"qunguan/reconcile/policy"
	"qunguan/reconcile/rule"
)

func TestEveryRuleIsJudgedOrNamedAsPending(t *testing.T) {
	for _, id := range policy.RuleIDs {
		pending := slices.ContainsFunc(rule.PendingRules(), func(p rule.Pending) bool { return p.Rule == id })
		if judged := rule.JobOf(id) != ""; judged == pending {
			t.Errorf("%s: judged %v, pending %v; one of them must be", id, judged, pending)
		}
	}
	for _, p := range rule.PendingRules() {
		if !slices.Contains(policy.RuleIDs, p.Rule) || !slices.Contains(policy.Jobs, p.Job) {
			t.Errorf("%v is no rule of a job", p)
		}
	}
}

func TestSettingsThatNothingReadsAreNamedWhereTheyAreWritten(t *testing.T) {
	text := "extends: [pack:county]\nquota:\n  - {unit_kinds: [区直部门], groups: 3}\nzombie: {days: 45}\n" +
		"filing: {unused_days: 20}\n"
	idle := idleIn(t, text)
	var paths []string
	for _, s := range idle.Settings {
		if s.From.File == "p.yaml" {
			paths = append(paths, s.Path)
		}
	}
	if want := []string{"filing.unused_days"}; !slices.Equal(paths, want) {
		t.Errorf("settings %v, want %v", paths, want)
	}
	if len(idle.Rules) > 0 {
		t.Errorf("rules that nothing judges: %v", idle.Rules)
	}
}

func idleIn(t *testing.T, text string) rule.Idle {
	t.Helper()
	loaded, problems := policy.Load("p.yaml", func(string) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }, nil)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return rule.IdleIn(loaded)
}
