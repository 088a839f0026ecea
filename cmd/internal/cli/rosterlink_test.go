package cli_test

import (
	"bytes"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

var hidden = regexp.MustCompile(`<input type="hidden" name="([a-z_A-Z0-9]+)" value="([^"]*)">`)

// fields are the hidden fields of the page's form of the step.
func (p linkedPage) fields(t testing.TB, step string) url.Values {
	t.Helper()
	for form := range strings.SplitSeq(p.text, "<form ") {
		if step != "" && !strings.Contains(form, `name="step" value="`+step+`"`) || step == "" && !strings.Contains(form, `name="answer"`) {
			continue
		}
		values := url.Values{}
		inside, _, _ := strings.Cut(form, "</form>")
		for _, m := range hidden.FindAllStringSubmatch(inside, -1) {
			values.Add(m[1], unescape(m[2]))
		}
		return values
	}
	t.Fatalf("no form of the step %s on the page (%d):\n%s", step, p.code, p.text)
	return nil
}

func unescape(s string) string {
	return strings.NewReplacer("&#34;", `"`, "&#39;", "'", "&lt;", "<", "&gt;", ">", "&#43;", "+", "&amp;", "&").Replace(s)
}

func (p linkedPage) lacks(t testing.TB, what string, wants ...string) {
	t.Helper()
	for _, want := range wants {
		if !strings.Contains(p.text, want) {
			t.Errorf("%s (%d) lacks %q:\n%s", what, p.code, want, p.text)
		}
	}
}

// An administrator gives the week's rosters by the link of a mail: the numbers of the unchanged
// groups on one page, a pasted list for a changed one, and reads the faults to mend at once.
func TestAnAdministratorGivesTheWeeksRostersByLink(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		r := w.act(t)
		w.Env["PUBLIC_URL"], w.Env["POLICY"] = "https://qunguan.example.test", "pack:county"
		w.importSmall(sunday, r.routes())
		w.day("2026-11-23")
		links := linksOf(t, r, "sun@mail.test")
		if len(links) != 1 {
			t.Fatalf("%d links", len(links))
		}
		before := w.contents()
		server, base := w.serve("2026-11-30T10:00:00+08:00") // a week later
		home := base + links[0]
		page := ask(t, http.MethodGet, home, nil)
		page.lacks(t, "the list of groups", "群成员名单", `name="count_G1"`, `name="count_G6"`, "上次 2026-11-21，5 人，2026-12-01 前有效", "2 份该报了", "/roster/G1")
		if strings.Contains(page.text, "count_G2") {
			t.Error("a group of somebody else is offered")
		}
		give := page.fields(t, "count")
		give.Set("count_G1", "6")
		give.Set("count_G6", "２")
		give.Set("count_G2", "3") // not theirs: nothing comes of it
		check := ask(t, http.MethodPost, home, give)
		check.lacks(t, "the second page", "2 人，与上次相同", "上次 5 人，现在 6 人", `name="count_G6" value="２"`)
		if w.contents() != before {
			t.Error("the first form changed the registry")
		}
		sure := check.fields(t, "counts")
		done := ask(t, http.MethodPost, home, sure)
		done.lacks(t, "the page afterwards", "成员没有变动：水利局灌区项目群 ２ 人", "上次 2026-11-30，2 人")
		if again := ask(t, http.MethodPost, home, sure); again.code != http.StatusConflict || !strings.Contains(again.text, "水利局灌区项目群") {
			t.Errorf("sent again: %d\n%s", again.code, again.text)
		}

		group := home + "/roster/G1"
		shown := ask(t, http.MethodGet, group, nil)
		shown.lacks(t, "the group's page", "上次名单：2026-11-21 07:00，5 人", "小李飞刀", "只报变动", "width=device-width")
		paste := shown.fields(t, "give")
		paste.Set("how", "paste")
		paste.Set("text", "群聊成员(6)\n钱江\n孙丽\n李强\n王小明\n星辰大海")
		short := ask(t, http.MethodPost, group, paste)
		short.lacks(t, "a list that does not add up", "名单 5 人，群里 6 人", "读出 5 人，群里 6 人", "新出现：王小明", "不见了：周敏", "星辰大海</textarea>")
		if short.code != http.StatusUnprocessableEntity {
			t.Errorf("%d", short.code)
		}
		more := short.fields(t, "give")
		more.Set("text", "钱江\n孙丽\n水利局李强科员\n王小明\n星辰大海\n吴刚")
		more.Set("count", "6")
		whole := ask(t, http.MethodPost, group, more)
		whole.lacks(t, "the whole list", "读出 6 人，群里 6 人", "身份不明（2）", "可复制到群里", "本群实行实名制", "群昵称不规范（1）", "请把您在“平湖县水利局工作群”里的昵称改为“李强”")
		take := whole.fields(t, "take")
		forged := maps.Clone(take)
		forged.Set("form", more.Get("form")) // the first page's token does not do on the second
		if p := ask(t, http.MethodPost, group, forged); p.code != http.StatusForbidden {
			t.Errorf("the first form's token on the second page: %d", p.code)
		}
		taken := ask(t, http.MethodPost, group, take)
		taken.lacks(t, "the page after it was taken", "已记录：2026-11-30 10:00，平湖县水利局工作群 6 人的名单", "身份不明（2）")
		if p := ask(t, http.MethodPost, group, take); p.code != http.StatusConflict {
			t.Errorf("sent again: %d", p.code)
		}

		change := ask(t, http.MethodGet, group, nil).fields(t, "give")
		change.Set("how", "change")
		change.Set("add", "周敏")
		change.Add("remove", "wx_stranger")
		change.Set("count", "6")
		changed := ask(t, http.MethodPost, group, change)
		changed.lacks(t, "a change", "新出现：周敏", "不见了：星辰大海")
		ask(t, http.MethodPost, group, changed.fields(t, "take")).lacks(t, "the page after the change", "6 人的名单")

		for _, other := range []string{"G2", "G99", "..%2f..%2fcases"} {
			if p := ask(t, http.MethodGet, home+"/roster/"+other, nil); p.code != http.StatusNotFound || strings.Contains(p.text, "王芳") {
				t.Errorf("the page of %s: %d", other, p.code)
			}
			if p := ask(t, http.MethodPost, home+"/roster/"+other, paste); p.code != http.StatusNotFound {
				t.Errorf("a form for %s: %d", other, p.code)
			}
		}
		w.halt(server)
		rows := w.rosterOf("G1", "2026-11-30T10:00:00+08:00")
		if want := "@周敏 周敏 pasted"; len(rows) != 6 || rows[0] != "@吴刚 吴刚 by_word" && rows[0] != want {
			t.Errorf("%v", rows)
		}
		w.OK("audit", "check")
		w.OK("audit", "verify")
	})
}

