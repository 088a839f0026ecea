package cli_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"qunguan/cmd/internal/binarytest"
)

// People who signed in as themselves give the rosters of their groups, and of no others, as by a
// link.
func TestWhoSignedInGivesTheRostersOfTheirGroups(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		r := w.act(t)
		w.Env["MODE"], w.Env["POLICY"] = "report", "pack:county"
		w.importSmall(sunday, r.routes())
		server, base := w.serve("2026-11-30T10:00:00+08:00")
		b := browser(t)
		if status, _, _ := visit(t, b, base+"/rosters/give", nil); status == http.StatusOK {
			t.Log("a stranger is asked to sign in")
		}
		visit(t, b, base+"/login", url.Values{"who": {"sun@mail.test"}})
		code := ""
		binarytest.Until(w, "the code by mail", func() bool {
			for _, m := range r.mail.Mails() {
				if m.Accepted && strings.Contains(m.To, "sun@mail.test") {
					code = codeInMail.FindString(m.Open(t).Text)
				}
			}
			return code != ""
		})
		visit(t, b, base+"/login/code", url.Values{"code": {code}})
		get := func(path string, form url.Values) linkedPage {
			status, text, at := visit(t, b, base+path, form)
			return linkedPage{code: status, text: text, at: at}
		}
		list := get("/rosters/give", nil)
		list.lacks(t, "the list", `name="count_G1"`, `name="count_G6"`, "2 份该报了")
		get("/rosters", nil).lacks(t, "the page of rosters due", "/rosters/give")
		give := list.fields(t, "count")
		give.Set("count_G6", "2")
		sure := get("/rosters/give", give)
		done := get("/rosters/give", sure.fields(t, "counts"))
		done.lacks(t, "the list afterwards", "成员没有变动：水利局灌区项目群 2 人")
		page := get("/rosters/give/G1", nil)
		page.lacks(t, "a group's page", "粘贴全部成员", `href="/ledger"`)
		paste := page.fields(t, "give")
		paste.Set("how", "paste")
		paste.Set("text", "钱江\n孙丽\n李强")
		paste.Set("count", "3")
		read := get("/rosters/give/G1", paste)
		read.lacks(t, "what was read", "不见了：星辰大海、周敏")
		get("/rosters/give/G1", read.fields(t, "take")).lacks(t, "the page afterwards", "3 人的名单")
		if p := get("/rosters/give/G2", nil); p.code != http.StatusNotFound {
			t.Errorf("a group of others: %d", p.code)
		}
		if p := get("/rosters/give/G2", paste); p.code != http.StatusNotFound {
			t.Errorf("a form for a group of others: %d", p.code)
		}
		w.halt(server)
		if rows := w.rosterOf("G1", "2026-11-30T10:00:00+08:00"); len(rows) != 3 {
			t.Errorf("%v", rows)
		}
	})
}
