package cli_test

import (
	"strings"
	"testing"
)

// A forgotten variable must not judge a county by another county's policy.
func TestAnotherPolicyIsSaidBeforeAnythingIsOpened(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "embedded")
	ours := w.Write("ours.yaml", "extends: [pack:county]\ntitle: 我们的办法\nrules: {off: [member.unknown]}\n")
	w.Env["POLICY"] = ours
	w.importSmall(sunday, "")
	w.judge(sunday)
	before := w.OK("cases", "--format", "json").Stdout
	for name, forgotten := range map[string]func(){
		"the policy":    func() { delete(w.Env, "POLICY") },
		"the time zone": func() { w.Env["TIMEZONE"] = "America/Chicago" },
	} {
		forgotten()
		d := w.Exits(2, "run", "member-check", "--at", monday)
		if !strings.Contains(d.Stderr, "--accept-policy") || !strings.Contains(d.Stderr, "ours.yaml") {
			t.Errorf("%s: %s", name, d.Stderr)
		}
		if d := w.OK("run", "member-check", "--at", monday, "--dry-run"); !strings.Contains(d.Stderr, "--accept-policy") {
			t.Errorf("%s, dry: %s", name, d.Stderr)
		}
		w.Exits(2, "daemon")
		w.Env["POLICY"] = ours
		delete(w.Env, "TIMEZONE")
	}
	if after := w.OK("cases", "--format", "json").Stdout; after != before {
		t.Error("a refused run changed the ledger")
	}
	w.Write("ours.yaml", "extends: [pack:county]\ntitle: 我们的办法\n")
	if d := w.OK("run", "member-check", "--at", monday); !strings.Contains(d.Stderr, "改过") {
		t.Errorf("an edited policy is to be said: %s", d.Stderr)
	}
	delete(w.Env, "POLICY")
	w.OK("run", "member-check", "--at", monday, "--accept-policy")
	w.OK("run", "member-check", "--at", monday)
}
