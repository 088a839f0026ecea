package cli_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"qunguan/sql/dbconn"
)

// mistakes are files as a clerk types them on a bad day. The comment after each bad row names its
// fault.
var mistakes = map[string]string{
	"单位.csv": `单位编码,单位名称,类别,上级单位编码,人数,备注
U1,平湖县水利局,县直部门,,四十五,
U2,平湖县教育局,县直部门,U9,12,
U1,水利局,县直部门,,,
`,
	"人员.csv": `工号,姓名,单位编码,在职状态,离职日期
P1,钱江,U1,在职,2026-13-40
P2,孙丽,U7,在职,
,李强,U1,在职,
P4,周敏,U1,离职,去年
`,
	"工作群.csv": `群编号,平台,平台群号,群名称,范围,单位编码,群主工号,建群日期,阶段性,成员范围,状态
G1,微信,wxg1,水利局群,单位内部,U1,P1,2026-10-01,也许,张三,正常
G2,微信,wxg1,教育局群,全国,U2,P1,2026/2/30,否,,停用
G3,微信,wxg3,水利局防汛群,单位内部,U1,P1,,否,单位:U8,正常
`,
	"群成员.csv": `平台,平台群号,账号,群昵称,群内角色,采集时间
微信,wxg3,wx_a,钱江,成员,2026-11-30 07:00
微信,wxg3,wx_b,孙丽,老大,2026-11-21
微信,,wx_c,李强,成员,2026-11-21
`,
	"群活动.csv": `平台,群名称,采集时间,最后消息时间
微信,不存在的群,2026-11-21,2026-11-20
`,
	"通知渠道.csv": `对象类型,对象编码,渠道,地址,密钥
人员,P1,pigeon,x,
人员,P1,webhook,https://receiver.example/secret-path,whsec_short-secret
`,
}

// badCells are the cells of mistakes that must be named: file, row, column.
var badCells = []string{
	"人员.csv 2 离职日期 2026-13-40", "人员.csv 3 单位编码 U7", "人员.csv 4 工号 ", "人员.csv 5 离职日期 去年",
	"单位.csv 2 人数 四十五", "单位.csv 3 上级单位编码 U9", "单位.csv 4 单位编码 U1",
	"工作群.csv 2 成员范围 张三", "工作群.csv 2 阶段性 也许",
	"工作群.csv 3 平台群号 wxg1", "工作群.csv 3 建群日期 2026/2/30", "工作群.csv 3 状态 停用", "工作群.csv 3 范围 全国",
	"工作群.csv 4 成员范围 U8",
	"群成员.csv 2 采集时间 2026-11-30 07:00", "群成员.csv 3 群内角色 老大", "群成员.csv 4 平台群号/群编号/群名称 ",
	"群活动.csv 2 群名称 不存在的群",
	"通知渠道.csv 2 渠道 pigeon", "通知渠道.csv 3 密钥 ***",
}

type imported struct {
	Written  bool
	Problems []struct {
		Severity, File, Column, Value, Text string
		Row                                 int
	}
}

func TestEveryBadCellIsNamedAndNothingIsWritten(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		w.secrets = append(w.secrets, "secret-path", "short-secret")
		args := []string{"import", "--at", "2026-11-23"}
		for name, content := range mistakes {
			args = append(args, w.Write(name, content))
		}
		got := decode[imported](w, w.Exits(1, append(args, "--format", "json")...).Stdout)[0]
		var cells []string
		for _, p := range got.Problems {
			if p.Severity == "error" {
				cells = append(cells, fmt.Sprintf("%s %d %s %s", p.File, p.Row, p.Column, p.Value))
			}
		}
		slices.Sort(cells)
		want := slices.Sorted(slices.Values(badCells))
		if diff := gocmp.Diff(want, cells); diff != "" || got.Written {
			t.Errorf("written: %v; bad cells (-want +named):\n%s", got.Written, diff)
		}

		plain := w.Exits(1, args...)
		for _, p := range got.Problems {
			if !strings.Contains(plain.Stderr, p.Text) || !strings.Contains(p.Text, p.File) {
				t.Errorf("not on stderr, or without its file: %s", p.Text)
			}
		}
		for _, group := range []string{"G1", "G2", "G3"} {
			w.Exits(1, "explain", "--group", group) // no such group
		}
		if rosters := read[member](w, "members", "--at", "2026-11-23"); len(rosters) != 0 {
			t.Errorf("%d roster rows were written", len(rosters))
		}
	})
}

func TestPartialWritesTheGoodRowsAndHoldsBackAGroupWithABadOne(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		bad := strings.Replace(members, "微信,wxg1,wx_sun,孙丽,群主,2026-11-21 07:00", "微信,wxg1,wx_sun,孙丽,大当家,2026-11-21 07:00", 1)
		paths := []string{
			w.Write("单位.csv", units), w.Write("人员.csv", staff+"P99,黄蓉,U99,科员,在职,,,\n"),
			w.Write("工作群.csv", groups), w.Write("群成员.csv", bad),
		}
		args := slices.Concat([]string{"import", "--at", monday, "--partial"}, paths)
		d := w.Exits(3, args...)
		for _, word := range []string{"人员.csv", "U99", "大当家", "G1"} {
			if !strings.Contains(d.Stdout+d.Stderr, word) {
				t.Errorf("the report does not name %s:\n%s%s", word, d.Stdout, d.Stderr)
			}
		}
		held := map[string]int{}
		for _, m := range read[member](w, "members", "--at", monday) {
			held[m.Group]++
		}
		if diff := gocmp.Diff(map[string]int{"G2": 3, "G3": 1, "G4": 2, "G5": 1, "G6": 2}, held); diff != "" {
			t.Errorf("roster rows by group (-want +got); G1 has a bad row:\n%s", diff)
		}
		w.Exits(1, "explain", "--group", "G2", "--person", "P99") // was not written
	})
}

