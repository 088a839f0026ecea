package cli_test

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"qunguan/cmd/internal/binarytest"
)

var linkInText = regexp.MustCompile(`https://qunguan\.example\.test(/n/[A-Za-z0-9_-]+)`)

// serve answers HTTP as of a moment and returns the address.
func (w *world) serve(at string) (*binarytest.Process, string) {
	w.Helper()
	w.Env["HTTP_ADDR"] = "127.0.0.1:0"
	r := w.Start("serve", "--at", at)
	var addr string
	binarytest.Until(w, "the address in the log", func() bool {
		for _, line := range r.Lines("serving_pages") {
			addr = fmt.Sprint(line["http"])
		}
		return addr != "" || r.HasEnded()
	})
	_, port, err := net.SplitHostPort(addr)
	if err != nil {
		w.Fatalf("the pages are not served: %v\n%s", err, r.Stderr.String())
	}
	return r, "http://127.0.0.1:" + port
}

// halt stops the program that serve started.
func (w *world) halt(r *binarytest.Process) {
	w.Helper()
	if err := r.Cmd.Process.Signal(syscall.SIGTERM); err != nil {
		w.Fatal(err)
	}
	<-r.Ended
	if code := r.Cmd.ProcessState.ExitCode(); code != 0 {
		w.Errorf("serve ended with %d:\n%s", code, r.Stderr.String())
	}
}

// linkedPage is an answer of the pages.
type linkedPage struct {
	code   int
	text   string
	header http.Header
	at     string // path and query after redirects
}

func ask(t testing.TB, method, address string, form url.Values) linkedPage {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return linkedPage{resp.StatusCode, string(body), resp.Header, resp.Request.URL.RequestURI()}
}

var formToken = regexp.MustCompile(`name="form" value="([^"]+)"`)

// form is the one-time token of the page's form.
func (p linkedPage) form(t testing.TB) string {
	t.Helper()
	m := formToken.FindStringSubmatch(p.text)
	if m == nil {
		t.Fatalf("no form on the page (%d):\n%s", p.code, p.text)
	}
	return m[1]
}

// linksOf are the links in the person's mails, as the mail server received them.
func linksOf(t testing.TB, r receivers, address string) []string {
	t.Helper()
	var list []string
	for _, m := range r.mail.Mails() {
		if m.Accepted && strings.Contains(m.To, address) {
			for _, found := range linkInText.FindAllStringSubmatch(m.Open(t).Text, -1) {
				list = append(list, found[1])
			}
		}
	}
	return list
}

