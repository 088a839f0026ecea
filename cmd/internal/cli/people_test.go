package cli_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
)

// told lists the recipients of sent notices whose text has the words, by day.
func (w *world) told(words string) []string {
	w.Helper()
	var list []string
	for _, n := range w.notices("--state", "sent") {
		if strings.Contains(n.Body, words) {
			list = append(list, n.SentAt[:10]+" "+n.Recipient)
		}
	}
	slices.Sort(list)
	return list
}

// covers S1.11, S11.5
func TestAGroupsEndIsToldOnceADayBeforeAndCanBeMoved(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		r := w.act(t)
		w.Env["POLICY"] = w.Write("policy.yaml", longRosters)
		w.importSmall(sunday, r.routes())
		// Ends on Sunday, December 20th: 15 days before is Saturday the 5th.
		w.OK("import", "--at", sunday, w.Write("阶段.csv", "群编号,平台,群名称,范围,单位编码,群主工号,管理员工号,阶段性,截止日期,备案编号\n"+
			"G7,微信,水利局汛期专班群,单位内部,U1,P11,P12,是,2026-12-20,BA7\n"))
		w.days("2026-11-23", "2026-11-25")
		w.days("2026-12-03", "2026-12-07")
		const ends = "2026年12月20日 到期"
		if diff := gocmp.Diff([]string{"2026-11-23 P11", "2026-12-04 P11"}, w.told(ends)); diff != "" {
			t.Errorf("-want +got\n%s", diff)
		}
		w.Exits(1, "group", "renew", "G7", "--until", "2027-01-29", "--by", "P11", "--reason", "还要用", "--at", "2026-12-08")
		w.OK("group", "renew", "G7", "--until", "2027-01-29", "--by", "P10", "--reason", "汛后总结", "--at", "2026-12-08")
		w.days("2026-12-18", "2026-12-21")
		if got := w.told(ends); len(got) != 2 {
			t.Errorf("the old end was told after it was moved: %v", got)
		}
		if got := w.cases("--rule", "group.stage_expired", "--group", "G7"); len(got) != 0 {
			t.Errorf("expired on its old end: %+v", got)
		}
		w.days("2026-12-29", "2026-12-31")
		if got := w.told("2027年1月29日 到期"); !slices.Equal(got, []string{"2026-12-30 P11"}) {
			t.Errorf("of the new end were told: %v", got)
		}

		// G4 ended long ago; its owner confirms that it is gone.
		expired := w.only("group.stage_expired", "G4")
		w.OK("group", "dissolve", "G4", "--by", "P21", "--reason", "工作已结束", "--at", "2027-01-04")
		w.day("2027-01-04")
		if k := w.only("group.stage_expired", "G4"); k.State != "closed" || k.ClosedReason != "group_ended" {
			t.Errorf("%s (%s), want closed: the group ended", k.State, k.ClosedReason)
		}
		steps := w.OK("case", fmt.Sprint(expired.ID)).Stdout
		if !strings.Contains(steps, "工作已结束") {
			t.Errorf("the case does not say who dissolved the group:\n%s", steps)
		}
		if got := len(read[struct{ Group string }](w, "group", "decisions")); got != 2 {
			t.Errorf("%d decisions, want 2", got)
		}
	})
}

