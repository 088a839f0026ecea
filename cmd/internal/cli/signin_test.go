package cli_test

import (
	"encoding/json"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"qunguan/cmd/internal/binarytest"
)

var codeInMail = regexp.MustCompile(`\b\d{8}\b`)

// browser keeps cookies.
func browser(t testing.TB) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Jar: jar}
}

func visit(t testing.TB, b *http.Client, address string, form url.Values) (int, string, string) {
	t.Helper()
	before := http.DefaultClient
	http.DefaultClient = b
	defer func() { http.DefaultClient = before }()
	method := http.MethodGet
	if form != nil {
		method = http.MethodPost
	}
	p := ask(t, method, address, form)
	return p.code, p.text, p.at
}

// A code goes by mail in quiet hours and in report mode, is stored nowhere, and opens the person's
// own pages; a token opens the API until it is revoked.
func TestACodeOutOfAMailSignsIn(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		r := w.act(t)
		w.Env["MODE"] = "report"
		w.importSmall(sunday, r.routes())
		w.judge(monday)
		server, base := w.serve(evening)
		var code string
		mails := func() (n int) {
			for _, m := range r.mail.Mails() {
				if m.Accepted && strings.Contains(m.To, "sun@mail.test") {
					n++
					code = codeInMail.FindString(m.Open(t).Text)
				}
			}
			return n
		}
		mine, other := browser(t), browser(t)
		for _, b := range []*http.Client{mine, other} {
			status, text, at := visit(t, b, base+"/login", url.Values{"who": {map[*http.Client]string{mine: "sun@mail.test", other: "nobody@mail.test"}[b]}})
			if status != http.StatusOK || !strings.HasPrefix(at, "/login/code") || !strings.Contains(text, "验证码已经发出") {
				t.Fatalf("%d at %s:\n%s", status, at, text)
			}
		}
		binarytest.Until(w, "the code by mail", func() bool { return mails() == 1 })
		if code == "" {
			t.Fatal("the mail has no code")
		}
		if status, _, _ := visit(t, other, base+"/login/code", url.Values{"code": {code}}); status != http.StatusForbidden {
			t.Errorf("another browser: %d", status)
		}
		status, text, at := visit(t, mine, base+"/login/code", url.Values{"code": {code}})
		if status != http.StatusOK || at != "/" || !strings.Contains(text, "孙丽") {
			t.Fatalf("the browser that asked: %d at %s\n%s", status, at, text)
		}
		for path, want := range map[string]int{"/groups/G1": http.StatusOK, "/notices": http.StatusNotFound, "/merge-plan": http.StatusNotFound, "/ledger": http.StatusOK} {
			if status, _, _ := visit(t, mine, base+path, nil); status != want {
				t.Errorf("%s as an administrator: %d, want %d", path, status, want)
			}
		}
		if strings.Contains(w.stored(), code) {
			t.Error("the code is stored")
		}
		if n := w.notices(); len(n) != 0 {
			t.Errorf("the outbox has %d notices", len(n))
		}

		made := w.OK("tokens", "add", "--name", "报表", "--by", "P10", "--format", "json")
		var tokens []struct {
			ID    int64  `json:"id"`
			Token string `json:"token"`
		}
		if err := json.Unmarshal([]byte(made.Stdout), &tokens); err != nil || len(tokens) != 1 || tokens[0].Token == "" {
			t.Fatalf("%v: %s", err, made.Stdout)
		}
		if strings.Contains(w.stored(), tokens[0].Token) || strings.Contains(w.OK("tokens", "list").Stdout, tokens[0].Token) {
			t.Error("the token is stored, or listed")
		}
		read := func() (int, []map[string]any) {
			req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, base+"/api/v1/cases", nil)
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Authorization", "Bearer "+tokens[0].Token)
			resp, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			var list []map[string]any
			_ = json.NewDecoder(resp.Body).Decode(&list)
			return resp.StatusCode, list
		}
		if status, list := read(); status != http.StatusOK || len(list) != len(w.cases()) {
			t.Errorf("the API answers %d with %d cases, want %d", status, len(list), len(w.cases()))
		}
		w.OK("tokens", "revoke", "1", "--by", "P10")
		if status, _ := read(); status != http.StatusUnauthorized {
			t.Errorf("a revoked token: %d", status)
		}
		for said, args := range map[string][]string{
			"没有编号 1":   {"tokens", "revoke", "1", "--by", "P10"},
			"366 天之内":  {"tokens", "add", "--name", "x", "--by", "P10", "--expires", "2099-01-01"},
			"没有工号 P99": {"tokens", "add", "--name", "x", "--by", "P99"},
		} {
			if d := w.Run(args...); d.Code == 0 || !strings.Contains(d.Stderr, said) {
				t.Errorf("%v: exit %d, want %q:\n%s", args, d.Code, said, d.Stderr)
			}
		}
		w.halt(server)
	})
}
