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
	delete(w.Env, "POLICY")
	d := w.Exits(2, "run", "member-check", "--at", monday)
	if !strings.Contains(d.Stderr, "--accept-policy") || !strings.Contains(d.Stderr, "ours.yaml") {
		t.Errorf("a forgotten policy: %s", d.Stderr)
	}
	w.Exits(2, "daemon")
	w.Env["TIMEZONE"] = "America/Chicago"
	w.Env["POLICY"] = ours
	if d := w.OK("run", "member-check", "--at", monday, "--dry-run"); !strings.Contains(d.Stderr, "America/Chicago") {
		t.Errorf("another time zone: %s", d.Stderr)
	}
	delete(w.Env, "TIMEZONE")
	w.Env["POLICY"] = ours
	if after := w.OK("cases", "--format", "json").Stdout; after != before {
		t.Error("a refused run changed the ledger")
	}
	w.Write("ours.yaml", "extends: [pack:county]\ntitle: 我们的办法\n")
	if d := w.OK("run", "member-check", "--at", monday); !strings.Contains(d.Stderr, "改过") {
		t.Errorf("an edited policy is to be said: %s", d.Stderr)
	}
	w.Env["POLICY"] = w.Write("others.yaml", "extends: [pack:county]\ntitle: 别的办法\n")
	if d := w.OK("run", "stage-expiry", "--at", monday); !strings.Contains(d.Stderr, "others.yaml") {
		t.Errorf("another policy that was meant: %s", d.Stderr)
	}
	delete(w.Env, "POLICY")
	w.OK("run", "member-check", "--at", monday, "--accept-policy")
	w.OK("run", "member-check", "--at", monday)
}
