package app

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"

	"qunguan/jobs"
	"qunguan/reconcile/intake"
	"qunguan/reconcile/roster"
	"qunguan/reconcile/workgroup"
	"qunguan/sql/dbconn"
)

// clerk hands in files of a few groups, week after week: mostly the same rows with another moment.
type clerk struct {
	*rand.Rand

	day    time.Time
	groups []string            // their numbers; the last ones are not registered
	lines  map[string][]string // of a group: account,nickname,role,joined,spoke
}

func newClerk(seed uint64) *clerk {
	c := &clerk{Rand: rand.New(rand.NewPCG(seed, 1)), day: benchTaken.AddDate(0, 0, -60), lines: map[string][]string{}}
	for n := range 5 {
		number := fmt.Sprintf("wxg%d", n)
		c.groups = append(c.groups, number)
		for range 1 + c.IntN(12) {
			c.lines[number] = append(c.lines[number], c.line())
		}
	}
	return c
}

func (c *clerk) directory() []intake.Input {
	return []intake.Input{
		csvFile("单位.csv", "单位编码,单位名称,类别\nU1,水利局,县直部门\n"),
		csvFile("群.csv", "群编号,平台,平台群号,群名称,范围,单位编码\nG0,微信,wxg0,防汛群,单位内部,U1\nG1,微信,wxg1,值班群,单位内部,U1\nG2,微信,,抗旱群,单位内部,U1\n"),
	}
}

func (c *clerk) pick(texts ...string) string { return texts[c.IntN(len(texts))] }

func (c *clerk) line() string {
	account := c.pick("", fmt.Sprintf("wx_%04d", c.IntN(9000)), fmt.Sprintf("WX_%04d", c.IntN(9000)))
	nickname := c.pick("张伟", "李娜 ", "水利局王工", "A&amp;B", `"小""王"`, "Анна")
	spoke := c.pick("", c.day.AddDate(0, 0, -c.IntN(30)).Format(benchMoment), c.day.AddDate(0, 0, -c.IntN(30)).Format("2006年1月2日"))
	return strings.Join([]string{account, nickname, c.pick("成员", "成员", "管理员", "机器人"), "2026-05-07", spoke}, ",")
}

// next is the files of one command, its options, and what is unusual about them.
func (c *clerk) next() (inputs []intake.Input, opt jobs.ImportOptions, what string) {
	if c.IntN(4) > 0 {
		c.day = c.day.AddDate(0, 0, c.IntN(4))
	} else {
		c.day = c.day.AddDate(0, 0, -c.IntN(3))
	}
	opt = jobs.ImportOptions{At: c.day.Add(20 * time.Hour), Partial: c.IntN(3) == 0, DryRun: c.IntN(6) == 0, AcceptShrink: map[string]string{}}
	if c.IntN(3) == 0 {
		opt.AcceptShrink["G0"] = "真的"
	}
	taken := c.day.Add(8 * time.Hour).Format(benchMoment)
	const heading = "平台,平台群号,群名称,账号,群昵称,群内角色,入群时间,最后发言时间,采集时间\n"
	var first, second strings.Builder
	var odds []string
	first.WriteString(heading)
	second.WriteString(heading)
	for n, number := range c.groups {
		name := []string{"防汛群", "值班群", "抗旱群", "无人认领", ""}[n]
		row := func(line, taken string) string {
			return strings.Join([]string{"微信", number, name, line, taken}, ",") + "\n"
		}
		at := taken
		unusual := c.IntN(24)
		lines := c.lines[number]
		switch unusual {
		case 0: // another member
			c.lines[number] = append(lines, c.line())
		case 1: // one less, or most of them
			c.lines[number] = lines[:max(1, len(lines)-1-c.IntN(2)*8)]
		case 2: // another order
			c.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
		case 3: // something is said otherwise
			lines[c.IntN(len(lines))] = c.line()
		case 4: // it is not in the file
			continue
		case 5: // a moment of its own, which may be older, or to come
			at = c.day.AddDate(0, 0, c.IntN(5)-3).Add(time.Duration(c.IntN(24)) * time.Hour).Format(benchMoment)
		}
		odd := c.IntN(len(c.lines[number]))
		for i, line := range c.lines[number] {
			when := at
			if unusual == 6 && i == odd { // rows of several moments
				when = c.day.Add(7 * time.Hour).Format(benchMoment)
			}
			if unusual == 7 && i == 2 { // a group in two pieces
				second.WriteString(row(line, when))
				continue
			}
			first.WriteString(row(line, when))
		}
		switch unusual {
		case 8: // an account twice, alike or not
			first.WriteString(row(c.lines[number][0], at))
		case 9:
			first.WriteString(row("wx_9999,张伟,成员,,", at) + row("wx_9999,李伟,成员,,", at))
		case 10: // a bad row
			first.WriteString(row("wx_9998,张伟,成员,昨天,", at))
		case 11: // a remark
			first.WriteString(row("wx_9997,张?伟,成员,,", at))
		case 12: // more rows of it in the other file
			second.WriteString(row("wx_9996,赵工,成员,,", at))
		case 13: // a total, a blank line
			first.WriteString("合计,,,,,,,,\n\n")
		case 14: // the same rows in the other file as well
			for _, line := range c.lines[number] {
				second.WriteString(row(line, at))
			}
		case 15: // spoke after the moment
			first.WriteString(row("wx_9995,赵工,成员,,"+c.day.AddDate(0, 0, 2).Format(benchMoment), at))
		}
		odds = append(odds, strconv.Itoa(unusual))
	}
	what = strings.Join(odds, " ")
	inputs = []intake.Input{csvFile("群成员.csv", first.String()), csvFile("群成员2.csv", second.String())}
	switch c.IntN(8) {
	case 0:
		inputs = append(inputs, csvFile("发言统计.csv", "平台,平台群号,账号,群昵称,发言次数,最后发言时间,采集时间\n微信,wxg0,wx_9999,张伟,3,"+taken+","+taken+"\n微信,wxg1,,李娜,3,"+taken+","+taken+"\n"))
		what += " speakers"
	case 1:
		inputs = append(inputs, csvFile("群活动.csv", "平台,平台群号,采集时间,最后消息时间\n微信,wxg0,"+taken+","+taken+"\n微信,wxg9,"+taken+","+taken+"\n"))
		what += " activity"
	case 2:
		inputs = append(inputs, csvFile("群.csv", "群编号,平台,平台群号,群名称,范围,单位编码\nG3,微信,wxg3,新群,单位内部,U1\n"))
		what += " claim"
	case 3: // the file does not say when: --taken-at does
		var bare strings.Builder
		for line := range strings.Lines(first.String()) {
			cut := strings.LastIndexByte(strings.TrimSpace(line), ',')
			bare.WriteString(line[:max(cut, 0)] + "\n")
		}
		inputs = []intake.Input{csvFile("群成员.csv", bare.String())}
		opt.Fill.TakenAt = c.day.Add(9 * time.Hour)
		what += " taken-at"
	}
	return inputs, opt, what
}

