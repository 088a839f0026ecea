package policy

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunguan/reconcile/phrase"
)

func TestBytesThatAreNoPolicyGetAClearAnswer(t *testing.T) {
	laughs := "member: {robots: &a [哈]}\nquota:\n"
	laughs += "  - &q {groups: 1, unit_kinds: &k [" + strings.Repeat("村, ", 5000) + "街道]}\n" + strings.Repeat("  - *q\n", 1000)
	var nested strings.Builder
	nested.WriteString("a: &a [x, x]\n")
	for c := 'b'; c <= 'z'; c++ {
		fmt.Fprintf(&nested, "%c: &%c [*%c, *%c]\n", c, c, c-1, c-1)
	}
	cases := []struct {
		rule, text string
		want       string // part of the first problem
		at         string // its line:column
	}{
		{"an empty file", "", "没有写规则", "1:1"},
		{"nothing but a document mark", "---\n", "没有写规则", "1:1"},
		{"nothing but a byte order mark", "\ufeff", "没有写规则", "1:1"},
		{"GBK text", "title: 1\n# \xd4\xc6\xcf\xaa", "不是 UTF-8", "2:3"},
		{"UTF-16 text", "\xff\xfet\x00i\x00", "UTF-16", "1:1"},
		{"UTF-8 cut in the middle of a character", "title: 云\xe6\xba", "不是 UTF-8", "1:9"},
		{"a NUL byte", "zombie:\n  days: 6\x000", "控制字符（编号 0）", "2:10"},
		{"an escape character", "title: \x1b[31m", "控制字符（编号 27）", "1:8"},
		{"a second byte order mark", "zombie: {days: 60}\n\ufeffstage: {}", "控制字符（编号 65279）", "2:1"},
		{"control characters by escape", `title: "a\u0000b"`, "看不见的字符", "1:8"},
		{"20,000 open brackets", strings.Repeat("[", 20_000), "嵌套太深", "1:10001"},
		{"5,000 levels of lists", strings.Repeat("[", 5000) + strings.Repeat("]", 5000), "下一级的设置", "1:1"},
		{"aliases that grow to five million texts", laughs, "内容太多", ""},
		{"aliases of aliases at unknown keys", nested.String(), "没有“a”这个键", "1:1"},
		{"an alias inside itself", "member: &m {robots: *m}", "要写列表", "1:21"},
		{"a file over 1 MB", "#" + strings.Repeat("x", maxBytes), "太大", ""},
		{"a tag of its own", "zombie: {days: !!python/object 60}", "整数", ""},
		{"a YAML version of the future", "%YAML 3.0\n---\ntitle: 甲", "不合 YAML", "1:1"},
		{"a figure past 64 bits", "zombie: {days: 99999999999999999999}", "整数", "1:16"},
		{"a span past ten years", "due: {high: 99999d}", "期限", "1:13"},
		{"a scalar file", "你好", "下一级的设置", "1:1"},
	}
	for _, c := range cases {
		t.Run(c.rule, func(t *testing.T) {
			loaded, problems := Load("p.yaml", filesOf(map[string]string{"p.yaml": c.text}), fiveParts)
			if len(problems) == 0 || loaded != nil {
				t.Fatal("no problem")
			}
			first := problems[0].Text(phrase.Zh)
			if !strings.Contains(first, c.want) || !strings.HasPrefix(first, "p.yaml:"+c.at) && c.at != "" {
				t.Errorf("want %q at %s, got %.300s", c.want, c.at, first)
			}
		})
	}
}

func TestAByteOrderMarkAndWindowsLineEndsAreFine(t *testing.T) {
	if got := load(t, "\ufeffzombie:\r\n  days: 45\r\n").Policy.Zombie.Days; got != 45 {
		t.Errorf("got %d", got)
	}
}

