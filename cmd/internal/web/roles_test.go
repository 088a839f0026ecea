package web_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"qunguan/cmd/internal/web"
	"qunguan/reconcile/access"
)

// The people of newHouse by role; nobody is a person without a role, who signs in and sees nothing.
var roleOf = map[string]string{"office": "P10", "unit": "P1", "administrator": "P13", "auditor": "P11", "ops": "P12", "none": "P14"}

// cells lists each page with the roles that see it; all others get 404. U1 is the unit's own, U1-1 a
// section of it, U2 another unit; G1 and G2 are groups of U1 and its section, G3 is the
// administrator's.
var cells = map[string]string{
	"/":                      "office unit administrator auditor", // ops is led to /runs
	"/ledger":                "office unit administrator auditor",
	"/ledger.csv":            "office unit administrator auditor",
	"/ledger.xlsx":           "office unit administrator auditor",
	"/cases/1":               "office unit auditor",
	"/cases/2":               "office unit auditor",
	"/cases/3":               "office administrator auditor",
	"/cases/4":               "office unit auditor",
	"/cases/99":              "",
	"/units":                 "office unit auditor",
	"/units/U1":              "office unit auditor",
	"/units/U1-1":            "office unit auditor",
	"/units/U2":              "office auditor",
	"/units/U9":              "",
	"/groups":                "office unit administrator auditor",
	"/groups/G1":             "office unit auditor",
	"/groups/G2":             "office unit auditor",
	"/groups/G3":             "office administrator auditor",
	"/groups/G9":             "",
	"/people/P1":             "office unit auditor",
	"/people/P2":             "office unit auditor",
	"/people/P13":            "office auditor",
	"/people/P99":            "",
	"/merge-plan":            "office auditor",
	"/filings":               "office unit auditor",
	"/rosters":               "office unit administrator auditor",
	"/spot-checks":           "office auditor",
	"/notices":               "office auditor",
	"/runs":                  "office auditor ops",
	"/policy":                "office unit administrator auditor ops",
	"/exports":               "office unit administrator auditor",
	"/exports/ledger.xlsx":   "office auditor",
	"/exports/burden.xlsx":   "office auditor",
	"/exports/secrets.xlsx":  "",
	"/exports/ledger.tar.gz": "",
	"/nowhere":               "",
}

// withEverything is the house with all that pages read.
func withEverything(t *testing.T) (*house, map[string][]*http.Cookie) {
	t.Helper()
	h := newHouse(t)
	inside := h.cfg.Pages
	inside.Records, inside.Books, inside.Draws, inside.Readings, inside.Work = h.countyInMemory, h.countyInMemory, h.countyInMemory, h.countyInMemory, work{h.countyInMemory, h.cfg.Site.Policy}
	h.h = web.New(h.cfg)
	cookies := map[string][]*http.Cookie{}
	for role, person := range roleOf {
		cookies[role] = h.enter(person)
	}
	return h, cookies
}

func TestEachRoleSeesItsPagesAndNoOthers(t *testing.T) {
	h, cookies := withEverything(t)
	for path, sees := range cells {
		for role := range roleOf {
			want := http.StatusNotFound
			switch {
			case slices.Contains(strings.Fields(sees), role):
				want = http.StatusOK
			case path == "/" && role == "ops":
				want = http.StatusSeeOther
			}
			if got := h.status(path, cookies[role]); got != want {
				t.Errorf("%s as %s: %d, want %d", path, role, got, want)
			}
		}
	}
}

func TestTheTestOfRolesTriesEveryKindOfPage(t *testing.T) {
	paths := map[access.Page]string{
		access.Today: "/", access.Ledger: "/ledger", access.Case: "/cases/1", access.UnitPage: "/units/U1", access.GroupPage: "/groups/G1", access.Person: "/people/P1",
		access.MergePlan: "/merge-plan", access.Filings: "/filings", access.Rosters: "/rosters", access.SpotChecks: "/spot-checks", access.Notices: "/notices", access.Runs: "/runs", access.Policy: "/policy",
		access.WhatIf: "", access.Exports: "/exports",
	}
	for _, page := range access.Pages {
		path, known := paths[page]
		if !known {
			t.Errorf("no cell tries %s", page)
		}
		for _, role := range access.Roles {
			if path == "" || page == access.Today && role == access.Ops {
				continue
			}
			listed := slices.Contains(strings.Fields(cells[path]), string(role))
			// An own page of somebody else's is not seen: those cells are in the
			// test's table.
			if reach := (access.Viewer{Roles: []access.Role{role}}).Reach(page); (reach == access.All) != listed && reach != access.Own {
				t.Errorf("%s as %s: the table says %d, the test %t", page, role, reach, listed)
			}
		}
	}
}

