package cli_test

import (
	"fmt"
	"strings"
	"testing"
)

func TestOperatorsHearOnceThatAGuardHoldsAUnitBack(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		r := w.act(t)
		w.Env["POLICY"] = w.Write("policy.yaml", longRosters+"guard: {max_new_cases: 3, min_new_cases: 2, max_new_share: 0.9}\n")
		w.importSmall(sunday, r.routes()+fmt.Sprintf("运维,,slack,%s,,\n", r.chat.ProviderAddress()))
		w.judge(sunday) // the baseline is never held
		var strangers strings.Builder
		strangers.WriteString(strings.ReplaceAll(members, "2026-11-21", "2026-11-22"))
		for i := range 5 {
			fmt.Fprintf(&strangers, "微信,wxg1,wx_new%d,新来的第%d位,成员,2026-11-22 07:00\n", i, i)
		}
		w.OK("import", "--at", sunday, w.Write("新名单.csv", strangers.String()))
		d := w.Exits(3, "run", "member-check", "--at", monday)
		if !strings.Contains(d.Stderr, "U1") {
			t.Errorf("the held unit is not named: %s", d.Stderr)
		}
		id := decode[struct {
			ID int64 `json:"id"`
		}](w, w.OK("guard", "list", "--format", "json").Stdout)[0].ID
		for _, part := range []string{"平湖县水利局（U1）", "新增 5 项，超过一次最多 3 项的上限", fmt.Sprintf("qunguan guard release %d --by", id)} {
			if !strings.Contains(d.Stderr, part) {
				t.Errorf("the line about the held unit lacks %q: %s", part, d.Stderr)
			}
		}
		w.Exits(3, "run", "member-check", "--at", later)
		var ops []notice
		for _, n := range w.notices() {
			if n.Kind == "ops" {
				ops = append(ops, n)
			}
		}
		if len(ops) != 1 || !strings.Contains(ops[0].Body, "平湖县水利局：将新增 5 项") || strings.Contains(ops[0].Body, "新来的") {
			t.Fatalf("operators are to read: %+v", ops)
		}
		w.runJobs(later, "deliver")
		if n := len(w.notices("--state", "sent")); n != 1 {
			t.Errorf("%d notices were sent, want the operators' one", n)
		}
	})
}