func TestExtendsThatCannotWorkIsReportedWhereItStands(t *testing.T) {
	chain := map[string]string{}
	for i := range 40 {
		chain[fmt.Sprintf("%d.yaml", i)] = fmt.Sprintf("extends: [%d.yaml]", i+1)
	}
	cases := []struct {
		rule  string
		start string
		files map[string]string
		want  []string
	}{
		{
			"a circle names its way", "a.yaml",
			map[string]string{"a.yaml": "extends: [子/b.yaml]", "子/b.yaml": "title: 乙\nextends:\n  - ../a.yaml\n"},
			[]string{"子/b.yaml:3:5（第 3 行第 5 列）extends：这样绕成了圈：a.yaml → 子/b.yaml → a.yaml。请从其中一个文件里去掉这一项。"},
		},
		{
			"a file that extends itself", "a.yaml",
			map[string]string{"a.yaml": "extends: [a.yaml]"},
			[]string{"a.yaml:1:11（第 1 行第 11 列）extends：这样绕成了圈：a.yaml → a.yaml。请从其中一个文件里去掉这一项。"},
		},
		{
			"problems of every file, in the order of the files", "a.yaml",
			map[string]string{"a.yaml": "extends: [b.yaml, c.yaml]\nzombie: {days: 0}", "b.yaml": "zombie: {days: -1}", "c.yaml": "zombie: 1"},
			[]string{
				"a.yaml:2:16（第 2 行第 16 列）zombie.days：0 不可能；可以写 1 到 3660。",
				"b.yaml:1:16（第 1 行第 16 列）zombie.days：-1 不可能；可以写 1 到 3660。",
				"c.yaml:1:9（第 1 行第 9 列）zombie：这里要写下一级的设置，现在写的是 1。这里可以写：days。",
			},
		},
		{
			"a file that two others extend is reported once", "a.yaml",
			map[string]string{"a.yaml": "extends: [b.yaml, c.yaml]", "b.yaml": "extends: [d.yaml]", "c.yaml": "extends: [d.yaml]", "d.yaml": "zombie: {days: 0}"},
			[]string{"d.yaml:1:16（第 1 行第 16 列）zombie.days：0 不可能；可以写 1 到 3660。"},
		},
		{
			"a policy that is not there", "没有.yaml", nil,
			[]string{"没有.yaml：打不开规则文件 没有.yaml：open 没有.yaml: file does not exist。请检查文件名和路径；自带的规则包要写成 pack:名字。"},
		},
		{
			"a pack that is not there", "pack:offise", nil,
			[]string{"pack:offise：没有名叫 offise 的规则包。是不是 office？这里可以写：national, county, lichuan, zhuji, filing-first, bureau, office, town, company, district, hospital, yuelu, ezhou, xishan。"},
		},
		{
			"a pack name with a path", "pack:../policy", nil,
			[]string{"pack:../policy：没有名叫 ../policy 的规则包。这里可以写：national, county, lichuan, zhuji, filing-first, bureau, office, town, company, district, hospital, yuelu, ezhou, xishan。"},
		},
		{
			"a chain without end", "0.yaml", chain,
			[]string{"31.yaml:1:11（第 1 行第 11 列）extends：引用的文件太多：最多 32 个。"},
		},
	}
	for _, c := range cases {
		t.Run(c.rule, func(t *testing.T) {
			_, problems := Load(c.start, filesOf(c.files), fiveParts)
			if diff := cmp.Diff(strings.Join(c.want, "\n"), problems.Text(phrase.Zh)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

// covers S1.16
func TestAScoreThatCountsGroupsIsRefusedWithItsClause(t *testing.T) {
	_, problems := Load("p.yaml", filesOf(map[string]string{"p.yaml": "score:\n  unit: {activity: 5}\n"}), nil)
	if got := problems.Text(phrase.Zh); !strings.Contains(got, "S1.16") || !strings.Contains(got, "p.yaml:2:10") {
		t.Errorf("got %s", got)
	}
}

func TestAFileOfNonsenseIsNotAnsweredWithABook(t *testing.T) {
	var text strings.Builder
	for i := range 50_000 {
		fmt.Fprintf(&text, "titl%d: 1\n", i)
	}
	_, problems := Load("p.yaml", filesOf(map[string]string{"p.yaml": text.String()}), nil)
	if len(problems) != maxProblems+1 || !strings.Contains(problems[maxProblems].Text(phrase.Zh), "不再列出") {
		t.Errorf("%d problems, the last: %s", len(problems), problems[len(problems)-1].Text(phrase.Zh))
	}
}

func TestAReaderThatFailsHalfwayIsAProblemOfTheFile(t *testing.T) {
	broken := func(string) (io.ReadCloser, error) {
		return io.NopCloser(io.MultiReader(strings.NewReader("zombie: {days"), failing{})), nil
	}
	if _, problems := Load("p.yaml", broken, nil); len(problems) != 1 || problems[0].File != "p.yaml" {
		t.Errorf("got %s", problems.Text(phrase.Zh))
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func FuzzLoad(f *testing.F) {
	for _, name := range packNames() {
		raw, err := packFiles.ReadFile("packs/" + name + ".yaml")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Add([]byte(showFile))
	f.Add([]byte("a: &a [*a]\nquota: [{groups: 1}, {groups: 2}]"))
	f.Add([]byte("ladder: [{at: due-3wd, to: 'office:x'}]\npeople: {quiet: ['18:00']}"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		open := func(name string) (io.ReadCloser, error) {
			if name != "p.yaml" {
				return nil, io.ErrUnexpectedEOF
			}
			return io.NopCloser(bytes.NewReader(raw)), nil
		}
		loaded, problems := Load("p.yaml", open, fiveParts)
		if (loaded == nil) == (len(problems) == 0) {
			t.Fatalf("loaded %v with %d problems", loaded, len(problems))
		}
		if loaded == nil {
			for _, p := range problems {
				if text := p.Text(phrase.Zh); p.File == "" || strings.Contains(text, "policy.") && !bytes.Contains(raw, []byte("policy.")) {
					t.Fatalf("problem without a place or a sentence: %s", text)
				}
			}
			return
		}
		shown := loaded.Show(phrase.Zh)
		again, problems := Load("p.yaml", filesOf(map[string]string{"p.yaml": shown}), fiveParts)
		if len(problems) > 0 {
			t.Fatalf("%s\n%s", problems.Text(phrase.Zh), shown)
		}
		if diff := cmp.Diff(loaded.Policy, again.Policy); diff != "" {
			t.Fatalf("shown and loaded again differs: %s\n%s", diff, shown)
		}
	})
}
