package cli_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
)

// formLink is a link to the public filing form.
type formLink struct {
	ID  int64
	URL string
}

// twinOfG4 is the form of P22 for the same matter as G4, with names where a command takes codes.
func twinOfG4() url.Values {
	return url.Values{
		"by": {"P22"}, "by_name": {"王芳"}, "kind": {"group"}, "name": {"教育局校园安全专班工作群"}, "unit": {"教育局"}, "platform": {"微信"}, "purpose": {"校车安全值守"},
		"owner": {"王芳"}, "scope": {"郑凯\nP22"}, "until": {"2027-06-30"},
	}
}

func with(form url.Values, pairs ...string) url.Values {
	form = maps.Clone(form)
	for i := 0; i < len(pairs); i += 2 {
		form[pairs[i]] = []string{pairs[i+1]}
	}
	return form
}

// formWorld serves the form as of a moment and returns its address.
func formWorld(t *testing.T, w *world) (address string, link formLink) {
	t.Helper()
	w.importSmall(monday, "")
	w.Env["SECRET_KEY"], w.Env["PUBLIC_URL"] = "", ""
	if d := w.Exits(1, "filing", "form-link", "new", "--by", "P11"); !strings.Contains(d.Stderr, "QUNGUAN_PUBLIC_URL") {
		t.Errorf("without an address for the pages: %s", d.Stderr)
	}
	w.Env["SECRET_KEY"], w.Env["PUBLIC_URL"] = auditKey, "https://qunguan.example.test"
	w.secrets = append(w.secrets, auditKey)
	w.Exits(1, "filing", "form-link", "new", "--by", "P99")
	return openForm(t, w)
}

// openForm makes a link to the form and serves it.
func openForm(t *testing.T, w *world) (address string, link formLink) {
	t.Helper()
	link = read[formLink](w, "filing", "form-link", "new", "--by", "P11")[0]
	at, err := url.Parse(link.URL)
	if err != nil {
		t.Fatal(err)
	}
	token := path.Base(at.Path)
	w.secrets = append(w.secrets, token)
	if strings.Contains(w.stored(), token) || strings.Contains(w.OK("filing", "form-link", "list").Stdout, token) {
		t.Error("the token is stored, or listed")
	}
	server, base := w.serve(later)
	t.Cleanup(func() { w.halt(server) })
	return base + at.Path, link
}

