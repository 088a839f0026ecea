package browsertest

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"qunguan/cmd/internal/binarytest"
)

// pages are the addresses of every page of the demonstration.
func pages(ctx context.Context, t *testing.T, base string, links ...string) []string {
	t.Helper()
	list := []string{
		"/", "/ledger", "/ledger?state=all&sort=newest&q=%E7%BE%A4", "/ledger?lang=en", "/cases/1", "/units", "/groups", "/rosters", "/merge-plan", "/filings",
		"/notices", "/runs", "/policy", "/exports", "/nowhere",
	}
	for _, from := range []struct{ page, prefix string }{{"/units", "/units/"}, {"/groups", "/groups/"}, {"/groups/SL-001", "/people/"}} {
		do(ctx, t, chromedp.Navigate(base+from.page))
		list = append(list, get(ctx, t, chromedp.Evaluate[string](`document.querySelector('main a[href^="`+from.prefix+`"]').getAttribute("href")`)))
	}
	for _, link := range links {
		list = append(list, strings.TrimPrefix(link, base))
	}
	return list
}

// axe looks for what people with a screen reader or poor sight cannot use.
func axe(t *testing.T) string {
	t.Helper()
	script, err := os.ReadFile("testdata/axe.min.js")
	if err != nil {
		t.Fatal(err)
	}
	return string(script) + ";true"
}

const findings = `axe.run(document, {resultTypes: ["violations"]}).then(r => r.violations.filter(v => v.impact === "serious" || v.impact === "critical")
	.map(v => v.id + " (" + v.impact + "): " + v.help + " " + v.nodes.slice(0, 3).map(n => n.html.slice(0, 200) + " " + n.failureSummary).join(" | ")))`

// wide is by how much a page is wider than the window.
const wide = `document.scrollingElement.scrollWidth - document.documentElement.clientWidth`

func TestEveryPageFitsAndIsForEverybody(t *testing.T) {
	chromium(t)
	base, link, form := demo(t)
	script := axe(t)
	for _, l := range []look{
		{name: "telephone, light", width: 375, height: 800},
		{name: "telephone, dark", width: 375, height: 800, dark: true},
		{name: "screen, dark", width: 1280, height: 900, dark: true},
		{name: "screen, light", width: 1280, height: 900},
	} {
		t.Run(l.name, func(t *testing.T) {
			ctx := tab(t, l)
			for _, path := range pages(ctx, t, base, link, form) {
				do(ctx, t, chromedp.Navigate(base+path))
				over := get(ctx, t, chromedp.Evaluate[int](wide))
				lang := get(ctx, t, chromedp.Evaluate[string](`document.documentElement.lang`))
				h1 := get(ctx, t, chromedp.Evaluate[string](`[...document.querySelectorAll("h1")].map(h => h.textContent).join("|")`))
				// Contrast differs by colours, the rest by width: two of the
				// four looks see everything.
				var faults []string
				if l.dark == (l.width < 600) {
					get(ctx, t, chromedp.Evaluate[bool](script))
					faults = get(ctx, t, chromedp.Evaluate[[]string](findings, chromedp.EvalAwaitPromise))
				}
				if over > 0 {
					t.Errorf("%s is %d pixels too wide", path, over)
				}
				for _, fault := range faults {
					t.Errorf("%s: %s", path, fault)
				}
				if want := map[bool]string{true: "en", false: "zh-CN"}[strings.Contains(path, "lang=en")]; lang != want || h1 == "" || strings.Contains(h1, "|") {
					t.Errorf("%s: language %q, headings %q", path, lang, h1)
				}
			}
		})
	}
}

