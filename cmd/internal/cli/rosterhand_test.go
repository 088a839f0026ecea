package cli_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"qunguan/cmd/internal/binarytest"
)

// given is the outcome of a roster as `roster paste --format json` prints it.
type given struct {
	Written, Refusal any
	Count, Rows      int
	Names, New, Gone []string
	Mend             []struct{ Rule, Account, Text, Copy string }
}

// hand gives a roster of a group, and returns the output.
func (w *world) byHand(code int, args ...string) (given, binarytest.Done) {
	w.Helper()
	d := w.Exits(code, append(append([]string{"roster"}, args...), "--format", "json")...)
	list := []given{{}}
	if strings.HasPrefix(d.Stdout, "[") {
		list = nil
		if err := json.Unmarshal([]byte(d.Stdout), &list); err != nil {
			w.Fatal(err)
		}
	}
	return list[0], d
}

// rosterOf is the stored roster of a group: account, card and how it came.
func (w *world) rosterOf(group, at string) []string {
	w.Helper()
	var rows []string
	for _, m := range read[struct{ Account, Nickname, Came string }](w, "members", "--group", group, "--at", at) {
		rows = append(rows, strings.TrimSpace(m.Account+" "+m.Nickname+" "+m.Came))
	}
	slices.Sort(rows)
	return rows
}

func TestAPastedListIsAGroupsRoster(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		w.Env["POLICY"] = "pack:county"
		w.importSmall(monday, "")
		w.judge(monday)
		// G2 had 郑凯, 王芳 and 静待花开.
		text := w.Write("名单.txt", "群聊成员(3)\n搜索\n1、教育局郑凯\n2、王芳\n3、吴刚\n")
		got, _ := w.byHand(0, "paste", "--group", "G2", text, "--at", tuesday, "--by", "P21")
		if diff := gocmp.Diff(given{Written: true, Refusal: "", Count: 3, Rows: 3, Names: []string{"教育局郑凯", "王芳", "吴刚"}, New: []string{"吴刚"}, Gone: []string{"静待花开"}}, got, ignoreMend); diff != "" {
			t.Errorf("-want +got\n%s", diff)
		}
		if diff := gocmp.Diff([]string{"@吴刚 吴刚 pasted", "wx_wang 王芳 pasted", "wx_zheng 教育局郑凯 pasted"}, w.rosterOf("G2", tuesday)); diff != "" {
			t.Errorf("-want +got\n%s", diff)
		}
		w.judge(tuesday)
		if open := openIn(w.cases("--group", "G2", "--open"), "G2"); len(open) != 0 {
			t.Errorf("what the list mends stays open: %v", open)
		}
		if got, _ := w.byHand(0, "paste", "--group", "G2", text, "--at", later2, "--by", "P21"); len(got.New)+len(got.Gone) != 0 {
			t.Errorf("the same text again: %+v", got)
		}
		if m := read[struct {
			TakenAt string `json:"taken_at"`
		}](w, "members", "--group", "G2", "--at", later2); len(m) != 3 || m[0].TakenAt != later2 {
			t.Errorf("the same text again: %+v", m)
		}
		w.OK("audit", "check")
	})
}