// A link out of a mail shows the waiting cases, answers on two pages, each form once; only the second
// form changes anything.
func TestALinkOutOfAMailAnswersOnceAndNothingElseDoes(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		r := w.act(t)
		w.Env["PUBLIC_URL"] = "https://qunguan.example.test"
		w.Env["POLICY"] = w.Write("policy.yaml", longRosters)
		w.importSmall(sunday, r.routes())
		w.day("2026-11-23")
		card := w.only("member.card", "G1") // P11 is responsible
		links := linksOf(t, r, "sun@mail.test")
		if len(links) != 1 {
			t.Fatalf("P11's mails carry %d links, want one", len(links))
		}
		for _, n := range w.notices() {
			if strings.Contains(n.Body, "/n/") || n.Recipient == "P11" && strings.Count(n.Body, "〔链接〕") != 1 {
				t.Errorf("the stored text of a notice to %s:\n%s", n.Recipient, n.Body)
			}
		}
		if strings.Contains(w.stored(), links[0][len("/n/"):]) {
			t.Error("the token is stored")
		}
		before := w.OK("cases", "--format", "json").Stdout
		server, base := w.serve("2026-11-24T10:00:00+08:00")
		link := base + links[0]

		shown := ask(t, http.MethodGet, link, nil)
		for _, want := range []string{"孙丽", "群昵称不合要求", "已整改", `name="form"`, "width=device-width"} {
			if shown.code != http.StatusOK || !strings.Contains(shown.text, want) {
				t.Errorf("the page (%d) lacks %q:\n%s", shown.code, want, shown.text)
			}
		}
		if en := ask(t, http.MethodGet, link+"?lang=en", nil); !strings.Contains(en.text, "What waits for you") {
			t.Errorf("in English:\n%s", en.text)
		}
		for name, want := range map[string]string{"Referrer-Policy": "no-referrer", "Cache-Control": "no-store"} {
			if got := shown.header.Get(name); got != want {
				t.Errorf("%s: %q, want %q", name, got, want)
			}
		}
		if csp := shown.header.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "script") || strings.Contains(shown.text, "<script") {
			t.Errorf("CSP %q", csp)
		}
		// Scanners: reading, and sending the form with and without its token.
		answer := url.Values{"case": {fmt.Sprint(card.ID)}, "answer": {"rectified"}}
		ask(t, http.MethodHead, link, nil)
		if p := ask(t, http.MethodPost, link, answer); p.code != http.StatusForbidden {
			t.Errorf("a form without a token: %d", p.code)
		}
		first := url.Values{"form": {shown.form(t)}, "case": answer["case"], "answer": answer["answer"]}
		second := ask(t, http.MethodPost, link, first)
		if second.code != http.StatusOK || !strings.Contains(second.text, "请确认") {
			t.Fatalf("the second page: %d\n%s", second.code, second.text)
		}
		forged := url.Values{"form": first["form"], "case": answer["case"], "answer": answer["answer"], "step": {"act"}}
		if p := ask(t, http.MethodPost, link, forged); p.code != http.StatusForbidden {
			t.Errorf("the first page's token on the second form: %d", p.code)
		}
		for name, bad := range map[string]url.Values{
			"a case of another notice": {"case": {"9999"}, "answer": {"rectified"}},
			"no case":                  {"answer": {"rectified"}},
			"no answer":                {"case": answer["case"]},
			"an answer without a day":  {"case": answer["case"], "answer": {"extend"}, "reason": {"忙"}},
			"an answer without reason": {"case": answer["case"], "answer": {"wrong"}},
			"a day that is none":       {"case": answer["case"], "answer": {"extend"}, "until": {"31.2."}, "reason": {"忙"}},
			"not for such a case":      {"case": answer["case"], "answer": {"who"}, "person": {"P12"}},
			"somebody unknown":         {"case": answer["case"], "answer": {"not_mine"}, "person": {"P99"}, "reason": {"换人"}},
			"a decision":               {"case": answer["case"], "answer": {"approve"}},
		} {
			bad.Set("form", ask(t, http.MethodGet, link, nil).form(t))
			if p := ask(t, http.MethodPost, link, bad); p.code < 400 || p.code >= 500 || !strings.Contains(p.text, `role="alert"`) {
				t.Errorf("%s: %d\n%s", name, p.code, p.text)
			}
		}
		if diff := gocmp.Diff(before, w.OK("cases", "--format", "json").Stdout); diff != "" {
			t.Fatalf("something changed (-before +after):\n%s", diff)
		}
		act := url.Values{"form": {second.form(t)}, "case": answer["case"], "answer": answer["answer"], "step": {"act"}}
		done := ask(t, http.MethodPost, link, act)
		if done.code != http.StatusOK || !strings.Contains(done.text, "已记录") || !strings.Contains(done.text, "等新的数据复查") {
			t.Errorf("answered: %d\n%s", done.code, done.text)
		}
		for range 2 {
			if p := ask(t, http.MethodPost, link, act); p.code != http.StatusConflict || !strings.Contains(p.text, "已整改") {
				t.Errorf("sent again: %d\n%s", p.code, p.text)
			}
		}
		if steps := w.OK("case", fmt.Sprint(card.ID)).Stdout; strings.Count(steps, "已整改") == 0 || strings.Count(steps, "[链接]") != 1 {
			t.Errorf("the case's steps:\n%s", steps)
		}
		w.halt(server)

		// The link after a month: a fresh one comes at once, at night and in report mode, by mail alone.
		w.Env["MODE"] = "report"
		old := linksOf(t, r, "sun@mail.test")
		server, base = w.serve("2026-12-24T23:00:00+08:00")
		gone := ask(t, http.MethodGet, base+links[0], nil)
		if gone.code != http.StatusGone || !strings.Contains(gone.text, "已过期") || strings.Contains(gone.text, "群昵称不合要求") {
			t.Errorf("expired: %d\n%s", gone.code, gone.text)
		}
		for i, want := range []int{http.StatusOK, http.StatusOK, http.StatusOK, http.StatusTooManyRequests} {
			if p := ask(t, http.MethodPost, base+links[0]+"/renew", url.Values{"form": {gone.form(t)}}); p.code != want || linkInText.MatchString(p.text) {
				t.Errorf("renewal %d: %d, want %d\n%s", i+1, p.code, want, p.text)
			}
		}
		fresh := linksOf(t, r, "sun@mail.test")[len(old):]
		if len(fresh) != 3 || slices.Contains(old, fresh[0]) {
			t.Fatalf("%d fresh links by mail, want 3: %q", len(fresh), fresh)
		}
		if p := ask(t, http.MethodGet, base+fresh[0], nil); p.code != http.StatusOK || !strings.Contains(p.text, "群昵称不合要求") {
			t.Errorf("the fresh link: %d\n%s", p.code, p.text)
		}
		w.halt(server)

		// And when its recipient has left.
		w.OK("import", "--at", "2026-11-24T11:00:00+08:00", w.Write("人员.csv", strings.ReplaceAll(staff, "P11,孙丽,U1,主任,在职,,", "P11,孙丽,U1,主任,离职,2026-11-24,")))
		server, base = w.serve("2026-11-25T10:00:00+08:00")
		if p := ask(t, http.MethodGet, base+links[0], nil); p.code != http.StatusForbidden || !strings.Contains(p.text, "已不在职") {
			t.Errorf("after they left: %d\n%s", p.code, p.text)
		}
		w.halt(server)
	})
}