// A sheet that was filled in is shown as it was read, counted, and confirmed.
func TestASheetIsUploadedByLink(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		r := w.act(t)
		w.Env["PUBLIC_URL"], w.Env["POLICY"] = "https://qunguan.example.test", "pack:county"
		w.importSmall(sunday, r.routes())
		w.day("2026-11-23")
		server, base := w.serve("2026-11-24T10:00:00+08:00")
		group := base + linksOf(t, r, "sun@mail.test")[0] + "/roster/G1"
		sheet := ask(t, http.MethodGet, group+"/sheet.xlsx", nil)
		if sheet.code != http.StatusOK || !strings.HasPrefix(sheet.text, "PK") {
			t.Fatalf("the sheet: %d", sheet.code)
		}
		form := ask(t, http.MethodGet, group, nil).fields(t, "give").Get("form")
		read := upload(t, group, map[string]string{"form": form, "step": "give", "how": "upload", "count": "5"}, sheet.text)
		read.lacks(t, "the sheet as it was read", "读出 5 人，群里 5 人")
		take := read.fields(t, "take")
		if !strings.Contains(take.Get("text"), "wx_zhou\t周敏") {
			t.Errorf("the rows on the second page: %q", take.Get("text"))
		}
		ask(t, http.MethodPost, group, take).lacks(t, "the page afterwards", "5 人的名单")
		for what, content := range map[string]string{
			"别的群": "平台,群编号,群昵称\n微信,G2,王芳\n", "不是群成员表": "单位编码,单位名称,类别\nU9,某局,县直部门\n",
		} {
			form := ask(t, http.MethodGet, group, nil).fields(t, "give").Get("form")
			if p := upload(t, group, map[string]string{"form": form, "step": "give", "how": "upload", "count": "1"}, content); p.code != http.StatusUnprocessableEntity || !strings.Contains(p.text, what) {
				t.Errorf("%s: %d\n%s", what, p.code, p.text)
			}
		}
		big := upload(t, group, map[string]string{"form": form, "step": "give", "how": "upload"}, strings.Repeat("x", 3<<20))
		if big.code != http.StatusRequestEntityTooLarge {
			t.Errorf("a file of 3 MB: %d", big.code)
		}
		w.halt(server)
		if rows := w.rosterOf("G1", "2026-11-24T10:00:00+08:00"); len(rows) != 5 || !strings.Contains(strings.Join(rows, " "), "wx_li 小李飞刀 pasted") {
			t.Errorf("%v", rows)
		}
	})
}

func upload(t testing.TB, address string, fields map[string]string, content string) linkedPage {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for name, value := range fields {
		if err := form.WriteField(name, value); err != nil {
			t.Fatal(err)
		}
	}
	file, err := form.CreateFormFile("file", "名单.xlsx")
	if err == nil {
		_, err = io.WriteString(file, content)
	}
	if err == nil {
		err = form.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, &body)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", form.FormDataContentType())
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return linkedPage{resp.StatusCode, string(text), resp.Header, resp.Request.URL.RequestURI()}
}
