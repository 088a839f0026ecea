package notify

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"qunguan/reconcile/phrase"
)

func sample() Document {
	return Document{
		Title: "2 个群有 3 项", Intro: []string{"您好。", ""},
		Sections: []Section{
			{Heading: "值守群", Lines: []Line{{Text: "张三已调出", Todo: "移出群。", DueOn: "2026-11-30", Urgent: true}, {Text: "李四\n王五"}}},
			{Lines: []Line{{Text: "没有标题的一节", DueOn: "2026-12-01"}}},
			{Heading: "只有标题"},
		},
		LeftOut: 2, Outro: []string{"办公室"}, LinkURL: "https://a.example/x",
	}
}

func TestADocumentAsPlainText(t *testing.T) {
	want := `2 个群有 3 项

您好。

【值守群】
1. 【急】张三已调出
   要做：移出群；期限：2026-11-30
2. 李四 王五

3. 没有标题的一节
   期限：2026-12-01

【只有标题】

另有 2 条没有列出，请打开链接查看。

办公室

查看详情：https://a.example/x`
	if diff := cmp.Diff(want, sample().Text()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestThePlainTextOfAMessageIsTheStoredOne(t *testing.T) {
	m := Message{Document: sample(), Text: "stored"}
	if got := m.PlainText(); got != "stored" {
		t.Errorf("got %q", got)
	}
	m.Repeat = true
	if got := m.PlainText(); !strings.HasPrefix(got, "【可能重复】") || !strings.HasSuffix(got, "\n\nstored") {
		t.Errorf("got %q", got)
	}
	m.Text = ""
	if got := m.PlainText(); !strings.HasSuffix(got, sample().Text()) {
		t.Errorf("got %q", got)
	}
}

func TestInlineKeepsTextsOnTheirLine(t *testing.T) {
	for in, want := range map[string]string{
		"张三":                   "张三",
		"  a \t b\r\nc  ":      "a b c",
		"a\u2028b\u0085c":      "a b c",
		"a\x00b":               "a b",
		"\u202e反转\u202c":       "反转",
		"<\u200b@all>":         "<@all>",
		"\ufeffBOM":            "BOM",
		"👨\u200d👩\u200d👧":      "👨\u200d👩\u200d👧",
		"bad\xff":              "bad\uFFFD",
		"\U000E0001\U000E0041": "",
	} {
		if got := Inline(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestClipNeverDividesWhatIsSeenAsOne(t *testing.T) {
	for _, c := range []struct {
		in   string
		max  int
		want string
	}{
		{"张三", 2, "张三"},
		{"张三丰", 2, "张…"},
		{"张三丰", 1, "…"},
		{"张三丰", 0, ""},
		{"ab 👨\u200d👩\u200d👧", 5, "ab…"},
		{"ab👨\u200d👩\u200d👧", 7, "ab👨\u200d👩\u200d👧"},
		{"e\u0301e\u0301e\u0301", 4, "e\u0301…"},
		{"👍🏽👍🏽", 3, "👍🏽…"},
		{"👍🏽👍🏽", 2, "…"},
	} {
		if got := Clip(c.in, c.max); got != c.want {
			t.Errorf("%q to %d: %q, want %q", c.in, c.max, got, c.want)
		}
	}
}

func FuzzClipStaysWithinItsLength(f *testing.F) {
	f.Add("张三丰👨\u200d👩\u200d👧", 3)
	f.Fuzz(func(t *testing.T, s string, length int) {
		length %= 1000
		got := Clip(s, length)
		if n := utf8.RuneCountInString(got); n > length && length >= 0 {
			t.Errorf("%d characters, at most %d", n, length)
		}
		if utf8.ValidString(s) && !utf8.ValidString(got) {
			t.Error("cut inside a character")
		}
	})
}

func FuzzLiteralLeavesNoMarkup(f *testing.F) {
	for _, s := range []string{"<@all>", "**x**", "[a](b)", "`c`", "# h", "> q", "_x_ a_b", "<\u200b@all>", "-\u202e-"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := Literal(s)
		if strings.ContainsAny(got, "<>*`[]\\~\n\r") {
			t.Errorf("%q holds markup: %q", s, got)
		}
		if got != "" && strings.ContainsRune("#>-+_", rune(got[0])) {
			t.Errorf("%q begins like a block: %q", s, got)
		}
		if again := Literal(got); again != got {
			t.Errorf("%q is not the same twice: %q, %q", s, got, again)
		}
	})
}

func TestAccountsKeepTheirUnderscores(t *testing.T) {
	for in, want := range map[string]string{"wx_zhang_01": "wx_zhang_01", "_急_": "＿急＿", "a_": "a＿", "张_三": "张＿三"} {
		if got := FullwidthEdges(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// long has n lines in sections of ten.
func long(n int) Document {
	d := sample()
	d.Sections, d.LeftOut = nil, 0
	for i := range n {
		if i%10 == 0 {
			d.Sections = append(d.Sections, Section{Heading: "群" + strconv.Itoa(i/10)})
		}
		s := &d.Sections[len(d.Sections)-1]
		s.Lines = append(s.Lines, Line{Text: fmt.Sprintf("第%d条", i)})
	}
	return d
}

func TestShortenLeavesOutTheFewestLinesFromTheEnd(t *testing.T) {
	d := long(35)
	for limit := range 2000 {
		fits := func(d Document) bool { return len(d.Text()) <= limit }
		got := d.Shorten(fits)
		if !fits(got) {
			continue // not even the title fits
		}
		if got.LeftOut+got.lines() != 35 {
			t.Fatalf("limit %d: %d shown, %d left out of 35", limit, got.lines(), got.LeftOut)
		}
		if n := got.lines(); n > 0 && n < 35 && len(got.Intro) == len(d.Intro) {
			if next := d.firstLines(n + 1); fits(next) {
				t.Fatalf("limit %d: %d lines shown, %d would fit", limit, n, n+1)
			}
		}
	}
	if got := d.Shorten(func(Document) bool { return true }); cmp.Diff(d, got) != "" {
		t.Error("a document that fits was changed")
	}
}

func TestShortenChangesNothingOfTheDocumentItWasGiven(t *testing.T) {
	d := long(35)
	d.Sections[0].Lines[0].Text = strings.Repeat("长", 1000)
	before := fmt.Sprintf("%#v", d)
	d.Shorten(func(d Document) bool { return len(d.Text()) < 200 })
	if fmt.Sprintf("%#v", d) != before {
		t.Error("the document was changed")
	}
}

func TestOneEndlessTextCostsNoOtherLine(t *testing.T) {
	d := long(3)
	d.Sections[0].Lines[0].Text = strings.Repeat("长", 5000)
	got := d.Shorten(func(d Document) bool { return len(d.Text()) < 2000 })
	if got.lines() != 3 || got.LeftOut != 0 || !strings.Contains(got.Text(), "长…") {
		t.Errorf("%d lines, %d left out:\n%s", got.lines(), got.LeftOut, got.Text())
	}
}

func TestOnlyAccountsAreCalled(t *testing.T) {
	m := Message{Mentions: []string{"zhang.san", "U0ABC", "zhang.san", "all", "ALL", "@all", "here", "", " ", "<x>", "a b", "ou_12-3", "a@b.cn", strings.Repeat("a", 65), "..", "张三"}}
	if diff := cmp.Diff([]string{"zhang.san", "U0ABC", "ou_12-3", "a@b.cn"}, m.MentionIDs()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAnErrorThatIsNoFailureIsUncertain(t *testing.T) {
	if AsFailure(nil) != nil {
		t.Error("nothing failed")
	}
	if f := AsFailure(errors.New("secret")); f.Class != Uncertain || !f.Ops || strings.Contains(f.Error(), "secret") {
		t.Errorf("got %v", f)
	}
	want := &Failure{Class: Permanent, Reason: ReasonGone}
	if f := AsFailure(fmt.Errorf("send: %w", want)); f != want {
		t.Errorf("got %v", f)
	}
}

func TestEveryReasonHasASentence(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "reason.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	ast.Inspect(file, func(node ast.Node) bool {
		spec, ok := node.(*ast.ValueSpec)
		if !ok {
			return true
		}
		for _, v := range spec.Values {
			reason, err := strconv.Unquote(v.(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			n++
			key := "channel.reason." + reason
			if got := phrase.Zh.Say(phrase.Key(key)); got == key {
				t.Errorf("%s has no sentence", reason)
			}
		}
		return true
	})
	if n < 40 {
		t.Errorf("only %d reasons found", n)
	}
}
