package cli_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// yearsOld is a registry that knew the first rules only for forty days: two
// units with many groups that break most of the later ones.
func yearsOld(w *world) (cases int) {
	w.Helper()
	var list, rows strings.Builder
	list.WriteString("群编号,平台,平台群号,群名称,用途,类别,范围,单位编码,群主工号,管理员工号,成员范围,状态,备案编号\n")
	rows.WriteString("平台,平台群号,账号,群内角色,采集时间\n")
	for i := range 60 {
		unit, owner, admin := "U1", "P11", "P12"
		if i%2 == 1 {
			unit, owner, admin = "U2", "P21", "P22"
		}
		fmt.Fprintf(&list, "N%02d,微信,wn%02d,🔥火☆星%02d,,政务服务,全县,%s,%s,%s,,正常,%s\n", i, i, i, unit, owner, admin, map[bool]string{true: "BA-1"}[i == 0])
		for _, account := range []string{"wx_qian", "wx_sun", "wx_li", "wx_wu", "wx_zheng", "wx_wang"} {
			fmt.Fprintf(&rows, "微信,wn%02d,%s,成员,2026-11-21 07:00\n", i, account)
		}
	}
	at := "2026-10-14T09:00:00+08:00"
	w.OK("import", "--at", at, w.Write("单位.csv", units), w.Write("人员.csv", staff), w.Write("工作群.csv", groups), w.Write("老群.csv", list.String()))
	w.OK("run", "member-check", "zombie-scan", "stage-expiry", "group-check", "compose", "--at", at)
	w.OK("import", "--at", monday, w.Write("老群名单.csv", rows.String()))
	w.OK("run", "member-check", "zombie-scan", "stage-expiry", "group-check", "escalate", "compose", "--at", monday)
	return len(w.cases())
}

// A rule that is new to a registry opens what it finds as its own baseline,
// outside the guard, however many; each recipient hears of all of it in one
// notice, or of a part first; the next run finds nothing more.
//
// covers S1.13, S5.4
func TestNewRulesComeToAnOldRegistryWithoutAFlood(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		before := yearsOld(w)
		w.Env["POLICY"] = w.Write("新制度.yaml", "extends: [pack:county]\ngroup: {filing_required: true, naming: {area: 平湖县}}\nquota: [{groups: 5}]\nmember: {max_groups_per_person: 10}\n")
		type run struct {
			Job, Status          string
			Opened, Held, Closed int
			Notices              int
		}
		runs := read[run](w, "run", "group-check", "overlap-scan", "--at", tuesday)
		for _, r := range runs {
			if r.Status != "ok" || r.Held != 0 || r.Opened < 60 {
				t.Errorf("the guard must not hold a baseline: %+v", r)
			}
		}
		opened := map[string]int{}
		for _, k := range w.cases()[before:] {
			opened[k.Rule]++
		}
		for rule, want := range map[string]int{"group.name": 64, "group.filing_missing": 59, "group.no_scope": 64, "unit.county_wide": 2, "unit.quota": 2, "person.overload": 6} {
			if opened[rule] < want-4 || opened[rule] > want+2 {
				t.Errorf("%s: %d, want about %d of %v", rule, opened[rule], want, opened)
			}
		}
		// In stages: the oldest tenth first, then all.
		part := read[run](w, "run", "compose", "--at", tuesday, "--release", "10%")[0]
		some := newNotices(w)
		all := read[run](w, "run", "compose", "--at", tuesday)[0]
		whole := newNotices(w)
		if part.Status != "ok" || all.Status != "ok" || slices.Max(values(some)) != 1 || slices.Max(values(whole)) != 1 {
			t.Errorf("one notice each: %v, then %v", some, whole)
		}
		if len(some) > len(whole) || len(whole) == 0 {
			t.Errorf("a part reaches fewer: %v, then %v", some, whole)
		}
		if again := read[run](w, "run", "group-check", "overlap-scan", "compose", "--at", tuesday); again[0].Opened+again[0].Closed+again[1].Opened+again[1].Closed+again[2].Notices != 0 {
			t.Errorf("the second run is idle: %+v", again)
		}
		// A week later new cases count again: a unit's next thirty groups trip it.
		var more strings.Builder
		more.WriteString("群编号,平台,群名称,类别,范围,单位编码,群主工号,管理员工号\n")
		for i := range 80 {
			fmt.Fprintf(&more, "M%02d,微信,🔥又一群%02d,政务服务,跨单位,U1,P11,P12\n", i, i)
		}
		w.OK("import", "--at", "2026-12-01", w.Write("新群.csv", more.String()))
		if d := w.Run("--format", "json", "run", "group-check", "--at", "2026-12-01"); d.Code != 3 || !strings.Contains(d.Stdout, `"held"`) {
			t.Errorf("after the baseline the guard counts: code %d", d.Code)
		}
	})
}

// newNotices counts each recipient's planned notices.
func newNotices(w *world) map[string]int {
	w.Helper()
	type notice struct {
		Recipient, State string
		RecipientType    string `json:"recipient_type"`
		Kind             string
	}
	count := map[string]int{}
	for _, n := range read[notice](w, "notices", "--state", "planned") {
		if n.Kind == "reminder" {
			count[n.RecipientType+n.Recipient]++
		}
	}
	return count
}

func values(m map[string]int) []int {
	list := []int{0}
	for _, n := range m {
		list = append(list, n)
	}
	return list
}
