package replicas

import (
	"fmt"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"qunguan/cmd/internal/binarytest"
	"qunguan/jobs"
	"qunguan/sql/dbconn"
	"qunguan/sql/sqltest"
)

// term is the shortest that is allowed, so that a takeover is soon.
const term = 3 * time.Second

// county is a registry with one group for each unit: somebody unknown and
// somebody missing in each.
type county struct {
	testing.TB

	dsn  string
	db   *dbconn.DB
	term time.Duration // of the replicas' leases
}

// newCounty imports the data and leaves the scheduler's lease with the test,
// so that replicas that start stand by.
func newCounty(t testing.TB, units int) *county {
	t.Helper()
	return newLargeCounty(t, units, 1, 12)
}

// newLargeCounty has more groups in each unit, and more people in them.
func newLargeCounty(t testing.TB, units, rooms, people int) *county {
	t.Helper()
	c := &county{TB: t, dsn: sqltest.DSN(t), term: term}
	var unit, staff, groups, members strings.Builder
	unit.WriteString("单位编码,单位名称,类别,主要负责人工号\n")
	staff.WriteString("工号,姓名,单位编码,在职状态,微信号\n")
	groups.WriteString("群编号,平台,平台群号,群名称,范围,单位编码,群主工号,成员范围,全员,备案编号\n")
	members.WriteString("平台,平台群号,账号,群昵称,群内角色,采集时间\n")
	taken := time.Now().Add(-time.Hour).Format("2006-01-02 15:04")
	for u := range units {
		fmt.Fprintf(&unit, "U%03d,第%d局,县直部门,P%03d000\n", u, u, u)
		for p := range people {
			fmt.Fprintf(&staff, "P%03d%03d,%s,U%03d,在职,wx%03d%03d\n", u, p, name(u, p), u, u, p)
		}
		for g := range rooms {
			code := fmt.Sprintf("%03d%03d", u, g)
			fmt.Fprintf(&groups, "G%s,微信,wxg%s,第%d局工作群%d,单位内部,U%03d,P%03d000,单位:U%03d,是,B%s\n", code, code, u, g, u, u, u, code)
			for p := 1; p < people; p++ { // the principal is missing
				fmt.Fprintf(&members, "微信,wxg%s,wx%03d%03d,%s,成员,%s\n", code, u, p, name(u, p), taken)
			}
			fmt.Fprintf(&members, "微信,wxg%s,gast%s,静水流深,成员,%s\n", code, code, taken)
		}
	}
	m := c.machine(c.dsn)
	m.OK("import", m.Write("单位.csv", unit.String()), m.Write("人员.csv", staff.String()), m.Write("工作群.csv", groups.String()), m.Write("群成员.csv", members.String()))
	db, err := dbconn.Open(t.Context(), dbconn.Config{DSN: c.dsn})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	c.db = db
	c.exec("INSERT INTO leases (name, holder, token, until_at) VALUES (?, 'test:0:0', 0, NOW(6) + INTERVAL 10 MINUTE)", jobs.SchedulerLease)
	return c
}

// name is a person's, as far as possible nobody else's.
func name(unit, person int) string {
	return string([]rune{rune('王' + unit%40), rune('伟' + person%97), rune('芳' + (unit*7+person/97)%89)})
}

// machine is where one replica runs; its way to the registry is its own.
func (c *county) machine(dsn string) *binarytest.Machine {
	c.Helper()
	dir := c.TempDir()
	m := &binarytest.Machine{TB: c, Bin: binarytest.Build(c), Dir: dir, Env: map[string]string{
		"DATABASE_DSN": dsn, "DATA_DIR": filepath.Join(dir, "data"), "LOG_FORMAT": "json",
		"HTTP_ADDR": "127.0.0.1:0", "LEASE_TERM": c.term.String(),
	}}
	// Ticks of its own would come in the middle of a test at eight in the
	// morning; those that the test makes are enough.
	m.Env["POLICY"] = m.Write("policy.yaml", "extends: [pack:county]\nschedule: {stage-expiry: \"0 3 29 2 *\", member-check: \"0 3 29 2 *\", zombie-scan: \"0 3 29 2 *\","+
		" group-check: \"0 3 29 2 *\", escalate: \"0 3 29 2 *\", compose: \"0 3 29 2 *\"}\ndigest: {office: [\"0 3 29 2 *\"], principal: \"0 3 29 2 *\"}\n")
	return m
}

// replica is one daemon.
type replica struct {
	*binarytest.Process

	line *line
	url  string
}

// replicas starts daemons that stand by.
func (c *county) replicas(n int, delay time.Duration) []*replica {
	c.Helper()
	all := make([]*replica, n)
	for i := range all {
		l := newLine(c, c.dsn, delay)
		all[i] = &replica{Process: c.machine(l.dsn).Start("daemon"), line: l}
	}
	for _, r := range all {
		binarytest.Until(c, "a replica that stands by", func() bool { return r.HasEnded() || len(r.Lines("standing_by")) > 0 })
		if r.HasEnded() {
			c.Fatalf("a daemon ended:\n%s", r.Stderr.String())
		}
		_, port, err := net.SplitHostPort(fmt.Sprint(r.Lines("daemon_started")[0]["http"]))
		if err != nil {
			c.Fatal(err)
		}
		r.url = "http://127.0.0.1:" + port
	}
	return all
}