func TestMenusLeadOnlyToWhatIsSeen(t *testing.T) {
	h, cookies := withEverything(t)
	for role := range roleOf {
		start := "/policy"
		if role == "none" {
			start = "/"
		}
		body := send(t, h.h, http.MethodGet, here+start, nil, cookies[role]...).Body.String()
		_, nav, _ := strings.Cut(body, "<nav")
		nav, _, _ = strings.Cut(nav, "</nav>")
		for part := range strings.SplitSeq(nav, `href="`) {
			path, _, ok := strings.Cut(part, `"`)
			if !ok || !strings.HasPrefix(path, "/") {
				continue
			}
			if got := h.status(path, cookies[role]); got != http.StatusOK {
				t.Errorf("the menu of %s leads to %s: %d", role, path, got)
			}
		}
	}
}

// A report of another period than the reader meant would look like the right one.
func TestAReportOfAPeriodThatCannotBeReadIsRefused(t *testing.T) {
	h, cookies := withEverything(t)
	for query, want := range map[string]string{
		"?from=31.2.&to=2026-03-31":         "31.2.",
		"?from=2026-01-01&to=2026-02-30":    "2026-02-30",
		"?from=2026-04-01&to=2026-03-31":    "晚于截止日期",
		"?from=31.2.&to=2026-03-31&lang=en": "cannot read the date",
		"?from=&to=2026-03-31":              "",
		"?from=2026-01-01&to=2026-03-31":    "",
	} {
		w := send(t, h.h, http.MethodGet, here+"/exports/ledger.xlsx"+query, nil, cookies["office"]...)
		code := http.StatusOK
		if want != "" {
			code = http.StatusBadRequest
		}
		if body := w.Body.String(); w.Code != code || !strings.Contains(body, want) || strings.HasPrefix(body, "PK") != (want == "") {
			t.Errorf("%s: %d, want %d with %q:\n%s", query, w.Code, code, want, body)
		}
	}
}

func TestOperatorsSeeNoPeoplesData(t *testing.T) {
	h, cookies := withEverything(t)
	for _, path := range []string{"/runs", "/policy", "/runs?lang=en"} {
		body := send(t, h.h, http.MethodGet, here+path, nil, cookies["ops"]...).Body.String()
		for _, word := range []string{"马德胜", "周明远", "王磊", "工作群“", "wx_", "1380000"} {
			if strings.Contains(body, word) {
				t.Errorf("%s shows %q to operators", path, word)
			}
		}
	}
}

func TestListsShowOnlyWhatIsTheReaders(t *testing.T) {
	h, cookies := withEverything(t)
	for _, c := range []struct {
		role, path string
		has, lacks []string
	}{
		{"unit", "/ledger?state=all", []string{"马德胜", "红姐"}, []string{"柳湾镇"}},
		{"unit", "/", []string{"水利局", "马德胜"}, []string{"/cases/3", "group.zombie"}},
		{"unit", "/units", []string{"水利局"}, []string{"柳湾镇"}},
		{"unit", "/groups", []string{"防汛抗旱群"}, []string{"柳湾镇工作群"}},
		{"unit", "/filings", []string{"防汛值守群"}, []string{"镇里工作群"}},
		{"unit", "/rosters", []string{"防汛抗旱群"}, []string{"柳湾镇工作群"}},
		{"administrator", "/ledger?state=all", []string{"柳湾镇工作群"}, []string{"马德胜", "红姐", "水利局工作群"}},
		{"administrator", "/groups?q=%E7%BE%A4", []string{"柳湾镇工作群"}, []string{"水利局工作群"}},
		{"administrator", "/ledger.csv?state=all", []string{"柳湾镇工作群"}, []string{"马德胜"}},
		{"administrator", "/", []string{"柳湾镇"}, []string{"马德胜"}},
		{"auditor", "/ledger?state=all", []string{"马德胜", "柳湾镇工作群"}, nil},
		// The secret of a draw is shown once it was used, and never before.
		{"auditor", "/spot-checks", []string{"2026-10", strings.Repeat("a", 64), strings.Repeat("b", 64), strings.Repeat("d", 64), "从 2 个里抽中 2 个", "没有人可以去查"}, []string{strings.Repeat("c", 64)}},
	} {
		body := send(t, h.h, http.MethodGet, here+c.path, nil, cookies[c.role]...).Body.String()
		_, body, _ = strings.Cut(body, "</header>")
		if c.path == "/ledger.csv?state=all" {
			body = send(t, h.h, http.MethodGet, here+c.path, nil, cookies[c.role]...).Body.String()
		}
		for _, word := range c.has {
			if !strings.Contains(body, word) {
				t.Errorf("%s as %s lacks %q", c.path, c.role, word)
			}
		}
		for _, word := range c.lacks {
			if strings.Contains(body, word) {
				t.Errorf("%s as %s has %q", c.path, c.role, word)
			}
		}
	}
}

