package cli_test

import (
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
)

// storedRow is a row as `roster export --format json` prints it.
type storedRow struct {
	Platform, Group, Number, Account, Nickname, Role, Joined, Spoke string
	TakenAt                                                         string `json:"taken_at"`
	Came                                                            string
}

func TestStoredRostersComeBackAsTheyCanBeImportedAgain(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		w.importSmall(monday, "")
		more := w.Write("更多.csv", "平台,平台群号,账号,群昵称,群内角色,入群时间,最后发言时间,采集时间\n"+
			"微信,wx-nobody,,张伟,群主,2026-05-07,2026-11-19 21:05:30,2026-11-20 08:00\n微信,wx-nobody,,张伟,,,,2026-11-20 08:00\n微信,wx-nobody,WX_Z,\"逗号,\"\"引号\"\"\",机器人,,,2026-11-20 08:00\n")
		w.OK("import", more, "--at", monday)
		rows := read[storedRow](w, "roster", "export")
		if diff := gocmp.Diff([]storedRow{
			{"微信", "", "wx-nobody", "@张伟", "张伟", "群主", "2026-05-07 00:00:00", "2026-11-19 21:05:30", "2026-11-20 08:00:00", "file"},
			{"微信", "", "wx-nobody", "@张伟#2", "张伟", "", "", "", "2026-11-20 08:00:00", "file"},
			{"微信", "", "wx-nobody", "WX_Z", `逗号,"引号"`, "机器人", "", "", "2026-11-20 08:00:00", "file"},
		}, read[storedRow](w, "roster", "export", "--group", "?微信:wx-nobody")); diff != "" {
			t.Errorf("an unregistered group's roster (-want +got):\n%s", diff)
		}
		file := w.Write("导出.csv", w.OK("roster", "export", "--format", "csv").Stdout)
		before := w.contents("rosters", "counters")
		if said := w.OK("import", file, "--at", monday).Stdout; !strings.Contains(said, "无变化") || strings.Contains(said, "更新") || strings.Contains(said, "不认识") {
			t.Errorf("importing what was exported changes something:\n%s", said)
		}
		if w.contents("rosters", "counters") != before {
			t.Error("importing what was exported changes the registry")
		}
		other := newWorld(t, engineLike(t, w))
		other.OK("import", other.Write("单位.csv", units), other.Write("人员.csv", staff), other.Write("工作群.csv", groups), file, "--at", monday)
		if diff := gocmp.Diff(rows, read[storedRow](other, "roster", "export")); diff != "" {
			t.Errorf("another registry has other rows (-exported +imported):\n%s", diff)
		}
		w.Exits(1, "roster", "export", "--group", "G999")
	})
}

func TestARosterWithoutNicknamesIsExportedAlone(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		w.importSmall(monday, "")
		w.OK("import", w.Write("无昵称.csv", "平台,群编号,账号,采集时间\n微信,G4,wx_p21,2026-11-22 08:00\n"), "--at", monday, "--accept-shrink", "G4", "--reason", "只有账号")
		if said := w.Exits(3, "roster", "export", "--format", "csv"); !strings.Contains(said.Stderr, "G4") || strings.Contains(said.Stdout, "wx_p21,,") {
			t.Errorf("rows that say that no card is set, or a group left out in silence: %s", said.Said())
		}
		if said := w.OK("roster", "export", "--group", "G4", "--format", "csv").Stdout; strings.Contains(said, "群昵称") || !strings.Contains(said, "wx_p21") {
			t.Errorf("%s", said)
		}
	})
}

// A damaged document is no roster: no person is accused or cleared by it, and every check of the
// registry names it.
func TestADamagedRosterIsNamedAndJudgesNobody(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		w.importSmall(monday, "")
		w.judge(monday)
		before := w.cases()
		w.tampered("UPDATE roster_documents SET content = 'QGR" + "\x01" + "broken!!' WHERE group_code = 'G1'")
		for _, run := range w.judge(tuesday) {
			if run.Job == "member-check" && (run.Unjudged["roster_damaged"] != 1 || run.Opened+run.Closed != 0) {
				t.Errorf("%+v", run)
			}
		}
		if diff := gocmp.Diff(openIn(before, "G1"), openIn(w.cases(), "G1")); diff != "" {
			t.Errorf("cases of the damaged group (-before +after):\n%s", diff)
		}
		if said := w.Exits(1, "audit", "check"); !strings.Contains(said.Said(), "G1") || !strings.Contains(said.Said(), "损坏") {
			t.Errorf("audit check: %s", said.Said())
		}
		if said := w.Run("doctor"); !strings.Contains(said.Said(), "G1") {
			t.Errorf("doctor: %s", said.Said())
		}
		if said := w.Exits(3, "roster", "export"); !strings.Contains(said.Stderr, "G1") {
			t.Errorf("roster export: %s", said.Said())
		}
		for _, asked := range [][]string{{"members"}, {"members", "--format", "json"}, {"report", "burden", "--from", "2026-11-01", "--to", "2026-11-23"}, {"merge-plan", "--at", monday}} {
			if said := w.Exits(3, asked...); !strings.Contains(said.Stderr, "G1") || !strings.Contains(said.Stderr, "损坏") {
				t.Errorf("%v is silent about the group that it leaves out: %s", asked, said.Said())
			}
		}
		if said := w.Exits(1, "explain", "--group", "G1", "--account", "wx_p11", "--at", monday); !strings.Contains(said.Stderr, "损坏") {
			t.Errorf("explain: %s", said.Said())
		}
		w.tampered("UPDATE roster_documents SET content = 'QGR9newer' WHERE group_code = 'G1'")
		if said := w.Exits(1, "import", w.Write("群成员.csv", members), "--at", monday); !strings.Contains(said.Said(), "更新版本") {
			t.Errorf("a newer program's roster would be overwritten: %s", said.Said())
		}
		w.tampered("UPDATE roster_documents SET content = 'QGR' WHERE group_code = 'G1'")
		w.importSmall(monday, "") // the same file mends it
		w.OK("audit", "check")
	})
}

// openIn are the open cases of a group: rule and account or person.
func openIn(cases []kase, group string) map[string]string {
	open := map[string]string{}
	for _, k := range cases {
		if k.Group == group && k.open() {
			open[k.Rule+" "+k.Account+k.Person] = k.State
		}
	}
	return open
}
