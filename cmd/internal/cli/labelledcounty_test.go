package cli_test

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

// The plannedCounty county is built from scenarios, each in a unit of its own, so that only the
// scenario's faults are there: the faults to be found are known by the way in which the county is
// built, and by nothing that the program reckons.

// edge is one planned scenario: three weeks of a unit. A week without a step is
// as the one before.
type edge struct {
	name  string
	first func(*corner)
	then  []func(*corner) // the second week, the third
}

// corner is a scenario's own unit with everything in it.
type corner struct {
	unit     string
	coded    bool // names begin with codes
	day      time.Time
	tables   map[string]*[]cells
	rosters  map[string]taken // group or number → roster
	want     []found
	groups   int
	outsider int
}

type cells map[string]string

type taken struct {
	daysAgo int
	members []string
	number  string // of a group that is not registered
}

// found is a case that is to be open: rule, subject, and evidence that it must
// have, as JSON.
type found struct {
	rule, subject string
	evidence      map[string]string
}

func (c *corner) add(kind string, r cells) cells {
	*c.tables[kind] = append(*c.tables[kind], r)
	return r
}

// date is so many days before the week's Monday.
func (c *corner) date(daysAgo int) string { return c.day.AddDate(0, 0, -daysAgo).Format("2006-01-02") }

// group adds a live group that breaks no rule; change may make it break some.
func (c *corner) group(change ...cells) cells {
	return c.groupOf(c.unit, change...)
}

func (c *corner) groupOf(unit string, change ...cells) cells {
	c.groups++
	code := fmt.Sprintf("%sG%02d", c.unit, c.groups)
	r := cells{
		"群编号": code, "平台": "微信", "平台群号": "wx" + code, "群名称": "试验县" + matters[c.groups-1] + c.unit[1:] + "群", "类别": "政务服务", "范围": "跨单位", "单位编码": unit,
		"群主工号": c.unit + "P1", "管理员工号": c.unit + "P2", "建群日期": "2025-01-06", "备案编号": "BA" + code, "成员范围": "单位:" + c.unit, "全员": "否", "状态": "正常",
		"阶段性": "否", "截止日期": "", "解散日期": "", "并入群编号": "", "用途": "",
	}
	for _, one := range change {
		maps.Copy(r, one)
	}
	if c.coded && r["raw"] == "" {
		r["群名称"] = fmt.Sprintf("%s-1%02d%s", c.unit[1:], c.groups, r["群名称"])
	}
	delete(r, "raw")
	return c.add("工作群", r)
}

var matters = []string{"防汛", "项目", "信访", "统计", "档案", "安全", "绿化", "交通"}

func (c *corner) person(code, post string) string {
	c.add("人员", cells{"工号": c.unit + code, "姓名": surnames[len(*c.tables["人员"])%len(surnames)] + c.unit[1:] + code, "单位编码": c.unit, "岗位": post, "在职状态": "在职", "离职日期": "", "微信号": "wx" + c.unit + code})
	return c.unit + code
}

var surnames = []string{"赵", "钱", "孙", "李", "周", "吴", "郑", "王"}

// roster gives the group a roster of people of the unit, by their codes.
func (c *corner) roster(group cells, daysAgo int, people ...string) {
	c.rosters[group["群编号"]] = taken{daysAgo: daysAgo, members: people}
}

func (c *corner) active(group cells, day string) {
	c.add("群活动", cells{"平台": "微信", "群编号": group["群编号"], "采集时间": day + " 20:00", "最后消息时间": day + " 10:00"})
}

func (c *corner) account(change ...cells) cells {
	c.outsider++
	r := cells{
		"账号编号": fmt.Sprintf("%sA%d", c.unit, c.outsider), "平台": "公众号", "名称": "试验" + c.unit, "单位编码": c.unit, "粉丝数": "900", "近30天发布数": "9", "最近发布日期": c.date(3),
		"每月维护工时": "", "备案编号": "ZB" + c.unit, "状态": "", "停更日期": "", "停更公告": "",
	}
	for _, one := range change {
		maps.Copy(r, one)
	}
	return c.add("政务账号", r)
}

