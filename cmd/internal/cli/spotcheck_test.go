package cli_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"
)

type draw struct {
	Period, State, Hash, Secret, At string
	DrawnAt                         string `json:"drawn_at"`
	OK                              bool
	Faults                          []string
	Sample                          []struct{ Kind, Code, Unit string }
}

// The hash is published before the period, the secret with the draw; what was
// drawn is a case of the inspector, and what is amiss one of the office.
//
// covers S1.12, S5.10, S12.4
func TestASpotCheckIsAnnouncedDrawnInspectedAndVerified(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		w.Env["POLICY"] = w.Write("policy.yaml", `extends: [pack:county]
offices: {office: {name: 县委办, contact: P11}}
spot_check: {every: month, share: 0.5, min: 1, by: unit, kinds: [group, account], items: [成员是否实名, 有无违规内容]}
`)
		w.importSmall(monday, "")
		w.OK("import", "--at", monday, w.Write("账号.csv", "账号编号,平台,名称,单位编码\nA1,公众号,平湖教育,U2\n"))
		if d := w.Exits(1, "spot-check", "verify", "2026-12"); !strings.Contains(d.Stderr, "还没有抽") {
			t.Errorf("before the draw: %s", d.Stderr)
		}
		w.OK("run", "spot-check", "--at", monday) // makes December's secret; November has none and is not drawn
		all := read[draw](w, "spot-check", "list")
		if len(all) != 1 || all[0].Period != "2026-12" || all[0].State != "secret_made" || len(all[0].Hash) != 64 || all[0].Secret != "" || all[0].At != "" {
			t.Fatalf("announced: %+v", all)
		}
		w.OK("run", "digest", "--at", monday)
		if told := w.OK("--format", "json", "notices").Stdout; !strings.Contains(told, all[0].Hash) {
			t.Error("no digest has the hash")
		}
		w.OK("run", "spot-check", "--at", "2026-12-01T08:00:00+08:00")
		if got := read[draw](w, "spot-check", "list"); slices.ContainsFunc(got, func(d draw) bool { return d.State == "drawn" }) {
			t.Fatalf("drawn before the window: %+v", got)
		}
		w.OK("run", "spot-check", "--at", "2026-12-31T17:00:00+08:00")
		verified := read[draw](w, "spot-check", "verify", "2026-12")[0]
		if !verified.OK || len(verified.Faults) != 0 || verified.Hash != all[0].Hash || len(verified.Secret) != 64 || len(verified.Sample) == 0 {
			t.Fatalf("verified: %+v", verified)
		}
		cases := w.cases("--rule", "spot.check")
		if len(cases) != len(verified.Sample) || cases[0].Responsible != "P11" || cases[0].State != "found" {
			t.Fatalf("%d drawn, cases: %+v", len(verified.Sample), cases)
		}
		w.OK("run", "spot-check", "--at", "2026-12-31T18:00:00+08:00")
		if again := w.cases("--rule", "spot.check"); len(again) != len(cases) {
			t.Errorf("drawn twice: %+v", again)
		}
		w.OK("run", "digest", "--at", "2027-01-04")
		if told := w.OK("--format", "json", "notices").Stdout; !strings.Contains(told, verified.Secret) {
			t.Error("no digest has the secret")
		}
		id := func(i int) string { return strconv.FormatInt(cases[i].ID, 10) }
		w.OK("answer", id(0), "problem", "--by", "P11", "--reason", "有 3 人没有实名", "--at", "2027-01-05")
		w.OK("answer", id(1), "confirm", "--by", "P11", "--at", "2027-01-05")
		if d := w.Run("answer", id(2), "confirm", "--by", "P22", "--at", "2027-01-05"); d.Code != 1 {
			t.Errorf("somebody else inspects: %d", d.Code)
		}
		after := w.cases("--rule", "spot.check")
		if after[0].State != "closed" || after[1].State != "closed" || after[2].State != "found" {
			t.Errorf("answered: %+v", after[:3])
		}
		if amiss := w.cases("--rule", "report.group_problem"); len(amiss) != 1 || !strings.Contains(amiss[0].Title, "没有实名") {
			t.Errorf("what is amiss: %+v", amiss)
		}
		w.OK("run", "group-check", "account-check", "compose", "--at", "2027-01-06")
		if d := w.OK("spot-check", "draw", "--at", "2027-01-06"); !strings.Contains(d.Stdout, "2027-01") {
			t.Errorf("by hand:\n%s", d.Stdout)
		}
		if got := read[draw](w, "spot-check", "verify", "2027-01")[0]; !got.OK {
			t.Errorf("a draw by hand verifies, and says what it is: %+v", got)
		}
		w.Exits(1, "spot-check", "draw", "--at", "2027-01-07")
		w.Env["POLICY"] = "pack:county"
		if d := w.Exits(1, "spot-check", "draw"); !strings.Contains(d.Stderr, "没有规定抽查") {
			t.Errorf("a policy without: %s", d.Stderr)
		}
	})
}
