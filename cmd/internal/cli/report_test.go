package cli_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	reportUnits = "单位编码,单位名称,类别\nU1,水利局,县直部门\nU2,教育局,县直部门\n"
	reportStaff = "工号,姓名,单位编码,在职状态,微信号\nP1,王伟,U1,在职,wx_p1\nP2,李娜,U1,在职,wx_p2\nP3,张强,U2,在职,wx_p3\n"
	groupHeads  = "群编号,平台,平台群号,群名称,用途,类别,范围,单位编码,群主工号,管理员工号,建群日期,阶段性,开始日期,截止日期,备案编号,成员范围,全员,重要程度,状态,并入群编号,解散日期\n"
	groupsOct   = groupHeads +
		"G1,微信,n1,水利局防汛群,防汛,政务服务,单位内部,U1,P1,P2,2024-01-01,否,,,BA1,单位:U1;角色:董事,是,重要,正常,,\n" +
		"G2,微信,n2,水利局项目群,,政务服务,单位内部,U1,P1,,,是,2026-01-01,2026-12-31,,,否,一般,正常,,\n" +
		"G3,QQ,900000000001,教育局群,,,跨单位,U2,P3,P1;P2,,否,,,,外部,否,,,,\n" +
		"G4,QQ,n4,教育局旧群,,,全县,U2,P3,,2020-05-01,否,,,,,否,,冻结,,\n"
	// Later G1 was dissolved, G4 merged into G3, and G5 founded.
	groupsNov = "群编号,平台,群名称,范围,单位编码,群主工号,建群日期,状态,并入群编号,解散日期\n" +
		"G1,微信,水利局防汛群,单位内部,U1,P1,2024-01-01,已解散,,2026-11-11\n" +
		"G4,QQ,教育局旧群,全县,U2,P3,2020-05-01,已合并,G3,\n" +
		"G5,微信,水利局新群,单位内部,U1,P2,2026-11-12,正常,,\n"
	rosterOct = "平台,群编号,账号,群昵称,采集时间\n微信,G2,wx_p1,王伟,2026-11-01 08:00\n微信,G2,wx_p2,李娜,2026-11-01 08:00\n微信,G2,wx_x,老赵,2026-11-01 08:00\n"
	rosterNov = "平台,群编号,账号,群昵称,采集时间\n微信,G2,wx_p1,王伟,2026-11-13 08:00\n微信,G2,wx_p2,李娜,2026-11-13 08:00\n"
)

// reported brings the small county through its autumn.
func reported(w *world) {
	w.Helper()
	w.OK("import", "--at", "2026-11-02T09:00:00+08:00", w.Write("单位.csv", reportUnits), w.Write("人员.csv", reportStaff),
		w.Write("群一.csv", groupsOct), w.Write("成员一.csv", rosterOct))
	w.judge("2026-11-02T10:00:00+08:00")
	w.OK("import", "--at", "2026-11-13T09:00:00+08:00", w.Write("群二.csv", groupsNov), w.Write("成员二.csv", rosterNov))
	w.judge("2026-11-13T10:00:00+08:00")
}

type summaryRow struct {
	Level, Unit, Platform                     string
	Before, Founded, Dissolved, Merged, After int
	Reduction                                 *float64
	MembersRemoved                            int `json:"members_removed"`
	StageGroups                               int `json:"stage_groups"`
}