func TestWrongUsageConfigurationAndPolicyExitWithTwo(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "embedded")
	policy := w.Write("错.yaml", `extends: [pack:county]
member:
  roster_max_age_day: 10
zombie: {days: sechzig}
schedule: {compose: "99 * * * *"}
`)
	cases := map[string]struct {
		args []string
		env  map[string]string
		says []string
	}{
		"an unknown command":       {args: []string{"frobnicate"}, says: []string{"frobnicate"}},
		"an unknown flag":          {args: []string{"cases", "--colour"}, says: []string{"--colour"}},
		"an unknown job":           {args: []string{"run", "member-check", "tidy-up", "--at", monday}, says: []string{"tidy-up", "member-check"}},
		"no job":                   {args: []string{"run"}, says: []string{"job"}},
		"a moment nobody can read": {args: []string{"run", "compose", "--at", "gestern"}, says: []string{"gestern", "RFC 3339"}},
		"an unknown notice state":  {args: []string{"notices", "--state", "lost"}, says: []string{"lost", "pending"}},
		"an unknown rule":          {args: []string{"cases", "--rule", "group.zombies"}, says: []string{"group.zombies", "group.zombie"}},
		"an import without files":  {args: []string{"import"}, says: []string{"群成员.csv"}},
		"a policy with three problems, all named with line and column": {
			args: []string{"policy", "check", policy}, says: []string{"错.yaml:3:3", "roster_max_age_days", "错.yaml:4:16", "错.yaml:5:21"},
		},
		"a job under a wrong policy": {
			args: []string{"run", "member-check"}, env: map[string]string{"POLICY": policy}, says: []string{"错.yaml:3:3", "错.yaml:4:16"},
		},
		"a policy that is not there": {args: []string{"run", "compose"}, env: map[string]string{"POLICY": "nirgends.yaml"}, says: []string{"nirgends.yaml"}},
		"an environment with four problems, all named": {
			args: []string{"cases"},
			env:  map[string]string{"TIMEZONE": "CST", "MODE": "go", "SECRET_KEY": "c2hvcnQ=", "HTTP_ADDR": "nowhere"},
			says: []string{"QUNGUAN_TIMEZONE", "QUNGUAN_MODE", "QUNGUAN_SECRET_KEY", "QUNGUAN_HTTP_ADDR"},
		},
		"act mode without a key":            {args: []string{"cases"}, env: map[string]string{"MODE": "act"}, says: []string{"QUNGUAN_SECRET_KEY"}},
		"a daemon that forgot its database": {args: []string{"daemon"}, env: map[string]string{"DATABASE_DSN": ""}, says: []string{"QUNGUAN_DATABASE_DSN"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			one := newWorld(t, "embedded")
			one.Dir = w.Dir
			maps.Copy(one.Env, c.env)
			d := one.Exits(2, c.args...)
			for _, word := range c.says {
				if !strings.Contains(d.Stderr, word) {
					t.Errorf("stderr does not say %q:\n%s", word, d.Stderr)
				}
			}
			if d.Stdout != "" {
				t.Errorf("stdout: %s", d.Stdout)
			}
		})
	}
}

func TestRoutesWithAnAddressNeedAKeyAndSaySo(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		w.secrets = append(w.secrets, "secrettoken")
		unit := w.Write("单位.csv", units)
		route := w.Write("通知渠道.csv", "对象类型,对象编码,渠道,地址\n办公室,office,slack,https://hooks.slack.com/services/T0/B0/secrettoken\n")
		d := w.Exits(2, "import", unit, route)
		if !strings.Contains(d.Stderr, "QUNGUAN_SECRET_KEY") {
			t.Errorf("does not name the variable that is missing:\n%s", d.Stderr)
		}
		mail := w.Write("邮件.csv", "对象类型,对象编码,渠道,地址\n办公室,office,email,office@mail.test\n")
		w.OK("import", unit, mail) // needs none
	})
}

func TestARegistryThatIsNewerThanTheProgramIsLeftAlone(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		w.OK("migrate")
		dsn := w.Env["DATABASE_DSN"]
		if dsn == "embedded" {
			dsn = ""
		}
		w.changed = true
		db, err := dbconn.Open(t.Context(), dbconn.Config{DSN: dsn, Dir: w.Env["DATA_DIR"]})
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if _, err := db.Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)"); err != nil {
			t.Fatal(err)
		}
		before := w.Write("单位.csv", units)
		for _, args := range [][]string{{"import", before}, {"run", "member-check"}, {"cases"}, {"migrate"}, {"daemon"}} {
			if d := w.Exits(1, args...); !strings.Contains(d.Stderr, "9999") {
				t.Errorf("%v does not name the version it found: %s", args, d.Stderr)
			}
		}
		var n int
		if err := db.Get(&n, "SELECT COUNT(*) FROM units"); err != nil || n != 0 {
			t.Errorf("%d units were written, %v", n, err)
		}
	})
}