func TestAccountsAndNumbersAreMaskedForAllButOfficeAndResponsible(t *testing.T) {
	h, cookies := withEverything(t)
	h.groups[0].Owner = "P13" // the administrator answers for G1 now
	h.h = web.New(h.cfg)
	for _, c := range []struct {
		role, path, word string
		shown            bool
	}{
		{"office", "/groups/G1", "wx_mystery_one", true},
		{"administrator", "/groups/G1", "wx_mystery_one", true},
		{"auditor", "/groups/G1", "wx_mystery_one", false},
		{"auditor", "/groups/G1", "wx***", true},
		{"unit", "/groups/G1", "wx_mystery_one", false},
		{"office", "/groups/G1", "13800002222", false},
		{"office", "/people/P1", "13800001111", true},
		{"auditor", "/people/P1", "13800001111", false},
		{"auditor", "/people/P1", "138****1111", true},
		{"auditor", "/people/P1", "zhou@songlan", false},
		{"office", "/cases/1", "wx_ma", true},
		{"auditor", "/cases/1", "wx_ma", false},
	} {
		body := send(t, h.h, http.MethodGet, here+c.path, nil, cookies[c.role]...).Body.String()
		if strings.Contains(body, c.word) != c.shown {
			t.Errorf("%s as %s shows %q: %t, want %t", c.path, c.role, c.word, !c.shown, c.shown)
		}
	}
}

func TestWhoLooksAtAPersonsPageIsNoted(t *testing.T) {
	h, cookies := withEverything(t)
	h.status("/people/P2", cookies["auditor"])
	h.status("/people/P13", cookies["unit"]) // 404: nothing was shown
	send(t, h.h, http.MethodHead, here+"/people/P1", nil, cookies["office"]...)
	h.status("/people/P1", signIn(t, h.h))
	if want := []seen{{"P11", "P2"}, {"", "P1"}}; !slices.Equal(h.views, want) {
		t.Errorf("noted %v, want %v", h.views, want)
	}
}

func TestWhatIfIsTheOfficesAndChangesNothing(t *testing.T) {
	h, cookies := withEverything(t)
	word := formOf(send(t, h.h, http.MethodGet, here+"/policy", nil, cookies["office"]...).Body.String())
	for role, want := range map[string]int{"office": http.StatusOK, "unit": http.StatusNotFound, "auditor": http.StatusNotFound, "ops": http.StatusNotFound, "administrator": http.StatusNotFound} {
		w := upload(t, h.h, map[string]string{"form": formOf(send(t, h.h, http.MethodGet, here+"/policy", nil, cookies[role]...).Body.String())}, "ok", cookies[role])
		if w.Code != want {
			t.Errorf("as %s: %d, want %d", role, w.Code, want)
		}
	}
	if w := upload(t, h.h, map[string]string{"form": "x"}, "ok", cookies["office"]); w.Code != http.StatusForbidden {
		t.Errorf("without the session's word: %d", w.Code)
	}
	for text, want := range map[string]string{"ok": "按 p.yaml", "bad": "第 1 行写错了", strings.Repeat("x", 3<<20): "不超过 1 MB", "a\x00b": "不超过 1 MB"} {
		if body := upload(t, h.h, map[string]string{"form": word}, text, cookies["office"]).Body.String(); !strings.Contains(body, want) {
			t.Errorf("a file of %d bytes: the page lacks %q", len(text), want)
		}
	}
}

// upload sends a file named p.yaml with fields.
func upload(t *testing.T, h http.Handler, fields map[string]string, text string, cookies []*http.Cookie) *httptest.ResponseRecorder {
	t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	for name, value := range fields {
		if err := form.WriteField(name, value); err != nil {
			t.Fatal(err)
		}
	}
	file, err := form.CreateFormFile("file", "p.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := file.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, here+"/policy", &b)
	r.Header.Set("Content-Type", form.FormDataContentType())
	for _, c := range cookies {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}