// A filing by the public form is compared and decided as if it were filed by command; looking at the
// form files nothing, and each form files once.
//
// covers S4.1, S4.2
func TestTheFormFilesAsTheCommandDoes(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		form, link := formWorld(t, w)
		shown := ask(t, http.MethodGet, form, nil)
		for _, want := range []string{"您的工号", `name="by_name"`, "平湖县教育局", "width=device-width", "（必填）"} {
			if shown.code != http.StatusOK || !strings.Contains(shown.text, want) {
				t.Errorf("the form (%d) lacks %q:\n%s", shown.code, want, shown.text)
			}
		}
		if english := ask(t, http.MethodGet, form+"?lang=en", nil); !strings.Contains(english.text, "Your person code") {
			t.Errorf("in English:\n%s", english.text)
		}
		wrong := ask(t, http.MethodPost, form, with(twinOfG4(), "form", shown.form(t), "by_name", "李四", "unit", "教育", "purpose", "", "until", "2026-02-30", "scope", "郑凯\n赵某某"))
		for _, want := range []string{"有 5 处要改", "工号和姓名对不上", "没有单位“教育”", "请填写这一项", "“2026-02-30”不是日期", "看不懂“赵某某”", `value="教育局校园安全专班工作群"`, `aria-invalid="true"`} {
			if wrong.code != http.StatusUnprocessableEntity || !strings.Contains(wrong.text, want) {
				t.Errorf("a form with faults (%d) lacks %q:\n%s", wrong.code, want, wrong.text)
			}
		}
		if stale := ask(t, http.MethodPost, form, with(twinOfG4(), "form", "x")); stale.code != http.StatusForbidden {
			t.Errorf("a form of another page: %d", stale.code)
		}

		checked := ask(t, http.MethodPost, form, with(twinOfG4(), "form", shown.form(t)))
		if checked.code != http.StatusOK || !strings.Contains(checked.text, "已有的群：“教育局校园安全专班群”") || !strings.Contains(checked.text, "建议先用现有的群") {
			t.Fatalf("the comparison (%d):\n%s", checked.code, checked.text)
		}
		for _, secret := range []string{"P21", "吴刚", "P20", "wx_", "mail.test"} {
			if strings.Contains(checked.text, secret) {
				t.Errorf("the comparison tells strangers of %s:\n%s", secret, checked.text)
			}
		}
		if w.changed = true; len(read[filed](w, "filing", "list")) != 0 {
			t.Error("comparing has filed something")
		}
		edited := ask(t, http.MethodPost, form, with(twinOfG4(), "form", checked.form(t), "step", "filing-edit"))
		if edited.code != http.StatusOK || !strings.Contains(edited.text, `value="教育局校园安全专班工作群"`) {
			t.Errorf("back to the form (%d):\n%s", edited.code, edited.text)
		}
		if early := ask(t, http.MethodPost, form, with(twinOfG4(), "form", shown.form(t), "step", "filing-file")); early.code != http.StatusForbidden {
			t.Errorf("filed without the comparison: %d", early.code)
		}

		sent := with(twinOfG4(), "form", checked.form(t), "step", "filing-file")
		done := ask(t, http.MethodPost, form, sent)
		if done.code != http.StatusOK || !strings.Contains(done.text, "已提交报备“教育局校园安全专班工作群”") {
			t.Fatalf("filed (%d):\n%s", done.code, done.text)
		}
		if again := ask(t, http.MethodPost, form, sent); again.code != http.StatusConflict || !strings.Contains(again.text, "已提交报备") {
			t.Errorf("sent twice (%d):\n%s", again.code, again.text)
		}
		byForm := read[filed](w, "filing", "list")
		if len(byForm) != 1 || byForm[0].State != "submitted" || byForm[0].Request.Via != "form" || byForm[0].Request.By != "P22" || byForm[0].Request.Owner != "P22" || !slices.Equal(byForm[0].Deciders, []string{"P20"}) {
			t.Fatalf("filed: %+v", byForm)
		}
		w.OK("import", "--at", later, w.Write("新群.csv", "群编号,平台,群名称,用途,范围,单位编码\nG9,微信,教育局校园安全专班联络群,校车安全值守,单位内部,U2\n"))
		newer := ask(t, http.MethodPost, form, with(twinOfG4(), "form", ask(t, http.MethodGet, form, nil).form(t)))
		if newer.code != http.StatusOK || !strings.Contains(newer.text, "已有的群：“教育局校园安全专班联络群”") {
			t.Errorf("a group that was registered since is not compared (%d):\n%s", newer.code, newer.text)
		}
		w.OK("import", "--at", later, w.Write("新群.csv", "群编号,平台,群名称,用途,范围,单位编码,状态\nG9,微信,教育局校园安全专班联络群,校车安全值守,单位内部,U2,已解散\n"))
		byCommand := fileGroup(w, "教育局校园安全专班工作群")
		compared := read[filed](w, "filing", "show", "1")[0]
		if diff := gocmp.Diff(byCommand.Similar, compared.Shown.Similar); diff != "" || byCommand.Advice != compared.Shown.Advice {
			t.Errorf("the command compares otherwise (-command +form):\n%s", diff)
		}
		w.OK("run", "group-check", "--at", later)
		tasks := w.cases("--rule", "task.filing")
		if len(tasks) != 2 || tasks[0].Responsible != "P20" {
			t.Fatalf("tasks: %+v", tasks)
		}
		if said := w.OK("filing", "show", "1").Stdout; !strings.Contains(said, "没有核实是不是申请人本人") {
			t.Errorf("shown:\n%s", said)
		}
		w.OK("run", "compose", "--at", later)
		if told := w.OK("--format", "json", "notices").Stdout; !strings.Contains(told, "以王芳的名义，经公开表单报备") {
			t.Errorf("the decider is not told that nobody proved who filed it:\n%s", told)
		}

		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, strings.TrimSuffix(form, "/f/"+path.Base(form))+"/api/v1/cases", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+path.Base(form))
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		if resp.StatusCode != http.StatusUnauthorized {
			t.Errorf("the API answers the form's token with %d", resp.StatusCode)
		}

		w.OK("filing", "form-link", "revoke", "1", "--by", "P11")
		w.Exits(1, "filing", "form-link", "revoke", "1", "--by", "P11")
		if over := ask(t, http.MethodGet, form, nil); over.code != http.StatusGone || link.ID != 1 {
			t.Errorf("a revoked link: %d", over.code)
		}
		if unknown := ask(t, http.MethodGet, form+"x", nil); unknown.code != http.StatusNotFound {
			t.Errorf("a link that was never made: %d", unknown.code)
		}
	})
}