func (c *corner) app(change ...cells) cells {
	c.outsider++
	r := cells{"应用编号": fmt.Sprintf("%sX%d", c.unit, c.outsider), "名称": "应用" + matters[c.outsider] + c.unit, "单位编码": c.unit, "功能": "", "月活用户数": "900", "用户评分": "4.5", "备案编号": "YB" + c.unit, "状态": ""}
	for _, one := range change {
		maps.Copy(r, one)
	}
	return c.add("应用程序", r)
}

// wants adds an expected case; pairs of evidence keys and JSON values follow.
func (c *corner) wants(rule, subject string, evidence ...string) {
	f := found{rule, subject, map[string]string{}}
	for pair := range slices.Chunk(evidence, 2) {
		f.evidence[pair[0]] = pair[1]
	}
	c.want = append(c.want, f)
}

// plannedCounty is a county in which each scenario has its corner.
type plannedCounty struct {
	corners []*corner
	tables  map[string]*[]cells
}

func newLabelled(coded bool, edges []edge) *plannedCounty {
	l := &plannedCounty{tables: map[string]*[]cells{}}
	for _, kind := range []string{"单位", "人员", "工作群", "群活动", "政务账号", "应用程序", "备案"} {
		l.tables[kind] = &[]cells{}
	}
	for i, e := range edges {
		c := &corner{unit: fmt.Sprintf("L%03d", i+1), coded: coded, tables: l.tables, rosters: map[string]taken{}}
		c.add("单位", cells{"单位编码": c.unit, "单位名称": "试验县" + c.unit + "局", "简称": c.unit + "局", "类别": "县直部门", "上级单位编码": "", "人数": "", "主要负责人工号": c.unit + "P1", "群代码": c.unit[1:]})
		c.person("P1", "局长")
		c.person("P2", "主任")
		l.corners = append(l.corners, c)
		c.day = weeks[0]
		e.first(c)
	}
	return l
}

var weeks = []time.Time{
	time.Date(2026, 11, 23, 9, 0, 0, 0, shanghaiTime), time.Date(2026, 11, 30, 9, 0, 0, 0, shanghaiTime), time.Date(2026, 12, 7, 9, 0, 0, 0, shanghaiTime),
}

var shanghaiTime = time.FixedZone("Asia/Shanghai", 8*3600)

// advance takes every scenario's step of the week.
func (l *plannedCounty) advance(edges []edge, week int) {
	for i, c := range l.corners {
		c.day = weeks[week]
		if then := edges[i].then; len(then) >= week {
			c.want = nil
			then[week-1](c)
		}
	}
}

// sheets are the county's tables of the week, the rosters among them.
func (l *plannedCounty) sheets(week int) map[string][]cells {
	all := map[string][]cells{}
	for kind, rows := range l.tables {
		all[kind] = *rows
	}
	for _, c := range l.corners {
		for _, group := range slices.Sorted(maps.Keys(c.rosters)) {
			r := c.rosters[group]
			for _, person := range r.members {
				line := cells{"平台": "微信", "群编号": group, "平台群号": "", "账号": "wx" + person, "群昵称": "", "采集时间": weeks[week].AddDate(0, 0, -r.daysAgo).Format("2006-01-02") + " 08:00"}
				if r.number != "" {
					line["群编号"], line["平台群号"] = "", r.number
				}
				all["群成员"] = append(all["群成员"], line)
			}
		}
	}
	return all
}

// written are the tables as files of the format.
func (l *plannedCounty) written(w *world, week int, format string) []string {
	w.Helper()
	sheets := l.sheets(week)
	book := excelize.NewFile()
	var files []string
	for _, kind := range slices.Sorted(maps.Keys(sheets)) {
		if len(sheets[kind]) == 0 {
			continue
		}
		table := [][]string{slices.Sorted(maps.Keys(sheets[kind][0]))}
		for _, r := range sheets[kind] {
			line := make([]string, len(table[0]))
			for i, heading := range table[0] {
				line[i] = r[heading]
			}
			table = append(table, line)
		}
		if format == "csv" {
			var text strings.Builder
			if err := csv.NewWriter(&text).WriteAll(table); err != nil {
				w.Fatal(err)
			}
			files = append(files, w.Write(kind+".csv", text.String()))
			continue
		}
		if _, err := book.NewSheet(kind); err != nil {
			w.Fatal(err)
		}
		for i, line := range table {
			if err := book.SetSheetRow(kind, fmt.Sprintf("A%d", i+1), &line); err != nil {
				w.Fatal(err)
			}
		}
	}
	if format == "csv" {
		return files
	}
	_ = book.DeleteSheet("Sheet1")
	name := w.Write(fmt.Sprintf("week%d.xlsx", week), "")
	if err := book.SaveAs(name); err != nil {
		w.Fatal(err)
	}
	return []string{name}
}