// begin makes a tick due and lets go of the lease: the next holder runs the tick at once.
func (c *county) begin(job string) time.Time {
	c.Helper()
	nominal := time.Now().Truncate(time.Second)
	c.exec("INSERT INTO ticks (job, nominal_ms, claimed_by, claimed_ms, claimed_until_ms, finished_ms, outcome) VALUES (?, ?, 'test:0:0', 0, 0, 0, '')", job, nominal.UnixMilli())
	c.exec("UPDATE leases SET until_at = NOW(6) WHERE name = ?", jobs.SchedulerLease)
	return time.Now()
}

// again takes the lease back from the one that leads, by force, and makes all
// stand by.
func (c *county) again(all []*replica) {
	c.Helper()
	before := make([]int, len(all))
	for i, r := range all {
		before[i] = len(r.Lines("standing_by"))
	}
	c.exec("UPDATE leases SET holder = 'test:0:0', token = token + 1, until_at = NOW(6) + INTERVAL 10 MINUTE WHERE name = ?", jobs.SchedulerLease)
	binarytest.Until(c, "all replicas stand by", func() bool {
		for i, r := range all {
			if len(r.Lines("standing_by")) == before[i] {
				return false
			}
		}
		return true
	})
}

func (c *county) exec(statement string, args ...any) {
	c.Helper()
	if _, err := c.db.ExecContext(c.Context(), statement, args...); err != nil {
		c.Fatal(err)
	}
}

// number is the count of a query.
func (c *county) number(query string, args ...any) int {
	c.Helper()
	var n int
	if err := c.db.GetContext(c.Context(), &n, query, args...); err != nil {
		c.Fatal(err)
	}
	return n
}

func (c *county) finished(job string) int {
	return c.number("SELECT COUNT(*) FROM ticks WHERE job = ? AND finished_ms > 0 AND outcome <> 'scheduled'", job)
}

func (c *county) partsDone() int {
	return c.number("SELECT COUNT(*) FROM run_parts WHERE finished_ms > 0")
}

// leader waits for the replica that has the lease; it is none of those left
// out.
func (c *county) leader(all []*replica, out ...*replica) *replica {
	c.Helper()
	var found *replica
	binarytest.Until(c, "a leader", func() bool {
		var holder string
		if err := c.db.GetContext(c.Context(), &holder, "SELECT holder FROM leases WHERE name = ? AND until_at > NOW(6)", jobs.SchedulerLease); err != nil {
			return false
		}
		for _, r := range all {
			if strings.Contains(holder, fmt.Sprintf(":%d:", r.Cmd.Process.Pid)) && (len(out) == 0 || r != out[0]) {
				found = r
			}
		}
		return found != nil
	})
	return found
}

// ledgerIsWhole demands what an undisturbed run leaves: of every unit one
// stranger and one missing member, each opened once, by one run that ended
// once.
func (c *county) ledgerIsWhole(units int) {
	c.Helper()
	for what, n := range map[string]int{
		"SELECT COUNT(*) FROM cases": 2 * units,
		"SELECT COUNT(*) FROM cases WHERE rule = 'member.unknown' AND state = 'found'":                 units,
		"SELECT COUNT(*) FROM cases WHERE rule = 'member.missing' AND state = 'found'":                 units,
		"SELECT COUNT(*) FROM case_steps":                                                              2 * units,
		"SELECT COUNT(DISTINCT case_id) FROM case_steps WHERE reason = 'opened'":                       2 * units,
		"SELECT issued FROM counters WHERE name = 'cases'":                                             2 * units,
		"SELECT COUNT(DISTINCT unit) FROM rule_baselines":                                              units,
		"SELECT COUNT(*) FROM ticks WHERE job = 'member-check' AND finished_ms > 0 AND outcome = 'ok'": 1,
		"SELECT COUNT(*) FROM ticks WHERE finished_ms = 0":                                             0,
		"SELECT COUNT(*) FROM runs WHERE job = 'member-check'":                                         1,
		"SELECT COUNT(*) FROM runs WHERE job = 'member-check' AND finished_ms > 0 AND status = 'ok'":   1,
		"SELECT COUNT(*) FROM run_parts WHERE finished_ms = 0":                                         0,
	} {
		if got := c.number(what); got != n {
			c.Errorf("%s: %d, want %d", what, got, n)
		}
	}
}

// isReady asks the replica's /readyz.
func (c *county) isReady(r *replica) bool {
	c.Helper()
	req, err := http.NewRequestWithContext(c.Context(), http.MethodGet, r.url+"/readyz", nil)
	if err != nil {
		c.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return false
	}
	defer resp.Body.Close()
	return resp.StatusCode == http.StatusOK
}

func (r *replica) signal(t testing.TB, s syscall.Signal) {
	t.Helper()
	if err := r.Cmd.Process.Signal(s); err != nil {
		t.Fatal(err)
	}
}