// A person in whose name somebody filed by the form hears of it once, by their own route, and can take it
// back; a filing that was approved before they said so stays, and the office hears of it.
//
// covers S4.1
func TestAnApplicantHearsOfWhatWasFiledInTheirName(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		r := w.act(t)
		w.Env["POLICY"], w.Env["PUBLIC_URL"] = "pack:county", "https://qunguan.example.test"
		w.importSmall(monday, r.routes())
		form, _ := openForm(t, w)
		byWu := with(twinOfG4(), "by", "P20", "by_name", "吴刚", "unit", "水利局")
		for _, name := range []string{"校车值守甲群", "校车值守乙群", "校车值守丙群"} {
			checked := ask(t, http.MethodPost, form, with(byWu, "name", name, "form", ask(t, http.MethodGet, form, nil).form(t)))
			if done := ask(t, http.MethodPost, form, with(byWu, "name", name, "form", checked.form(t), "step", "filing-file")); done.code != http.StatusOK {
				t.Fatalf("%d:\n%s", done.code, done.text)
			}
		}
		w.OK("filing", "new", "--name", "校车值守丁群", "--unit", "U2", "--by", "P20", "--purpose", "校车", "--owner", "P22", "--scope", "人员:P21", "--until", "2027-06-30", "--at", later)
		w.OK("filing", "approve", "2", "--by", "P10", "--note", "同意", "--at", later)
		w.day("2026-11-24")
		asked := w.cases("--rule", "task.applicant")
		if len(asked) != 3 || asked[0].Responsible != "P20" {
			t.Fatalf("the applicant is asked about what came by the form: %+v", asked)
		}
		links := linksOf(t, r, "wu@mail.test")
		if len(links) != 1 {
			t.Fatalf("one message with all: %d", len(links))
		}
		server, base := w.serve("2026-11-24T10:00:00+08:00")
		link := base + links[0]
		page := ask(t, http.MethodGet, link, nil)
		page.lacks(t, "the applicant's page", "有人以吴刚的名义，经公开表单报备“校车值守甲群”", "不是的，请选“不同意”")
		answered := page.fields(t, "")
		answered["case"] = []string{fmt.Sprint(asked[0].ID), fmt.Sprint(asked[1].ID)}
		answered.Set("answer", "deny")
		second := ask(t, http.MethodPost, link, answered)
		ask(t, http.MethodPost, link, second.fields(t, "act")).lacks(t, "the page afterwards", "已记录")
		w.halt(server)
		all := read[filed](w, "filing", "list")
		if all[0].State != "withdrawn" || all[0].Decisions[0].Note != "申请人说不是本人报的" || all[1].State != "approved" || all[2].State != "submitted" {
			t.Errorf("filings: %+v", all)
		}
		reports := w.cases("--rule", "report.group_problem", "--open")
		if len(reports) != 2 || !strings.Contains(reports[0].Title, "申请人说不是本人报的") || reports[0].Responsible != "" {
			t.Errorf("the office hears of it: %+v", reports)
		}
		w.Exits(1, "task", "deny", fmt.Sprint(asked[2].ID), "--by", "P10", "--at", "2026-11-24T11:00:00+08:00") // the applicant's word alone
		w.days("2026-11-25", "2026-11-27")
		for _, k := range w.cases("--rule", "task.filing", "--open") {
			if strings.Contains(k.Title, "校车值守甲群") {
				t.Errorf("what was taken back still waits: %+v", k)
			}
		}
		if open := w.cases("--rule", "task.applicant", "--open"); len(open) != 1 || open[0].ID != asked[2].ID {
			t.Errorf("what was answered stays so: %+v", open)
		}
		w.day("2026-12-07")
		w.day("2026-12-08")
		if open := w.cases("--rule", "task.applicant", "--open"); len(open) != 0 {
			t.Errorf("a silent applicant is asked without end: %+v", open)
		}
		told := 0
		for _, n := range w.notices() {
			if n.Recipient == "P20" && n.State == "sent" && strings.Contains(n.Body, "以吴刚的名义，经公开表单报备“校车值守丙群”") {
				told++
			}
		}
		if told != 1 {
			t.Errorf("the silent applicant was told %d times", told)
		}
		w.OK("audit", "check")
	})
}

// A user of the form has proved nothing: the number of their filings, and their pace, have a limit.
func TestTheFormHasAnEnd(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		form, _ := formWorld(t, w)
		token := func() string { return ask(t, http.MethodGet, form, nil).form(t) }
		for range 5 {
			checked := ask(t, http.MethodPost, form, with(twinOfG4(), "form", token()))
			if filed := ask(t, http.MethodPost, form, with(twinOfG4(), "form", checked.form(t), "step", "filing-file")); filed.code != http.StatusOK {
				t.Fatalf("%d:\n%s", filed.code, filed.text)
			}
		}
		if more := ask(t, http.MethodPost, form, with(twinOfG4(), "form", token())); more.code != http.StatusUnprocessableEntity || !strings.Contains(more.text, "已有 5 件在等审批") {
			t.Errorf("a sixth one (%d):\n%s", more.code, more.text)
		}
		code := 0
		for range 40 {
			if code = ask(t, http.MethodGet, form, nil).code; code != http.StatusOK {
				break
			}
		}
		if code != http.StatusTooManyRequests {
			t.Errorf("asked again and again: %d", code)
		}
		w.changed = true
	})
}