func TestReportsAreComputedFromWhatIsDated(t *testing.T) { // covers S9.3, S9.4, S4.4, S2.4, S5.5, S13.3
	onEach(t, func(t *testing.T, w *world) {
		reported(w)
		p := func(v float64) *float64 { return &v }
		got := read[summaryRow](w, "report", "summary", "--from", "2026-11-03", "--to", "2026-11-30")
		want := []summaryRow{
			{Level: "unit", Unit: "U1", Platform: "微信", Before: 2, Founded: 1, Dissolved: 1, After: 2, Reduction: p(0), MembersRemoved: 1, StageGroups: 1},
			{Level: "unit", Unit: "U2", Platform: "QQ", Before: 2, Merged: 1, After: 1, Reduction: p(50)},
			{Level: "platform", Platform: "QQ", Before: 2, Merged: 1, After: 1, Reduction: p(50)},
			{Level: "platform", Platform: "微信", Before: 2, Founded: 1, Dissolved: 1, After: 2, Reduction: p(0), MembersRemoved: 1, StageGroups: 1},
			{Level: "total", Before: 4, Founded: 1, Dissolved: 1, Merged: 1, After: 3, Reduction: p(25), MembersRemoved: 1, StageGroups: 1},
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("-want +got\n%s", diff)
		}
		// By the tenth nothing had happened yet: the report leaves out the later cases that are known
		// today.
		early := read[summaryRow](w, "report", "summary", "--from", "2026-11-03", "--to", "2026-11-10")
		if total := early[len(early)-1]; total.Before != 4 || total.After != 4 || total.MembersRemoved != 0 {
			t.Errorf("up to 10 November: %+v", total)
		}
		if table := w.OK("report", "summary", "--to", "2026-11-30").Stdout; !strings.Contains(table, "25.0%") {
			t.Errorf("the table does not say 25.0%%:\n%s", table)
		}

		type line struct {
			Group, Rule, State string
			ClosedOn           string `json:"closed_on"`
		}
		states := func(flags ...string) map[string]string {
			found := map[string]string{}
			for _, l := range read[line](w, append([]string{"report", "ledger"}, flags...)...) {
				found[l.Group+" "+l.Rule] = l.State + " " + l.ClosedOn
			}
			return found
		}
		before, after := states("--to", "2026-11-10"), states("--to", "2026-11-30")
		if got := before["G2 member.unknown"]; got != "found " {
			t.Errorf("on 10 November nobody had removed the stranger: %q in %v", got, before)
		}
		if got := after["G2 member.unknown"]; got != "closed 2026-11-13" {
			t.Errorf("on 13 November the stranger was gone: %q in %v", got, after)
		}
		if _, there := states("--from", "2026-11-20", "--to", "2026-11-30")["G2 member.unknown"]; there {
			t.Error("what was closed before the period is in its ledger")
		}
	})
}

func TestTheInventoryCanBeImportedAgain(t *testing.T) { // covers S9.2
	onEach(t, func(t *testing.T, w *world) {
		reported(w)
		book := filepath.Join(w.Dir, "自查.xlsx")
		w.OK("report", "inventory", "--to", "2026-11-30", "-o", book)
		before := w.OK("report", "inventory", "--to", "2026-11-30", "--format", "json").Stdout
		done := w.OK("import", book, "--at", "2026-11-20T09:00:00+08:00").Stdout
		if !strings.Contains(done, "工作群") {
			t.Fatalf("nothing was read:\n%s", done)
		}
		if diff := cmp.Diff(before, w.OK("report", "inventory", "--to", "2026-11-30", "--format", "json").Stdout); diff != "" {
			t.Errorf("the import changed something: -before +after\n%s", diff)
		}
		// The same sheet fills an empty registry with the same groups.
		other := newWorld(t, engineLike(t, w))
		other.OK("import", "--at", "2026-11-13T09:00:00+08:00", other.Write("单位.csv", reportUnits), other.Write("人员.csv", reportStaff), book)
		withoutRosters := strings.NewReplacer(`"members": 2`, `"members": -1`).Replace(before)
		if diff := cmp.Diff(withoutRosters, other.OK("report", "inventory", "--to", "2026-11-30", "--format", "json").Stdout); diff != "" {
			t.Errorf("-exported +imported\n%s", diff)
		}
	})
}

func TestAReportIsRefusedInWordsThatHelp(t *testing.T) {
	w := newWorld(t, "embedded")
	for _, c := range []struct {
		name string
		code int
		args []string
		want string
	}{
		{"an unknown report", 2, []string{"report", "ledgers"}, "ledger, inventory, summary, burden"},
		{"a date that is none", 2, []string{"report", "ledger", "--from", "11月1日"}, "--from"},
		{"a period that runs backwards", 2, []string{"report", "ledger", "--from", "2026-11-02", "--to", "2026-11-01"}, "2026-11-02"},
		{"a unit that nobody knows", 1, []string{"report", "ledger", "--unit", "U9"}, "U9"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if d := w.Exits(c.code, c.args...); !strings.Contains(d.Stderr, c.want) {
				t.Errorf("stderr does not name %q:\n%s", c.want, d.Stderr)
			}
		})
	}
}
