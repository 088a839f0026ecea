package rule

import (
	"io"
	"slices"
	"strings"
	"testing"

	"qunguan/reconcile/policy"
)

func TestEveryRuleIsJudgedOrNamedAsPending(t *testing.T) {
	for _, id := range policy.RuleIDs {
		pending := slices.ContainsFunc(PendingRules(), func(p Pending) bool { return p.Rule == id })
		if judged := JobOf(id) != "" || Of(id) != nil; judged == pending {
			t.Errorf("%s: judged %v, pending %v; one of them must be", id, judged, pending)
		}
	}
	for _, p := range PendingRules() {
		if !slices.Contains(policy.RuleIDs, p.Rule) || !slices.Contains(policy.Jobs, p.Job) {
			t.Errorf("%v is no rule of a job", p)
		}
	}
}

func TestSettingsThatNothingReadsAreNamedWhereTheyAreWritten(t *testing.T) {
	rules, keys := laterRules, unreadKeys
	t.Cleanup(func() { laterRules, unreadKeys = rules, keys })
	laterRules, unreadKeys = []Pending{{"group.toy", "group-check", []string{"upkeep"}}}, []string{"merge"}
	text := "extends: [pack:county]\nquota:\n  - {unit_kinds: [区直部门], groups: 3}\nzombie: {days: 45}\n" +
		"merge: {max_members: 300}\nupkeep: [{id: archive, title: 导出群资料归档, every: quarter, within: 10wd}]\n"
	loaded, problems := policy.Load("p.yaml", func(string) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }, nil)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	idle := IdleIn(loaded)
	var paths []string
	for _, s := range idle.Settings {
		if s.From.File == "p.yaml" {
			paths = append(paths, s.Path)
		}
	}
	if want := []string{"merge.max_members", "upkeep"}; !slices.Equal(paths, want) {
		t.Errorf("settings %v, want %v", paths, want)
	}
	if !slices.Equal(idle.Rules, []string{"group.toy"}) {
		t.Errorf("rules %v", idle.Rules)
	}
	loaded.Policy.Rules.Off = []string{"group.toy"}
	if off := IdleIn(loaded); len(off.Rules) > 0 {
		t.Errorf("a rule that is off: %v", off.Rules)
	}
}