// Of a thousand links that differ from a genuine one in a few characters none
// opens, and one address that tries them must wait.
func TestAForgedLinkOpensNothing(t *testing.T) {
	w := newWorld(t, "embedded")
	r := w.act(t)
	w.Env["PUBLIC_URL"] = "https://qunguan.example.test"
	w.Env["POLICY"] = w.Write("policy.yaml", longRosters)
	w.importSmall(sunday, r.routes())
	w.day("2026-11-23")
	links := linksOf(t, r, "sun@mail.test")
	if len(links) != 1 {
		t.Fatalf("%d links", len(links))
	}
	server, base := w.serve("2026-11-24T10:00:00+08:00")
	token := []byte(links[0][len("/n/"):])
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	var codes []int
	for i := range 1000 {
		forged := bytes.Clone(token)
		at := i % len(forged)
		forged[at] = letters[(strings.IndexByte(letters, forged[at])+1+i/len(forged))%len(letters)]
		p := ask(t, http.MethodGet, base+"/n/"+string(forged), nil)
		if p.code < 400 || strings.Contains(p.text, "孙丽") {
			t.Fatalf("character %d forged: %d\n%s", at, p.code, p.text)
		}
		if !slices.Contains(codes, p.code) {
			codes = append(codes, p.code)
		}
	}
	if !slices.Contains(codes, http.StatusTooManyRequests) {
		t.Errorf("nobody had to wait: %v", codes)
	}
	// A person with a genuine link at the same address is not kept waiting.
	if p := ask(t, http.MethodGet, base+links[0], nil); p.code != http.StatusOK {
		t.Errorf("the genuine link: %d", p.code)
	}
	w.halt(server)
}
