package web_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"qunguan/cmd/internal/web"
	"qunguan/jobs/signin"
	"qunguan/notify"
	"qunguan/reconcile/policy"
	"qunguan/reconcile/workgroup"
	"qunguan/sql/registry"
	"qunguan/sql/sqltest"
)

// mailman keeps the messages that were sent.
type mailman struct {
	mu    sync.Mutex
	codes map[string][]string // person → codes
}

var eight = regexp.MustCompile(`\d{8}`)

func (m *mailman) SendAtOnce(_ context.Context, to workgroup.Person, kind string, doc notify.Document) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if kind != notify.KindLogin {
		panic("a code is sent as " + kind)
	}
	m.codes[to.Code] = append(m.codes[to.Code], eight.FindString(doc.Text()))
	return notify.Email, nil
}

// house is a county with people of every role, who sign in by code.
type house struct {
	*countyInMemory
	t     *testing.T
	h     http.Handler
	store *registry.Store
	desk  *signin.Desk
	mail  *mailman
	cfg   web.Config
}

func (r *countyInMemory) FindPeople(_ context.Context, code, mobile, mail string) ([]workgroup.Person, error) {
	var list []workgroup.Person
	for _, p := range r.people {
		if code != "" && p.Code == code || mobile != "" && p.Mobile == mobile || mail != "" && strings.ToLower(p.Email) == mail {
			list = append(list, p)
		}
	}
	return list, nil
}

func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{countyInMemory: county(), t: t, store: registry.New(sqltest.SQLite(t), nil), mail: &mailman{codes: map[string][]string{}}}
	for code, p := range h.people {
		p.Status = "在职"
		h.people[code] = p
	}
	for _, p := range []workgroup.Person{
		{Code: "P10", Name: "县委办甲", Unit: "U1", Status: "在职", Mobile: "13900000010"},
		{Code: "P11", Name: "审计乙", Unit: "U2", Status: "在职", Email: "Audit@songlan.example"},
		{Code: "P12", Name: "运维丙", Unit: "U2", Status: "在职", Mobile: "13900000012"},
		{Code: "P13", Name: "群主丁", Unit: "U2", Status: "在职"},
		{Code: "P14", Name: "旁人戊", Unit: "U2", Status: "在职"},
		{Code: "P15", Name: "同号己", Unit: "U2", Status: "在职", Mobile: "13900000012"},
		{Code: "P16", Name: "退休庚", Unit: "U2", Status: "退休", Mobile: "13900000016"},
	} {
		h.people[p.Code] = p
	}
	u := h.units["U1"]
	u.Principal = "P1"
	h.units["U1"] = u
	h.groups[2].Owner = "P13"
	h.desk = &signin.Desk{
		Codes: h.store, Directory: h.countyInMemory, Courier: h.mail, Log: slog.New(slog.DiscardHandler),
		Letter: func(code string, _ time.Duration) notify.Document {
			return notify.Document{Title: "x", Intro: []string{code}}
		},
		Day: func() workgroup.Date { return "2026-12-01" },
	}
	t.Cleanup(h.desk.Wait)
	cfg := config(h.countyInMemory)
	cfg.Login.People, cfg.Login.SignIn, cfg.Pages.Visits = h.store, h.desk, h.store
	cfg.Site.Policy = &policy.Policy{
		Offices: map[string]policy.Office{"office": {Name: "县委办", Contact: "P10"}}, Auditors: []string{"P11"}, Ops: []string{"P12"},
	}
	h.cfg, h.h = cfg, web.New(cfg)
	return h
}

// ask asks for a code and returns the browser's cookies.
func (h *house) ask(who string) []*http.Cookie {
	h.t.Helper()
	w := send(h.t, h.h, http.MethodPost, here+"/login", url.Values{"who": {who}})
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/login/code?next=%2F" || len(w.Result().Cookies()) != 1 {
		h.t.Fatalf("asking as %q: %d to %q with %v", who, w.Code, w.Header().Get("Location"), w.Result().Cookies())
	}
	h.desk.Wait()
	return w.Result().Cookies()
}

// give gives a code; the session's cookie if it was right.
func (h *house) give(code string, browser []*http.Cookie) (int, *http.Cookie) {
	h.t.Helper()
	w := send(h.t, h.h, http.MethodPost, here+"/login/code", url.Values{"code": {code}}, browser...)
	for _, c := range w.Result().Cookies() {
		if c.Name == "qunguan_session" {
			return w.Code, c
		}
	}
	return w.Code, nil
}

