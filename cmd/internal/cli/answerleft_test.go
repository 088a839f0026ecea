package cli_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
)

type stepped struct{ Reason, State, By, At, Note string }

func (w *world) stepsOf(id int64) []stepped {
	w.Helper()
	return read[struct{ Steps []stepped }](w, "case", fmt.Sprint(id))[0].Steps
}

// After an answer that a case is rectified, newer data shows whether it is: if not, a step says so,
// and the ladder goes on at once. A person who asked for something hears the outcome, once.
func TestWhatComesOfAnAnswer(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		r := w.act(t)
		w.Env["POLICY"], w.Env["PUBLIC_URL"] = "pack:county", "https://qunguan.example.test"
		w.importSmall(sunday, r.routes())
		w.day("2026-11-23")
		left, card := w.only("member.left", "G1"), w.only("member.card", "G1")
		w.OK("answer", fmt.Sprint(left.ID), "rectified", "--by", "P11", "--at", "2026-11-24T10:00:00+08:00")
		w.OK("answer", fmt.Sprint(card.ID), "extend", "--by", "P11", "--until", "2026-12-20", "--reason", "系统升级", "--at", "2026-11-24T10:00:00+08:00")
		task := read[struct{ ID int64 }](w, "task", "list")
		w.OK("task", "deny", fmt.Sprint(task[0].ID), "--by", "P10", "--note", "不用等", "--at", "2026-11-24T15:00:00+08:00")
		w.day("2026-11-25")
		has := func() bool {
			return slices.ContainsFunc(w.stepsOf(left.ID), func(s stepped) bool { return s.Reason == "still_there" })
		}
		if has() {
			t.Error("the old roster shows what only a new one can")
		}
		fresh := w.Write("新名单.csv", strings.ReplaceAll(members, "2026-11-21 07:00", "2026-11-25 15:00"))
		w.OK("import", fresh, "--at", "2026-11-25T16:00:00+08:00")
		w.day("2026-11-26")
		if !has() {
			t.Errorf("no step says that it is still there: %+v", w.stepsOf(left.ID))
		}
		climbed := 0
		for _, s := range w.stepsOf(left.ID) {
			if s.Reason == "told" || strings.HasPrefix(s.Reason, "rung") || strings.HasPrefix(s.Reason, "due") {
				climbed++
			}
		}
		above := slices.ContainsFunc(w.notices(), func(n notice) bool {
			return strings.HasPrefix(n.CreatedAt, "2026-11-26") && slices.Contains(n.Cases, left.ID)
		})
		if !above {
			t.Errorf("nobody hears of it on the day: %+v", w.stepsOf(left.ID))
		}
		told := 0
		for _, n := range w.notices() {
			if n.Recipient == "P11" && strings.Contains(n.Body, "没有同意") && n.State == "sent" {
				told++
				if !strings.Contains(n.Body, "钱江没有同意") || !strings.Contains(n.Body, "不用等") {
					t.Errorf("%s", n.Body)
				}
			}
		}
		w.days("2026-11-27", "2026-11-30")
		again := 0
		for _, n := range w.notices() {
			if n.Recipient == "P11" && strings.Contains(n.Body, "没有同意") && n.State == "sent" {
				again++
			}
		}
		if told != 1 || again != 1 {
			t.Errorf("P11 hears of the decision in %d notices, later in %d", told, again)
		}
		w.OK("audit", "check")
	})
}

// A filing's step is decided as every other request: by command, or by the link of its decider.
func TestAFilingIsDecidedByTaskAndByLink(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		r := w.act(t)
		w.Env["POLICY"], w.Env["PUBLIC_URL"] = "pack:county", "https://qunguan.example.test"
		w.importSmall(sunday, r.routes())
		file := func(name string) {
			w.OK("filing", "new", "--name", name, "--platform", "微信", "--unit", "U1", "--by", "P11", "--purpose", "汛期调度", "--owner", "P11", "--admins", "P12", "--until", "2027-01-31", "--scope", "单位:U1", "--at", "2026-11-23T08:00:00+08:00")
		}
		file("平湖县水利局汛期调度群")
		w.runJobs("2026-11-23", "group-check")
		tasks := read[struct {
			ID                int64
			Rule, Responsible string
		}](w, "task", "list")
		i := slices.IndexFunc(tasks, func(t struct {
			ID                int64
			Rule, Responsible string
		},
		) bool {
			return t.Rule == "task.filing"
		})
		if i < 0 {
			t.Fatalf("no task: %+v", tasks)
		}
		id := fmt.Sprint(tasks[i].ID)
		if d := w.Exits(1, "task", "approve", id, "--by", "P11", "--at", "2026-11-23T10:00:00+08:00"); !strings.Contains(d.Stderr, "钱江") {
			t.Errorf("who files does not decide: %s", d.Stderr)
		}
		w.OK("task", "approve", id, "--by", "P10", "--note", "确有需要", "--at", "2026-11-23T10:00:00+08:00")
		if said := w.OK("filing", "list", "--format", "json").Stdout; !strings.Contains(said, "BA-2026-") {
			t.Errorf("%s", said)
		}
		w.Exits(1, "task", "approve", id, "--by", "P10", "--at", "2026-11-23T10:00:00+08:00")
		file("平湖县水利局抗旱调度群")
		w.day("2026-11-24")
		links := linksOf(t, r, "qian@mail.test")
		if len(links) == 0 {
			t.Fatal("the decider has no link")
		}
		server, base := w.serve("2026-11-24T10:00:00+08:00")
		link := base + links[len(links)-1]
		page := ask(t, http.MethodGet, link, nil)
		page.lacks(t, "the decider's page", "抗旱调度群", "同意")
		form := page.fields(t, "")
		for _, k := range w.cases("--rule", "task.filing", "--open") {
			form.Set("case", fmt.Sprint(k.ID))
		}
		form.Set("answer", "approve")
		second := ask(t, http.MethodPost, link, form)
		done := ask(t, http.MethodPost, link, second.fields(t, "act"))
		done.lacks(t, "the page afterwards", "已记录")
		w.halt(server)
		if said := w.OK("filing", "list", "--format", "json").Stdout; strings.Count(said, "BA-2026-") < 2 {
			t.Errorf("%s", said)
		}
		w.OK("audit", "check")
	})
}

