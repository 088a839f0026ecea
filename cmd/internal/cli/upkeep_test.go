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

// One question a month, one answer: nothing amiss, for all groups at once; or
// something, which becomes a case of the office and ends the check all the same.
//
// covers S1.17
func TestASelfCheckHasTwoAnswers(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		w.Env["POLICY"] = w.Write("policy.yaml", `extends: [pack:county]
offices: {office: {name: 县委办, contact: P11}}
rules: {off: [group.name, group.no_scope, group.filing_missing, group.no_admin, group.no_owner, group.unfiled, unit.internal]}
upkeep:
  - {id: check, title: 自查群内信息, every: month, clause: S1.17, within: 5wd}
`)
		w.OK("import", "--at", "2026-09-20", w.Write("单位.csv", units), w.Write("人员.csv", staff), w.Write("工作群.csv", groups))
		w.OK("run", "group-check", "--at", "2026-11-02")
		asked := read[kase](w, "cases", "--rule", "group.upkeep_due")
		var mine []kase
		for _, k := range asked {
			if k.Responsible == asked[0].Responsible {
				mine = append(mine, k)
			}
		}
		by, first := asked[0].Responsible, asked[0]
		if len(mine) < 2 {
			t.Fatalf("one person answers for several groups: %+v", asked)
		}
		w.OK("upkeep", "confirm", "--group", first.Group, "--task", "check", "--by", by, "--problem", "有人发广告", "--at", "2026-11-03")
		reports := read[kase](w, "cases", "--rule", "report.group_problem")
		if len(reports) != 1 || reports[0].Group != first.Group || reports[0].Responsible != "" || !strings.Contains(reports[0].Title, "有人发广告") || reports[0].State != "found" {
			t.Fatalf("the office's case: %+v", reports)
		}
		w.OK("upkeep", "confirm", "--task", "check", "--by", by, "--at", "2026-11-03")
		for _, k := range read[kase](w, "cases", "--rule", "group.upkeep_due") {
			if done := k.Responsible == by; done != (k.State == "closed") {
				t.Errorf("after one word for all of %s's groups: %+v", by, k)
			}
		}
		if d := w.Exits(1, "upkeep", "confirm", "--task", "check", "--by", by, "--at", "2026-11-03"); !strings.Contains(d.Stderr, "没有等待确认的") {
			t.Errorf("nothing is left to confirm: %s", d.Stderr)
		}
		// Next month it is asked again, and the problem stays the office's.
		w.OK("run", "group-check", "--at", "2026-12-01")
		w.OK("upkeep", "confirm", "--group", first.Group, "--task", "check", "--by", by, "--problem", "又有人发广告", "--at", "2026-12-02")
		if reports := read[kase](w, "cases", "--rule", "report.group_problem"); len(reports) != 2 || reports[0].State != "found" {
			t.Errorf("two problems are two cases: %+v", reports)
		}
		w.OK("run", "compose", "--at", "2026-12-02")
		if told := w.OK("notices").Stdout; !strings.Contains(told, "县委办") {
			t.Errorf("the office hears of it:\n%s", told)
		}
		w.OK("case", "step", strconv.FormatInt(reports[0].ID, 10), "closed", "--by", "P11", "--note", "已清理", "--at", "2026-12-02")

		w.Env["POLICY"] = "pack:county"
		if d := w.Exits(1, "upkeep", "confirm", "--task", "check", "--by", by); !strings.Contains(d.Stderr, "没有规定定期要做的事") {
			t.Errorf("a policy without upkeep: %s", d.Stderr)
		}
	})
}