// enter signs a person in.
func (h *house) enter(person string) []*http.Cookie {
	h.t.Helper()
	browser := h.ask(person)
	codes := h.mail.codes[person]
	if len(codes) == 0 {
		h.t.Fatalf("no code was sent to %s", person)
	}
	_, session := h.give(codes[len(codes)-1], browser)
	if session == nil {
		h.t.Fatalf("%s is not let in", person)
	}
	return []*http.Cookie{session}
}

func (h *house) status(path string, cookies []*http.Cookie) int {
	h.t.Helper()
	return send(h.t, h.h, http.MethodGet, here+path, nil, cookies...).Code
}

func TestACodeOpensOnlyInTheBrowserThatAskedAndOnce(t *testing.T) {
	h := newHouse(t)
	mine, other := h.ask("P1"), h.ask("P13")
	code := h.mail.codes["P1"][0]
	if status, session := h.give(code, other); status != http.StatusForbidden || session != nil {
		t.Errorf("another browser: %d", status)
	}
	if status, session := h.give(code, nil); status != http.StatusForbidden || session != nil {
		t.Errorf("no browser: %d", status)
	}
	status, session := h.give(" "+code[:4]+" "+code[4:], mine)
	if status != http.StatusSeeOther || session == nil || !session.HttpOnly || session.SameSite != http.SameSiteLaxMode {
		t.Fatalf("the browser that asked: %d %v", status, session)
	}
	if got := h.status("/cases/1", []*http.Cookie{session}); got != http.StatusOK {
		t.Errorf("the case of their unit: %d", got)
	}
	if status, session := h.give(code, mine); status != http.StatusForbidden || session != nil {
		t.Errorf("the same code twice: %d", status)
	}
}

func TestFiveWrongCodesEndACode(t *testing.T) {
	h := newHouse(t)
	browser := h.ask("P1")
	code := h.mail.codes["P1"][0]
	wrong := strings.Map(func(r rune) rune { return '0' + (r-'0'+1)%10 }, code)
	for range 5 {
		if status, _ := h.give(wrong, browser); status != http.StatusForbidden {
			t.Fatalf("a wrong code: %d", status)
		}
	}
	if status, session := h.give(code, browser); status != http.StatusForbidden || session != nil {
		t.Errorf("the right code after five wrong ones: %d", status)
	}
}

func TestNoAnswerTellsWhoExists(t *testing.T) {
	h := newHouse(t)
	for _, who := range []string{"P1", "p404", "13800001111", "+86 138-0000-1111", "ZHOU@songlan.example", "13900000012", "P16", "' OR 1=1 --", strings.Repeat("长", 60)} {
		browser := h.ask(who)
		w := send(t, h.h, http.MethodGet, here+"/login/code?next=%2F", nil, browser...)
		if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "如果登记信息里有这个人") {
			t.Errorf("%s: %d", who, w.Code)
		}
		if status, session := h.give("00000000", browser); status != http.StatusForbidden || session != nil {
			t.Errorf("%s: a guess answers %d", who, status)
		}
	}
	if len(h.mail.codes) != 1 || len(h.mail.codes["P1"]) != 3 {
		t.Errorf("codes went to %v, want three to P1: the number of two people and somebody who has left get none, and a fourth in a quarter of an hour is not sent", h.mail.codes)
	}
}

func TestSigningOutEverywhereEndsEverySession(t *testing.T) {
	h := newHouse(t)
	first, second, other := h.enter("P10"), h.enter("P10"), h.enter("P1")
	page := send(t, h.h, http.MethodGet, here+"/", nil, first...).Body.String()
	if w := send(t, h.h, http.MethodPost, here+"/logout/everywhere", url.Values{"form": {formOf(page)}}, first...); w.Code != http.StatusSeeOther {
		t.Fatalf("signing out: %d", w.Code)
	}
	for i, cookies := range [][]*http.Cookie{first, second} {
		if got := h.status("/", cookies); got != http.StatusSeeOther {
			t.Errorf("session %d after signing out everywhere: %d", i+1, got)
		}
	}
	if got := h.status("/", other); got != http.StatusOK {
		t.Errorf("another person's session: %d", got)
	}
}

func TestSigningOutEndsTheSessionAlsoForWhoCopiedTheCookie(t *testing.T) {
	h := newHouse(t)
	cookies, second := h.enter("P10"), h.enter("P10")
	page := send(t, h.h, http.MethodGet, here+"/", nil, cookies...).Body.String()
	send(t, h.h, http.MethodPost, here+"/logout", url.Values{"form": {formOf(page)}}, cookies...)
	if got := h.status("/", cookies); got != http.StatusSeeOther {
		t.Errorf("the copied cookie: %d", got)
	}
	if got := h.status("/", second); got != http.StatusOK {
		t.Errorf("the other browser: %d", got)
	}
}
