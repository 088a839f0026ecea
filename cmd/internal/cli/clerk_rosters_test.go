package cli_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"qunguan/cmd/internal/binarytest"
)

// rosterOf is a roster of G3 with n accounts that begin like this.
func rosterOf(prefix string, n int, taken string) string {
	var b strings.Builder
	b.WriteString("平台,群编号,账号,采集时间\n")
	for i := range n {
		fmt.Fprintf(&b, "微信,G3,%s%d,%s\n", prefix, i, taken)
	}
	return b.String()
}

// says demands the exit code and every word, wherever it is printed.
func (w *world) says(code int, words []string, args ...string) {
	w.Helper()
	d := w.Exits(code, append([]string{"import", "--at", monday}, args...)...)
	w.whole(d.Stdout)
	for _, word := range words {
		if !strings.Contains(d.Stdout+d.Stderr, word) {
			w.Errorf("import %v does not say %q:\n%s%s", args, word, d.Stdout, d.Stderr)
		}
	}
}

// Rosters that look wrong are held until a person says yes.
func TestARosterThatLooksWrongIsHeldAndLetThroughWithAReason(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		w.importSmall(monday, "")
		full := w.Write("满.csv", rosterOf("a", 30, "2026-11-21 08:00"))
		w.says(0, []string{"更新 1", "已写入"}, full)
		before := w.contents()
		for file, words := range map[string][]string{
			w.Write("少.csv", rosterOf("a", 5, "2026-11-22 08:00")):   {"原有 30 个账号，这次 5 个，原有的有 25 个不见了", "成员减少过多", "--accept-shrink G3 --reason"},
			w.Write("换人.csv", rosterOf("b", 40, "2026-11-22 08:00")): {"原有 30 个账号，这次 40 个，原有的有 30 个不见了", "原有成员一个不剩"},
		} {
			w.says(3, append(words, "先不采用"), file)
			w.says(3, append(words, "这是试运行"), file, "--dry-run")
		}
		if w.contents() != before {
			t.Error("a held roster was written")
		}
		less := filepath.Join(w.Dir, "少.csv")
		w.says(2, []string{"--reason"}, less, "--accept-shrink", "G3")
		w.says(3, []string{"--accept-shrink G9", "不起作用"}, less, "--accept-shrink", "G9", "--reason", "清理")
		if w.contents() != before {
			t.Error("a roster was let through that nobody accepted")
		}
		w.says(0, []string{"更新 1", "按您的说明采用：群里清理过"}, less, "--accept-shrink", "G3", "--reason", "群里清理过")
		if n := len(read[member](w, "members", "--group", "G3", "--at", monday)); n != 5 {
			t.Errorf("%d members, want 5", n)
		}
		again := w.contents("rosters")
		w.says(0, []string{"无变化 1"}, less)
		if w.contents("rosters") != again {
			t.Error("an unchanged roster changed more than its own row")
		}
	})
}

// People absent from a full list are 待核, never leavers.
func TestAFullListOfPeople(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		w.importSmall(monday, "")
		head := "工号,姓名,单位编码,在职状态\n"
		most := w.Write("花名册.csv", head+"P10,钱江,U1,在职\nP11,孙丽,U1,在职\nP20,吴刚,U2,在职\nP21,郑凯,U2,在职\nP22,王芳,U2,在职\nP30,冯涛,U3,在职\n")
		before := w.contents()
		w.says(0, []string{"有 1 人不在", "P12 李强", "待核", "什么都没有写入"}, most, "--full", "人员", "--dry-run")
		if w.contents() != before {
			t.Error("a dry run wrote")
		}
		w.says(0, []string{"有 1 人不在", "P12 李强", "待核"}, most, "--full", "人员")
		w.says(0, []string{"在职状态：待核 → 在职"}, w.Write("李强.csv", head+"P12,李强,U1,在职\n"))
		few := w.Write("半份.csv", head+"P10,钱江,U1,在职\n")
		before = w.contents()
		w.says(3, []string{"少了原有 7 人中的 6 人", "--accept-shrink 人员 --reason"}, few, "--full", "人员")
		if w.contents() != before {
			t.Error("a held list was believed")
		}
		w.says(0, []string{"有 6 人不在", "待核"}, few, "--full", "人员", "--accept-shrink", "人员", "--reason", "机构改革")
		w.says(2, []string{"--full"}, few, "--full", "群")
	})
}

// Forms without codes get stable ones, written back.
func TestAFormWithoutCodesGetsThemBack(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		w.importSmall(monday, "")
		form := w.Write("花名册.csv", "姓名,单位,职务,状态\n李　强,水利局,副主任,在职\n马超,水利局,科员,在职\n")
		w.says(1, []string{"--write-codes"}, form)
		out := filepath.Join(w.Dir, "编码.xlsx")
		w.says(0, []string{"编码.xlsx", "人员 P12", "副主任", "共 2 行"}, form, "--write-codes", out)
		before := w.contents()
		w.says(1, []string{"编码.xlsx"}, form, "--write-codes", out) // a clerk's work is never overwritten
		if w.contents() != before {
			t.Error("written although the codes could not be")
		}
		w.says(0, nil, out) // the form that came back is one that can be imported
		if w.contents() != before {
			t.Error("the form with its codes means other people")
		}
	})
}

// The template itself holds examples and nothing to import.
func TestTheEmptyTemplateBringsNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "embedded")
	w.copySmall()
	w.OK("import", "template", "-o", "模板.xlsx")
	before := w.contents()
	w.says(1, []string{"没有可读的行"}, filepath.Join(w.Dir, "模板.xlsx"))
	if w.contents() != before {
		t.Error("the examples were written")
	}
}

// A long list repeats its units in every row; the page does not.
func TestAPageStaysAPage(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "embedded")
	w.copySmall()
	var list strings.Builder
	list.WriteString("工号,姓名,所在单位,在职状态\n")
	for i := range 3000 {
		fmt.Fprintf(&list, "N%d,张三,水利局,借调中%d\n", i, i)
	}
	d := w.OK("import", w.Write("长.csv", list.String()))
	if n := strings.Count(d.Stderr, "\n"); n > 260 || !strings.Contains(d.Stderr, "从这一行起共 3000 行") || !strings.Contains(d.Stderr, "另有 2800 条提醒没有列出") {
		t.Errorf("%d lines: %s", n, binarytest.Tail(d.Stderr))
	}
}

// The parts of a policy are checked before it is written.
func TestAnswersThatMakeNoPolicyAreRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "embedded")
	for flag, word := range map[string]string{"--pack=nosuch": "county", "--roster-days=-3": "3660", "--zombie-days=0": "zombie.days"} {
		if d := w.Exits(2, "policy", "init", flag, "-o", "办法.yaml"); !strings.Contains(d.Stderr, word) {
			t.Errorf("%s: does not say %q: %s", flag, word, d.Stderr)
		}
	}
	w.OK("policy", "init", "--pack", "pack:town", "--title", `"办法": # 一`, "--area", "石桥镇: &a", "-o", "办法.yaml")
	if d := w.OK("policy", "check", "办法.yaml"); !strings.Contains(d.Stdout, `"办法": # 一`) {
		t.Error(d.Stdout)
	}
	w.Exits(1, "policy", "init", "-o", "办法.yaml") // never overwritten
}