// Behind a token: the sign-in, its refusal, and the first page, which an empty
// registry shows.
func TestTheSignInIsForEverybody(t *testing.T) {
	chromium(t)
	const token = "a-token-of-this-test-and-of-no-other"
	m := &binarytest.Machine{TB: t, Bin: binarytest.BuildAsShipped(t), Dir: t.TempDir(), Env: map[string]string{"HTTP_ADDR": "127.0.0.1:0", "PAGE_TOKEN": token}}
	m.OK("migrate")
	p := m.Start("serve")
	base := ""
	binarytest.Until(t, "the address in the log", func() bool {
		for _, line := range p.Lines("serving_pages") {
			base = fmt.Sprint("http://", line["http"])
		}
		return base != "" || p.HasEnded()
	})
	script := axe(t)
	for _, l := range []look{{name: "telephone, dark", width: 320, height: 700, dark: true}, {name: "screen, light", width: 1280, height: 900}} {
		ctx := tab(t, l)
		fits := func(page string) {
			t.Helper()
			over := get(ctx, t, chromedp.Evaluate[int](wide))
			if over > 0 {
				t.Errorf("%s, %s, is %d pixels too wide", page, l.name, over)
			}
			get(ctx, t, chromedp.Evaluate[bool](script))
			for _, fault := range get(ctx, t, chromedp.Evaluate[[]string](findings, chromedp.EvalAwaitPromise)) {
				t.Errorf("%s, %s: %s", page, l.name, fault)
			}
		}
		enter := func(with, shows string) {
			t.Helper()
			do(ctx, t, chromedp.Click(chromedp.CSS(`details:not([open]) summary`)), chromedp.SendKeys(chromedp.CSS(`#token`), with+kb.Enter), chromedp.WaitVisible(chromedp.CSS(shows)))
		}
		do(ctx, t, chromedp.Navigate(base+"/ledger"))
		fits("the sign-in")
		enter("wrong", `[role="alert"]`)
		fits("the refusal")
		enter(token, `form.filter`)
		fits("the page that was asked for")
		if at := get(ctx, t, chromedp.Location()); !strings.HasSuffix(at, "/ledger") {
			t.Errorf("the sign-in leads to %s", at)
		}
	}
}

func TestPagesNeedNoScripts(t *testing.T) {
	chromium(t)
	base, link, form := demo(t)
	ctx := tab(t, look{name: "without scripts", width: 375, height: 800, scriptless: true})
	for _, path := range pages(ctx, t, base, link, form) {
		do(ctx, t, chromedp.Navigate(base+path))
		scripts := get(ctx, t, chromedp.Evaluate[int](`document.scripts.length`))
		handlers := get(ctx, t, chromedp.Evaluate[int](`[...document.querySelectorAll("*")].filter(e => [...e.attributes].some(a => a.name.startsWith("on"))).length`))
		if scripts+handlers > 0 {
			t.Errorf("%s has %d scripts and %d handlers", path, scripts, handlers)
		}
	}
	do(ctx, t, chromedp.Navigate(base+"/ledger"), chromedp.Focus(chromedp.CSS(`select[name="severity"]`)), chromedp.KeyEvent(kb.ArrowDown), chromedp.Click(chromedp.CSS(`form.filter button`)),
		chromedp.WaitVisible(chromedp.CSS(`form.filter a`)))
	at := get(ctx, t, chromedp.Location())
	if !strings.Contains(at, "severity=high") {
		t.Errorf("the filter leads to %s", at)
	}
}

// focus is the element with the keyboard: its words, and whether one sees it.
const focus = `(() => { const e = document.activeElement, s = getComputedStyle(e), b = e.getBoundingClientRect();
	return [e.tagName + " " + (e.getAttribute("href") || e.name || e.id || e.textContent.trim().slice(0, 30)), String(s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0 && b.width > 0 && b.height > 0)] })()`

func TestTheKeyboardIsEnough(t *testing.T) {
	chromium(t)
	base, link, _ := demo(t)
	ctx := tab(t, look{name: "keyboard", width: 1280, height: 900})
	walk := func(path, to string) {
		t.Helper()
		do(ctx, t, chromedp.Navigate(base+path))
		for step := range 120 {
			do(ctx, t, chromedp.KeyEvent(kb.Tab))
			at := get(ctx, t, chromedp.Evaluate[[]string](focus))
			if step == 0 && !strings.Contains(at[0], "#main") {
				t.Errorf("%s: the first stop is %s, not the way past the menu", path, at[0])
			}
			if at[1] != "true" {
				t.Errorf("%s: one does not see that %s has the keyboard", path, at[0])
			}
			if strings.Contains(at[0], to) {
				return
			}
		}
		t.Errorf("%s: the keyboard does not reach %s", path, to)
	}
	walk("/ledger", "/cases/")
	do(ctx, t, chromedp.KeyEvent(kb.Enter), chromedp.WaitVisible(chromedp.CSS(`ul.states`)))
	at := get(ctx, t, chromedp.Location())
	if !strings.Contains(at, "/cases/") {
		t.Errorf("Enter leads to %s", at)
	}
	walk("/groups", "q")
	do(ctx, t, chromedp.KeyEvent("SL-00"), chromedp.KeyEvent(kb.Enter), chromedp.WaitVisible(chromedp.CSS(`input[value="SL-00"]`)))
	at = get(ctx, t, chromedp.Location())
	if !strings.Contains(at, "q=SL-00") {
		t.Errorf("the search leads to %s", at)
	}
	walk("/policy", "file")
	walk(strings.TrimPrefix(link, base), "case")
}