// A change by an answer stands until a file says something new, and the import says so. A statement
// about an account or a card counts, and ends with the person's service.
func TestWhatWasAnsweredStands(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		w.Env["POLICY"] = "pack:county"
		w.importSmall(monday, "")
		w.judge(monday)
		unknown := w.only("member.unknown", "G2")
		w.OK("answer", fmt.Sprint(unknown.ID), "who", "--by", "P21", "--person", "P22", "--reason", "新号", "--at", monday)
		who := func(at string) string {
			for _, m := range read[member](w, "members", "--group", "G2", "--at", at) {
				if m.Account == "wx_guest" {
					return m.How + " " + m.Person
				}
			}
			return ""
		}
		if got := who(later); got != "account P22" {
			t.Errorf("the account that was named: %s", got)
		}
		if tasks := read[struct{ Rule, Responsible string }](w, "task", "list"); len(tasks) != 1 || tasks[0].Rule != "task.identity" || tasks[0].Responsible != "P22" {
			t.Errorf("the named person is not asked: %+v", tasks)
		}
		gone := strings.Replace(staff, "P22,王芳,U2,科员,在职,,", "P22,王芳,U2,科员,调出,2026-11-23,", 1)
		w.OK("import", w.Write("人员2.csv", gone), "--at", later)
		if got := who("2026-11-24T09:00:00+08:00"); got != "unknown " {
			t.Errorf("after the person has left: %s", got)
		}
		// A card without an account: an alias in its group.
		w.OK("roster", "paste", "--group", "G1", w.Write("名单.txt", "钱江\n孙丽\n小李飞刀\n周敏\n星辰大海\n上善若水"), "--count", "6", "--by", "P11", "--at", later)
		w.judge("2026-11-23T11:00:00+08:00")
		for _, k := range w.cases("--rule", "member.unknown", "--group", "G1", "--open") {
			if k.Account == "@上善若水" {
				w.OK("answer", fmt.Sprint(k.ID), "who", "--by", "P11", "--person", "P10", "--at", "2026-11-23T12:00:00+08:00")
			}
		}
		alias := func() (got string) {
			for _, m := range read[member](w, "members", "--group", "G1", "--at", "2026-11-23T13:00:00+08:00") {
				if m.Account == "@上善若水" {
					got = m.How + " " + m.Person
				}
			}
			return got
		}
		if got := alias(); got != "loose P10" {
			t.Errorf("the card that was named: %s", got)
		}
		for _, k := range w.cases("--rule", "task.identity", "--open") {
			if k.Responsible == "P10" { // 不是我
				w.OK("task", "deny", fmt.Sprint(k.ID), "--by", "P10", "--at", "2026-11-23T12:30:00+08:00")
			}
		}
		if got := alias(); got != "unknown " {
			t.Errorf("after P10 said 不是我: %s", got)
		}
		// An owner that an answer changed.
		stale := w.only("member.left", "G1")
		w.OK("answer", fmt.Sprint(stale.ID), "not_mine", "--by", "P11", "--person", "P12", "--reason", "已移交", "--at", "2026-11-23T14:00:00+08:00")
		for _, k := range w.cases("--rule", "task.reassign", "--open") {
			w.OK("task", "approve", fmt.Sprint(k.ID), "--by", k.Responsible, "--at", "2026-11-23T15:00:00+08:00")
		}
		owner := func() string {
			for g := range strings.SplitSeq(w.OK("explain", "--group", "G1").Stdout, "\n") {
				if strings.Contains(g, "群主") {
					return g
				}
			}
			return ""
		}
		before := owner()
		said := w.OK("import", w.Write("工作群.csv", groups), "--at", "2026-11-24T09:00:00+08:00").Stdout
		if !strings.Contains(said, "保留答复") || !strings.Contains(said, "G1") {
			t.Errorf("the import says nothing of what it kept:\n%s", said)
		}
		if after := owner(); after != before || after == "" {
			t.Errorf("%q became %q", before, after)
		}
		said = w.OK("import", w.Write("工作群.csv", strings.Replace(groups, "U1,P11,P12,2026-10-01,否,,单位:U1", "U1,P10,P11;P12,2026-10-01,否,,单位:U1", 1)), "--at", "2026-11-24T10:00:00+08:00").Stdout
		if strings.Contains(said, "保留答复") {
			t.Errorf("a new value is not taken:\n%s", said)
		}
	})
}