// covers S4.6
func TestACallIsATaskThatANoteEnds(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		r := w.act(t)
		w.Env["POLICY"] = w.Write("policy.yaml", longRosters+"ladder:\n  - {at: due, to: responsible}\n  - {at: due+1wd, to: unit_principal, by: phone}\n")
		w.importSmall(sunday, r.routes())
		w.OK("import", "--at", sunday, w.Write("手机.csv", "工号,姓名,单位编码,在职状态,手机\nP20,吴刚,U2,在职,13800001234\n"))
		w.day("2026-11-23")
		w.roster("2026-12-01")
		w.days("2026-12-07", "2026-12-08")
		missing := w.only("member.missing", "G2")
		var calls []notice
		for _, n := range w.notices("--state", "manual") {
			if n.Recipient == "P20" {
				calls = append(calls, n)
			}
		}
		if len(calls) != 1 || calls[0].Kind != "escalation" || !strings.Contains(calls[0].Body, "13800001234") {
			t.Fatalf("tasks to call P20: %+v", calls)
		}
		if w.ladder(missing.ID, "2026-12-08")["due+1wd unit_principal"] != "on_the_way" {
			t.Errorf("%v", w.ladder(missing.ID, "2026-12-08"))
		}
		for _, id := range calls[0].Cases {
			w.OK("case", "note", fmt.Sprint(id), "--by", "P21", "--note", "已打电话", "--at", "2026-12-08T10:00:00+08:00")
		}
		if relayed := w.notices("--state", "relayed"); len(relayed) != 1 || relayed[0].ID != calls[0].ID {
			t.Errorf("relayed: %+v", relayed)
		}
		if got := w.ladder(missing.ID, "2026-12-08")["due+1wd unit_principal"]; got != "told" {
			t.Errorf("after the call: %s", got)
		}
		w.day("2026-12-09")
		for _, n := range w.notices("--state", "manual") {
			if n.Recipient == "P20" {
				t.Errorf("P20 is to be called again:\n%s", n.Body)
			}
		}
	})
}

func TestAPartOfABacklogCanBeToldFirst(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		r := w.act(t)
		w.importSmall(sunday, r.routes())
		w.judge(monday)
		open := w.cases("--open")
		w.Exits(2, "run", "compose", "--release", "0%")
		w.Exits(2, "run", "deliver", "--release", "10%")
		told := func() []int64 {
			var ids []int64
			for _, n := range w.notices() {
				if n.State != "withdrawn" {
					ids = append(ids, n.Cases...)
				}
			}
			slices.Sort(ids)
			return ids
		}
		w.runJobs(monday, "compose")
		w.OK("run", "compose", "--at", monday, "--release", "25%")
		var oldest []int64
		for _, k := range open[:(len(open)+3)/4] {
			oldest = append(oldest, k.ID)
		}
		if diff := gocmp.Diff(oldest, told()); diff != "" {
			t.Errorf("a quarter of %d cases (-want +got):\n%s", len(open), diff)
		}
		w.OK("run", "compose", "deliver", "--at", monday, "--release", "25%")
		w.runJobs(tuesday, "compose", "deliver")
		if got := told(); len(got) != len(open) {
			t.Errorf("in the end %d of %d cases were told", len(got), len(open))
		}
	})
}

func TestALeaversGroupsAreOneTaskForThePrincipal(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		r := w.act(t)
		w.importSmall(sunday, r.routes())
		w.OK("import", "--at", sunday, w.Write("离任.csv", "工号,姓名,单位编码,在职状态,离职日期\nP11,孙丽,U1,调出,2026-11-20\n"),
			w.Write("三群.csv", "群编号,平台,平台群号,群名称,范围,单位编码,群主工号,管理员工号,备案编号\n"+
				"G8,微信,wxg8,水利局水质群,单位内部,U1,P11,P12,BA8\nG9,微信,wxg9,水利局档案群,单位内部,U1,P11,,BA9\n"),
			w.Write("发言.csv", "平台,平台群号,账号,群昵称,群内角色,最后发言时间,采集时间\n微信,wxg9,wx_li,李强,成员,2026-11-20 09:00,2026-11-21 07:00\n"+
				"微信,wxg9,wx_qian,钱江,成员,2026-11-19 09:00,2026-11-21 07:00\n"))
		w.day("2026-11-23")
		for _, n := range w.notices("--state", "sent") {
			if n.Recipient != "P10" {
				continue
			}
			for _, want := range []string{"孙丽已离任，名下 3 个群", "水利局水质群（建议李强接任，现任管理员）", "水利局档案群（建议李强接任，群内最近活跃）"} {
				if !strings.Contains(n.Body, want) {
					t.Errorf("the principal does not read %q:\n%s", want, n.Body)
				}
			}
			return
		}
		t.Error("the principal heard nothing")
	})
}
