package web_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"qunguan/cmd/internal/web"
	"qunguan/cmd/internal/web/page"
)

func TestTheDemonstrationAnswersOnlyToNamesOfThisMachine(t *testing.T) {
	h := web.New(demo(county()))
	for _, c := range []struct {
		name, host string
		want       int
	}{
		{"the address", "127.0.0.1:8080", 200},
		{"the address without a port", "127.0.0.1", 200},
		{"another loopback address", "127.8.8.8:1", 200},
		{"localhost", "localhost:8080", 200},
		{"localhost in capitals", "LOCALHOST", 200},
		{"IPv6", "[::1]:8080", 200},
		{"IPv6 without a port", "[::1]", 200},
		{"a stranger's name that may lead here", "evil.example:8080", 403},
		{"a name that begins like an address", "127.0.0.1.evil.example", 403},
		{"a name that begins like localhost", "localhost.evil.example:8080", 403},
		{"a private address", "10.0.0.8:8080", 403},
		{"all addresses", "0.0.0.0:8080", 403},
		{"no host", "", 403},
	} {
		t.Run(c.name, func(t *testing.T) {
			ask := func(path string) (int, string) {
				r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
				r.Host = c.host
				w := httptest.NewRecorder()
				h.ServeHTTP(w, r)
				return w.Code, w.Body.String()
			}
			for _, path := range []string{"/", "/cases/1", "/notices", "/style.css"} {
				code, body := ask(path)
				if code != c.want {
					t.Errorf("%s: %d, want %d", path, code, c.want)
				}
				if code == 403 && (!strings.Contains(body, "只在本机提供") || strings.Contains(body, "马德胜")) {
					t.Errorf("%s: %s", path, body)
				}
			}
			if code, _ := ask("/healthz"); code != 200 {
				t.Errorf("/healthz: %d, want 200: a probe may use any name", code)
			}
		})
	}
}

func TestPagesCanOnlyBeRead(t *testing.T) {
	h := web.New(config(county()))
	for method, want := range map[string]int{
		http.MethodGet: 200, http.MethodHead: 200,
		http.MethodPost: 405, http.MethodPut: 405, http.MethodDelete: 405, http.MethodOptions: 405, http.MethodTrace: 405,
	} {
		for _, path := range []string{"/", "/notices", "/cases/1"} {
			w := send(t, h, method, "http://localhost"+path, nil, signIn(t, h)...)
			if w.Code != want {
				t.Errorf("%s %s: %d, want %d", method, path, w.Code, want)
			}
			if want == 405 && w.Header().Get("Allow") != "GET, HEAD" {
				t.Errorf("%s %s: Allow is %q", method, path, w.Header().Get("Allow"))
			}
		}
	}
}

func TestPagesTellTheBrowserToTrustNothingElse(t *testing.T) {
	h := web.New(config(county()))
	for path, contentType := range map[string]string{
		"/": "text/html; charset=utf-8", "/style.css": "text/css; charset=utf-8", "/icon.svg": "image/svg+xml", "/nowhere": "text/html; charset=utf-8", "/login": "text/html; charset=utf-8",
	} {
		cookies := signIn(t, h)
		if path == "/login" {
			cookies = nil
		}
		w := send(t, h, http.MethodGet, "http://localhost"+path, nil, cookies...)
		if csp := w.Header().Get("Content-Security-Policy"); !strings.HasPrefix(csp, "default-src 'none'; style-src 'self';") || strings.Contains(csp, "unsafe") {
			t.Errorf("%s: policy %q", path, csp)
		}
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "X-Frame-Options": "DENY", "Content-Type": contentType} {
			if got := w.Header().Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", path, name, got, want)
			}
		}
	}
}

func TestWithoutPagesThereIsOnlyHealth(t *testing.T) {
	h := web.New(web.Config{Site: page.Config{Ready: func(context.Context) []string { return nil }}})
	for path, want := range map[string]int{"/healthz": 200, "/readyz": 200, "/": 404, "/cases/1": 404, "/notices": 404, "/style.css": 404} {
		if status, _ := get(t, h, path); status != want {
			t.Errorf("%s: %d, want %d", path, status, want)
		}
	}
}

func TestHealthSaysAliveAndWhyNotReady(t *testing.T) {
	reasons := []string{}
	cfg := config(county())
	cfg.Site.Ready = func(context.Context) []string { return reasons }
	h := web.New(cfg)
	check := func(path string, status int, text string) {
		t.Helper()
		if gotStatus, gotText := get(t, h, path); gotStatus != status || gotText != text {
			t.Errorf("%s: %d %q, want %d %q", path, gotStatus, gotText, status, text)
		}
	}
	check("/healthz", 200, "ok\n")
	check("/readyz", 200, "ready\n")
	reasons = []string{"database: ping failed", "schema: 3 of 4"}
	check("/healthz", 200, "ok\n")
	check("/readyz", 503, "not ready\n- database: ping failed\n- schema: 3 of 4\n")
}