// open are the scenarios' cases that are to be open, as lines.
func (l *plannedCounty) open() []string {
	var lines []string
	for _, c := range l.corners {
		for _, f := range c.want {
			lines = append(lines, f.rule+" "+f.subject)
		}
	}
	slices.Sort(lines)
	return lines
}

// subjectOf is a case's subject, as the scenarios name it.
func subjectOf(k kase) string {
	switch k.SubjectType {
	case "account":
		return k.Group + " " + k.Account
	case "person":
		return k.Person
	case "pair":
		return cmp.Or(k.Subject, k.Group+"|"+k.Group2)
	case "group":
		if k.Rule == "group.upkeep_due" {
			return k.Subject
		}
		return k.Group
	}
	return cmp.Or(k.Subject, k.Group)
}

// compareLabelled compares the open cases with the planned ones, with the planned evidence.
func compareLabelled(w *world, l *plannedCounty, names []edge) {
	w.Helper()
	got := map[string]kase{}
	var lines []string
	for _, k := range w.cases() {
		if k.open() && slices.Contains(labelledRules, k.Rule) {
			line := k.Rule + " " + subjectOf(k)
			got[line], lines = k, append(lines, line)
		}
	}
	slices.Sort(lines)
	if diff := gocmp.Diff(l.open(), lines); diff != "" {
		w.Errorf("open cases (-planned +found):\n%s", diff)
	}
	for i, c := range l.corners {
		for _, f := range c.want {
			var evidence map[string]json.RawMessage
			k, ok := got[f.rule+" "+f.subject]
			if !ok {
				continue
			}
			if err := json.Unmarshal(k.Evidence, &evidence); err != nil {
				w.Fatal(err)
			}
			for key, want := range f.evidence {
				var got bytes.Buffer
				if err := json.Compact(&got, evidence[key]); err != nil || got.String() != want {
					w.Errorf("%s: %s %s: %s is %s, planned %s", names[i].name, f.rule, f.subject, key, &got, want)
				}
			}
		}
	}
}

// covers S1.5, S1.7, S1.8, S1.9, S2.1, S3.1, S3.3, S3.5, S5.2, S5.10, S8.1, S8.2, S8.4, S8.8, S9.1, S9.8, S9.9, S11.2, S11.3, S12.1, S12.3
func TestTheLabelledCountyIsJudgedAsItWasPlanned(t *testing.T) {
	t.Parallel()
	for _, variant := range []struct {
		name, format string
		coded        bool
	}{{"csv", "csv", false}, {"xlsx with codes", "xlsx", true}} {
		t.Run(variant.name, func(t *testing.T) {
			onEach(t, func(t *testing.T, w *world) {
				edges := labelledEdges(variant.coded)
				code := ""
				if variant.coded {
					code = `, code: '^(?P<org>\w{3})-(?P<dept>\w)(?P<seq>\d{2})'`
				}
				w.Env["POLICY"] = w.Write("policy.yaml", fmt.Sprintf(labelledPolicy, code))
				l := newLabelled(variant.coded, edges)
				for week := range weeks {
					if week > 0 {
						l.advance(edges, week)
					}
					at := weeks[week].Format(time.RFC3339)
					w.OK(append([]string{"import", "--at", at}, l.written(w, week, variant.format)...)...)
					w.OK("run", "group-check", "account-check", "--at", at)
					compareLabelled(w, l, edges)
					before := w.OK("--format", "json", "cases").Stdout
					w.OK("run", "group-check", "account-check", "--at", at)
					if w.OK("--format", "json", "cases").Stdout != before {
						t.Errorf("week %d: the second run changed something", week+1)
					}
				}
				reopened := 0
				for _, k := range w.cases() {
					reopened += k.Reopened
				}
				if reopened < 5 {
					t.Errorf("%d cases reopened in the third week", reopened)
				}
			})
		})
	}
}
