package cli_test

import (
	"strconv"
	"strings"
	"testing"
)

const upkeepPolicy = `extends: [pack:county]
rules: {off: [group.name, group.no_scope, group.filing_missing, group.no_admin, group.no_owner, group.unfiled, unit.internal]}
upkeep:
  - {id: archive, title: 导出群资料归档, every: quarter, within: 10wd, clause: S8.4}
  - {id: check, title: 自查群内信息, every: month, categories: [政务服务], within: 5wd}
`

// covers S8.4, S8.12
func TestUpkeepIsConfirmedAndComesBackNextQuarter(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		w.Env["POLICY"] = w.Write("policy.yaml", upkeepPolicy)
		w.OK("import", "--at", "2026-09-20", w.Write("单位.csv", units), w.Write("人员.csv", staff), w.Write("工作群.csv", groups))
		upkeep := func() map[string]kase {
			cases := map[string]kase{}
			for _, k := range read[kase](w, "cases", "--rule", "group.upkeep_due") {
				cases[k.Subject] = k
			}
			return cases
		}
		check := func(day string) { w.OK("run", "group-check", "--at", day) }
		confirm := func(day, group string) string {
			return w.OK("upkeep", "confirm", "--group", group, "--task", "archive", "--by", "P11", "--note", "在档案室", "--at", day).Stdout
		}

		check("2026-10-12") // the groups were founded on October 1st, the quarter's first day
		cases := upkeep()
		if len(cases) != 6 || cases["G1:archive"].DueOn != "2026-10-26" || cases["G1:archive"].Clause != "S8.4" {
			t.Fatalf("opened: %+v", cases)
		}
		if said := confirm("2026-10-13", "G1"); !strings.Contains(said, "2026年第4季度") {
			t.Errorf("said %q", said)
		}
		if k := upkeep()["G1:archive"]; k.State != "closed" || k.ClosedReason != "fixed" {
			t.Errorf("confirmed: %+v", k)
		}
		if said := confirm("2026-10-14", "G1"); !strings.Contains(said, "已经确认过") {
			t.Errorf("said again: %q", said)
		}
		w.OK("answer", strconv.FormatInt(cases["G2:archive"].ID, 10), "confirm", "--by", "P21", "--at", "2026-10-13")
		check("2026-10-19")
		if k := upkeep()["G2:archive"]; k.State != "closed" || k.ClosedReason != "fixed" {
			t.Errorf("confirmed by an answer: %+v", k)
		}
		if k := upkeep()["G1:archive"]; k.State != "closed" {
			t.Errorf("the next check opened it again: %+v", k)
		}
		check("2027-01-04")
		if k := upkeep()["G1:archive"]; k.State != "found" || k.Reopened != 1 || k.OpenedOn != "2026-10-12" || k.DueOn != "2027-01-18" {
			t.Errorf("the next quarter's is the same case: %+v", k)
		}
		if k := upkeep()["G3:archive"]; k.Reopened != 0 || k.DueOn != "2026-10-26" {
			t.Errorf("one that was never confirmed stays late: %+v", k)
		}
		for _, wrong := range [][]string{{"G9", "archive", "P11"}, {"G1", "files", "P11"}, {"G1", "archive", "P99"}, {"G1", "check", "P11"}} {
			w.Exits(1, "upkeep", "confirm", "--group", wrong[0], "--task", wrong[1], "--by", wrong[2], "--at", "2027-01-05")
		}
	})
}
