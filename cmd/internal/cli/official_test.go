package cli_test

import (
	"path/filepath"
	"strings"
	"testing"
)

// Accounts and applications are listed, filtered, and come out of an inventory
// as they went in.
//
// covers S3.1, S3.5, S5.2
func TestAccountsAndAppsAreListed(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		w.importSmall(monday, "")
		w.OK("import", "--at", monday,
			w.Write("账号.csv", "账号编号,平台,名称,单位编码,粉丝数,近30天发布数,最近发布日期,负责人工号,状态,停更日期,停更公告\nA1,公众号,平湖教育,U2,120,3,2026-08-01,P22,,,\nA2,微博,教育在线,U2,,,,P22,停更,2026-11-10,\n"),
			w.Write("应用.csv", "应用编号,名称,单位编码,功能,月活用户数,用户评分,负责人工号\nX1,校车通,U2,校车,12,4.5,P22\n"))
		w.OK("run", "account-check", "--at", monday)
		type listed struct {
			Account, App, State string
			Followers           *int
			Live                bool
			Cases               []int64
		}
		all := read[listed](w, "accounts")
		if len(all) != 2 || all[0].Account != "A1" || *all[0].Followers != 120 || len(all[0].Cases) == 0 || all[1].Followers != nil || all[1].Live {
			t.Errorf("accounts: %+v", all)
		}
		if live := read[listed](w, "accounts", "--live", "--unit", "U2", "--platform", "公众号"); len(live) != 1 || live[0].Account != "A1" {
			t.Errorf("those in use: %+v", live)
		}
		if apps := read[listed](w, "apps"); len(apps) != 1 || apps[0].App != "X1" || len(apps[0].Cases) == 0 {
			t.Errorf("apps: %+v", apps)
		}
		type explained struct {
			Answers []struct{ Rule, Outcome, Reason string }
			Quota   []struct {
				Group  string
				Counts bool
			}
		}
		outcomes := func(args ...string) map[string]string {
			all := map[string]string{}
			for _, a := range read[explained](w, append([]string{"explain"}, args...)...)[0].Answers {
				all[a.Rule] = a.Outcome
			}
			return all
		}
		if got := outcomes("--official", "A1"); got["account.dormant"] != "violated" || got["account.name"] != "clear" {
			t.Errorf("why, and why not, of an account: %v", got)
		}
		if got := outcomes("--app", "X1"); got["app.low_use"] != "violated" || got["app.low_rating"] != "clear" {
			t.Errorf("of an app: %v", got)
		}
		if got := outcomes("--group", "G1"); got["group.filing_missing"] == "" || got["group.rebound"] == "" || got["group.no_owner"] != "clear" {
			t.Errorf("of a group: %v", got)
		}
		if got := outcomes("--person", "P22"); got["person.overload"] == "" {
			t.Errorf("of a person: %v", got)
		}
		if got := read[explained](w, "explain", "--unit", "U2")[0]; len(got.Quota) != 2 || !got.Quota[0].Counts {
			t.Errorf("of a unit: %+v", got)
		}
		w.Exits(2, "explain", "--unit", "U2", "--app", "X1")
		w.Exits(1, "explain", "--app", "X9")
		if d := w.OK("accounts"); !strings.Contains(d.Stdout, "平湖教育") || strings.Contains(d.Stdout, "col.") {
			t.Errorf("as a table:\n%s", d.Stdout)
		}
		type summed struct {
			Level                  string
			Before, Stopped, After int
		}
		sums := read[summed](w, "report", "summary", "--kind", "account", "--from", "2026-11-01", "--to", "2026-11-30")
		if got := sums[len(sums)-1]; got != (summed{"total", 2, 1, 1}) {
			t.Errorf("the summary: %+v", got)
		}
		if d := w.Run("report", "burden", "--kind", "account"); d.Code != 2 {
			t.Errorf("a report that accounts do not have: %d %s", d.Code, d.Stderr)
		}
		for kind, file := range map[string]string{"account": "账号.xlsx", "app": "应用.xlsx"} {
			out := filepath.Join(t.TempDir(), file)
			w.OK("report", "inventory", "--kind", kind, "-o", out)
			if d := w.OK("import", "--at", monday, out); !strings.Contains(d.Stdout, "未变") {
				t.Errorf("%s goes in again:\n%s", kind, d.Stdout)
			}
		}
	})
}