// between is what happens to the registry between two imports.
func (c *clerk) between() func(*testing.T, side) {
	day := c.day
	switch c.IntN(10) {
	case 0: // a person says that nothing has changed, or gives other names
		how, line := c.pick(intake.HandUnchanged, intake.HandPasted), c.IntN(3)
		return func(t *testing.T, s side) {
			t.Helper()
			var rows []intake.MemberRow
			must1(t, s.store.EachRoster(t.Context(), []string{"G0"}, func(r roster.Reading) error {
				for i, m := range r.Members {
					if how == intake.HandUnchanged || i != line {
						rows = append(rows, intake.MemberRow{Group: "G0", TakenAt: day.Add(10 * time.Hour), HasNicknames: true, Member: m, Place: intake.Place{File: how, Row: i + 1}})
					}
				}
				return nil
			}))
			given := intake.ByHand{Group: "G0", How: how, Way: "command", Kept: how == intake.HandUnchanged}
			if _, err := s.importer.TakeByHand(t.Context(), rows, given, jobs.ImportOptions{At: day.Add(11 * time.Hour)}); err != nil {
				t.Fatal(err)
			}
		}
	case 1: // a person is erased
		return func(t *testing.T, s side) {
			t.Helper()
			// A damaged roster cannot be reworded.
			_ = s.db.Tx(t.Context(), func(tx *dbconn.Tx) error {
				_, err := s.store.Reword(t.Context(), tx, []string{"G0", "G1"}, func(_ string, m *workgroup.Member) bool {
					changed := strings.HasPrefix(m.Nickname, "张")
					if changed {
						m.Nickname = "（已删除）"
					}
					return changed
				})
				return err
			})
		}
	case 2: // old rosters are purged
		return func(t *testing.T, s side) {
			t.Helper()
			_, _, err := s.store.PurgeRosters(t.Context(), 1, day.AddDate(0, 0, -2), func(string, string) bool { return false }, false)
			must1(t, err)
		}
	case 3: // a document is damaged
		return func(t *testing.T, s side) {
			t.Helper()
			_, err := s.db.ExecContext(t.Context(), "UPDATE roster_documents SET content = ? WHERE group_code = 'G1'", []byte("QGR\x01damaged!"))
			must1(t, err)
		}
	}
	return func(*testing.T, side) {}
}

func must1(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func csvFile(name, content string) intake.Input {
	return intake.Input{Name: name, Content: strings.NewReader(content), Size: int64(len(content))}
}

// text is files as they are.
func text(inputs []intake.Input) string {
	var b strings.Builder
	for _, in := range inputs {
		content := make([]byte, in.Size)
		_, _ = in.Content.ReadAt(content, 0)
		b.WriteString(in.Name + "\n" + string(content) + "\n")
	}
	return b.String()
}