func TestAListThatDoesNotAddUpIsNotApplied(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		w.Env["POLICY"] = "pack:county"
		w.importSmall(monday, "")
		before := w.contents()
		short := w.Write("少.txt", "郑凯\n王芳\n")
		got, d := w.byHand(3, "paste", "--group", "G2", short, "--count", "3", "--at", tuesday)
		if diff := gocmp.Diff(given{Written: false, Refusal: "differs", Count: 3, Rows: 2, Names: []string{"郑凯", "王芳"}, New: []string{}, Gone: []string{"静待花开"}}, got, ignoreMend); diff != "" || !strings.Contains(d.Stderr, "名单 2 人，群里 3 人") {
			t.Errorf("-want +got\n%s%s", diff, d.Stderr)
		}
		for _, c := range []struct {
			code int
			says string
			args []string
		}{
			{2, "--count", []string{"paste", "--group", "G2", short}},
			{2, "--count", []string{"unchanged", "--group", "G2", "--by", "P21"}},
			{2, "--count", []string{"paste", "--group", "G2", short, "--count", "0"}},
			{1, "没有读出", []string{"paste", "--group", "G2", w.Write("空.txt", "搜索\n+\n09:41\n"), "--count", "2"}},
			{1, "G9", []string{"paste", "--group", "G9", short, "--count", "2"}},
			{1, "P99", []string{"paste", "--group", "G2", short, "--count", "2", "--by", "P99"}},
			{1, "郑凯", []string{"paste", "--group", "G2", short, "--count", "2", "--by", "P12"}},
			{1, "不是群成员表", []string{"paste", "--group", "G2", w.Write("单位.txt", "单位编码\t单位名称\t类别\nU9\t某局\t县直部门\n"), "--count", "1"}},
			{1, "别的群", []string{"paste", "--group", "G2", w.Write("别的.txt", "群编号\t群昵称\nG1\t孙丽\n"), "--count", "1"}},
			{1, "读不到", []string{"paste", "--group", "G2", "没有这个文件.txt", "--count", "1"}},
			{3, "3 人，群里 4 人", []string{"unchanged", "--group", "G2", "--count", "4", "--by", "P21"}},
			{3, "3 人，群里 2 人", []string{"change", "--group", "G2", "--add", "吴刚", "--remove", "王芳", "--count", "2", "--by", "P21"}},
			{1, "没有“赵敏”", []string{"change", "--group", "G2", "--remove", "赵敏", "--count", "2", "--by", "P21"}},
			{2, "--add", []string{"change", "--group", "G2", "--count", "3", "--by", "P21"}},
		} {
			if d := w.Exits(c.code, append(append([]string{"roster"}, c.args...), "--at", tuesday)...); !strings.Contains(d.Said(), c.says) {
				t.Errorf("%v: want %q in\n%s", c.args, c.says, d.Said())
			}
		}
		if before != w.contents() {
			t.Error("what was refused changed the registry")
		}
	})
}

func TestAPastedTableIsReadAsRowsOfItsGroupAlone(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		w.Env["POLICY"] = "pack:county"
		w.importSmall(monday, "")
		got, _ := w.byHand(0, "paste", "--group", "G2", w.Write("表.txt", "| 账号 | 群昵称 | 群内角色 |\n|---|---|---|\n| wx_zheng | 郑凯 | 群主 |\n| wx_wu | 吴刚 | 成员 |\n"), "--count", "2", "--at", tuesday, "--by", "P21")
		if got.Written != true || got.Rows != 2 {
			t.Fatalf("%+v", got)
		}
		if diff := gocmp.Diff([]string{"wx_wu 吴刚 pasted", "wx_zheng 郑凯 pasted"}, w.rosterOf("G2", tuesday)); diff != "" {
			t.Errorf("-want +got\n%s", diff)
		}
		if got, _ := w.byHand(3, "paste", "--group", "G2", w.Write("少.txt", "账号\t群昵称\nwx_zheng\t郑凯\n"), "--count", "2", "--at", later2); got.Written != false {
			t.Errorf("one row of two is taken: %+v", got)
		}
	})
}