// The form asks only for the details of the chosen answer, also without scripts.
func TestTheFormAsksForTheDetailsOfTheChosenAnswer(t *testing.T) {
	chromium(t)
	_, link, _ := demo(t)
	ctx := tab(t, look{name: "answers", width: 375, height: 800, scriptless: true})
	do(ctx, t, chromedp.Navigate(link))
	shown := `["until", "person", "outsider", "reason"].filter(id => document.getElementById(id).checkVisibility()).join(" ")`
	for _, c := range []struct{ answer, want string }{
		{"", ""}, {"rectified", ""}, {"extend", "until reason"}, {"who", "until person outsider"}, {"not_mine", "person reason"}, {"wrong", "reason"},
	} {
		if c.answer != "" {
			do(ctx, t, chromedp.Click(chromedp.CSS(`input[name="answer"][value="`+c.answer+`"]`)))
		}
		if got := get(ctx, t, chromedp.Evaluate[string](shown)); got != c.want {
			t.Errorf("with the answer %q the form asks for %q, want %q", c.answer, got, c.want)
		}
	}
}

func TestPagesPrintOnA4(t *testing.T) {
	chromium(t)
	base, _, _ := demo(t)
	ctx := tab(t, look{name: "print", width: 1280, height: 900})
	for _, path := range []string{"/", "/ledger", "/groups/SL-001", "/cases/1"} {
		do(ctx, t, chromedp.Navigate(base+path))
		data := string(get(ctx, t, chromedp.PrintToPDF(chromedp.PDFPreferCSSPageSize(), chromedp.PDFPaper(chromedp.PaperSize{Width: 8.27, Height: 11.69}))))
		if !strings.Contains(data, "/MediaBox [0 0 59") {
			t.Errorf("%s: the paper is not A4", path)
		}
		sheets := strings.Count(data, "/Type /Page\n")
		if sheets < 1 || sheets > 6 {
			t.Errorf("%s takes %d sheets", path, sheets)
		}
	}
}

// applicant is the text that an applicant types into the public filing form.
const applicant = `{by: "P0103", by_name: "何雨桐", name: "松澜县县委办信息工作群", unit: "县委办", purpose: "信息报送", owner: "何雨桐", until: "2099-12-31"}`

// An applicant fills in the public filing form on a telephone: faults stand beside their fields, the
// comparison comes at once, and filing takes one more press.
func TestSomebodyFilesOnATelephone(t *testing.T) {
	chromium(t)
	_, _, form := demo(t)
	script := axe(t)
	ctx := tab(t, look{name: "telephone", width: 320, height: 700})
	fits := func(what string) {
		t.Helper()
		get(ctx, t, chromedp.Evaluate[bool](script))
		faults := get(ctx, t, chromedp.Evaluate[[]string](findings, chromedp.EvalAwaitPromise))
		if over := get(ctx, t, chromedp.Evaluate[int](wide)); over > 0 || len(faults) > 0 {
			t.Errorf("%s: %d pixels too wide, %q", what, over, faults)
		}
	}
	text := func() string {
		return get(ctx, t, chromedp.Evaluate[string](`document.querySelector("main").textContent`))
	}
	do(ctx, t, chromedp.Navigate(form))
	fits("the form")
	do(ctx, t, chromedp.Click(chromedp.CSS(`main button`)), chromedp.WaitVisible(chromedp.CSS(`p.bad`)))
	fits("the form with faults")
	if shown := text(); !strings.Contains(shown, "请填写这一项") {
		t.Errorf("an empty form:\n%s", shown)
	}
	fill := `for (const [name, value] of Object.entries(%s)) document.querySelector('[name="' + name + '"]').value = value; document.querySelector('[name="all_staff"]').checked = true; true`
	get(ctx, t, chromedp.Evaluate[bool](strings.Replace(fill, "%s", applicant, 1)))
	do(ctx, t, chromedp.Click(chromedp.CSS(`main form.answers button`)), chromedp.WaitVisible(chromedp.CSS(`dl.facts`)))
	fits("the comparison")
	do(ctx, t, chromedp.Click(chromedp.CSS(`button[value="filing-file"]`)), chromedp.WaitVisible(chromedp.CSS(`p.good`)))
	fits("what came of it")
	if shown := text(); !strings.Contains(shown, "等待审批") {
		t.Errorf("filed:\n%s", shown)
	}
}
