package faults

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"qunguan/sql/sqltest"
)

// county writes a county of so many units, each with 40 people in service, one
// who has left and four groups that all of them are in; one card in ten is
// wrong. It gives the arguments that import it.
func (w *week) county(units int) []string {
	w.Helper()
	var u, p, g, m, r strings.Builder
	u.WriteString("单位编码,单位名称,简称,类别,上级单位编码,主要负责人工号\n")
	p.WriteString("工号,姓名,单位编码,岗位,在职状态,离职日期,微信号\n")
	g.WriteString("群编号,平台,群名称,范围,单位编码,群主工号,管理员工号,成员范围,全员,备案编号\n")
	m.WriteString("平台,群编号,账号,群昵称,采集时间\n")
	fmt.Fprintf(&r, "对象类型,对象编码,渠道,地址,密钥,关键词\n办公室,office,webhook,%s,%s,\n", w.to.Address(), w.to.Secret)
	const surnames, given = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平"
	rune2 := func(s string, i int) string { return string([]rune(s)[i%20]) }
	for i := range units {
		fmt.Fprintf(&u, "U%04d,云溪县第%d局,%d局,县直部门,,P%04d00\n", i, i, i, i)
		fmt.Fprintf(&r, "人员,P%04d00,webhook,%s,%s,\n", i, w.to.Address(), w.to.Secret)
		for k := range 41 {
			name, state := rune2(surnames, k/2)+rune2(given, k)+rune2(given, k/3+i), "在职,"
			if k == 40 {
				state = "离职,2026-11-02"
			}
			fmt.Fprintf(&p, "P%04d%02d,%s,U%04d,科员,%s,wx_%d_%d\n", i, k, name, i, state, i, k)
			for n := range 4 {
				card := name
				if k%10 == 3 {
					card = "风轻云淡"
				}
				fmt.Fprintf(&m, "微信,G%04d%d,wx_%d_%d,%s,2026-11-20 17:00\n", i, n, i, k, card)
			}
		}
		for n := range 4 {
			fmt.Fprintf(&g, "G%04d%d,微信,%d局第%d工作群,单位内部,U%04d,P%04d00,P%04d01,单位:U%04d,是,BA%d\n", i, n, i, n, i, i, i, i, n)
		}
	}
	return []string{
		"import", "--at", monday, w.Write("单位.csv", u.String()), w.Write("人员.csv", p.String()), w.Write("工作群.csv", g.String()),
		w.Write("群成员.csv", m.String()), w.Write("通知渠道.csv", r.String()),
	}
}

// mostMemory is the most memory of any command for ten times the county: 25,000 people, 98,000 rows
// of rosters.
const mostMemory = 192 << 20

// Ten times the county takes ten times the time, give or take, and little more
// memory; delivery keeps up, and everybody hears once.
func TestTenTimesTheLoad(t *testing.T) {
	for _, engine := range engines() {
		t.Run(engine, func(t *testing.T) {
			usual := 10
			if *full {
				usual = 60
			}
			var peak [2]int64
			var took [2]time.Duration
			hungriest := ""
			for i, units := range []int{usual, 10 * usual} {
				dsn := "embedded"
				if engine == "mariadb" {
					dsn = sqltest.DSN(t)
				}
				w := newWeek(t, dsn)
				for _, args := range [][]string{
					w.county(units),
					{"run", "member-check", "zombie-scan", "stage-expiry", "group-check", "--at", monday},
					{"run", "compose", "--at", monday},
					{"run", "deliver", "--at", monday},
					{"audit", "check"},
				} {
					d := w.OK(args...)
					if took[i] += d.Took; d.PeakBytes > peak[i] {
						peak[i], hungriest = d.PeakBytes, strings.Join(args[:2], " ")
					}
				}
				var notices []struct{ ID, State string }
				if err := json.Unmarshal([]byte(w.OK("notices", "--format", "json").Stdout), &notices); err != nil {
					t.Fatal(err)
				}
				arrived := w.arrivals()
				if len(notices) < units || len(arrived) != len(notices) {
					t.Errorf("%d units: %d notices, %d arrived", units, len(notices), len(arrived))
				}
				for _, n := range notices {
					if n.State != "sent" || arrived[n.ID] != 1 {
						t.Errorf("%d units: notice %s is %s and arrived %d times", units, n.ID, n.State, arrived[n.ID])
					}
				}
				if cases := sound(t, w.at(dsn)); cases < units*16 {
					t.Errorf("%d units: %d cases", units, cases)
				}
				t.Logf("%d units, %d rows: %s, %d MB at most (%s), %d notices", units, units*41*4, took[i].Round(time.Millisecond), peak[i]>>20, hungriest, len(notices))
			}
			if peak[1] > mostMemory {
				t.Errorf("ten times the load takes %d MB, once %d MB", peak[1]>>20, peak[0]>>20)
			}
			if took[1] > 30*took[0] {
				t.Errorf("ten times the load takes %s, once %s", took[1], took[0])
			}
		})
	}
}