// A word is no look at cards: the rows that "unchanged" repeats are neither confirmed nor judged, and
// the roster does not grow stale meanwhile.
func TestTheWordThatNothingChangedKeepsARosterFreshAndConfirmsNothing(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		w.Env["POLICY"] = "pack:county"
		w.importSmall(monday, "")
		w.judge(monday)
		left := w.only("member.left", "G1")
		w.OK("roster", "unchanged", "--group", "G1", "--count", "5", "--by", "P11", "--at", "2026-12-04T09:00:00+08:00")
		w.judge("2026-12-04T10:00:00+08:00")
		if stale := openIn(w.cases("--rule", "roster.stale"), "G1"); len(stale) != 0 {
			t.Errorf("G1 is stale: %v", stale)
		}
		if stale := openIn(w.cases("--rule", "roster.stale"), "G2"); len(stale) != 1 {
			t.Errorf("G2 is not: %v", stale)
		}
		if card := w.only("member.card", "G1"); card.State != "found" {
			t.Errorf("a card that nobody looked at: %+v", card)
		}
		if k := w.only("member.left", "G1"); k.State != "found" || k.ID != left.ID {
			t.Errorf("%+v", k)
		}
		if rows := w.rosterOf("G1", "2026-12-04T10:00:00+08:00"); len(rows) != 5 || !strings.HasSuffix(rows[0], "by_word") {
			t.Errorf("%v", rows)
		}
		// A change is a look at the members: the leaver has gone, the cards of those who stay are not
		// judged, the cards of those who come are.
		got, _ := w.byHand(0, "change", "--group", "G1", "--add", "吴刚来了", "--remove", "周敏", "--remove", "wx_stranger", "--count", "4", "--by", "P12", "--at", "2026-12-05T09:00:00+08:00")
		if got.Rows != 4 || !slices.ContainsFunc(got.Mend, func(m struct{ Rule, Account, Text, Copy string }) bool { return m.Account == "@吴刚来了" }) {
			t.Errorf("%+v", got)
		}
		w.judge("2026-12-05T10:00:00+08:00")
		if k := w.only("member.left", "G1"); k.State != "closed" {
			t.Errorf("%+v", k)
		}
		if k := w.only("member.card", "G1"); k.State != "found" {
			t.Errorf("%+v", k)
		}
		// 35 days after the last whole roster (2026-11-21) a word does no more.
		w.OK("roster", "unchanged", "--group", "G1", "--count", "4", "--by", "P11", "--at", "2026-12-26T06:59:00+08:00")
		if d := w.Exits(3, "roster", "unchanged", "--group", "G1", "--count", "4", "--by", "P11", "--at", "2026-12-26T07:01:00+08:00"); !strings.Contains(d.Stderr, "2026-11-21") {
			t.Errorf("%s", d.Said())
		}
		w.OK("roster", "paste", "--group", "G1", w.Write("全部.txt", "钱江\n孙丽\n李强\n冯涛\n"), "--count", "4", "--by", "P11", "--at", "2026-12-26T08:00:00+08:00")
		w.OK("roster", "unchanged", "--group", "G1", "--count", "4", "--by", "P11", "--at", "2026-12-26T09:00:00+08:00")
		w.OK("audit", "check")
	})
}

func TestAListThatLosesTooManyIsHeld(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		w.Env["POLICY"] = "pack:county"
		var rows strings.Builder
		rows.WriteString("平台,平台群号,账号,群昵称,采集时间\n")
		for name := range strings.SplitSeq("甲一 乙一 丙一 丁一 戊一 己一 庚一 辛一", " ") {
			rows.WriteString("微信,wxg3,wx_" + name + "," + name + ",2026-11-22 08:00\n")
		}
		w.importSmall(monday, "")
		w.OK("import", w.Write("防汛.csv", rows.String()), "--at", monday, "--accept-shrink", "G3", "--reason", "新建")
		if d := w.Exits(3, "roster", "paste", "--group", "G3", w.Write("半.txt", "甲一、乙一、丙一"), "--count", "3", "--at", tuesday); !strings.Contains(d.Stderr, "--accept-shrink G3") {
			t.Errorf("%s", d.Said())
		}
		if rows := w.rosterOf("G3", tuesday); len(rows) != 8 {
			t.Errorf("%v", rows)
		}
	})
}

const later2 = "2026-11-24T15:00:00+08:00"

var ignoreMend = cmpopts.IgnoreFields(given{}, "Mend")
