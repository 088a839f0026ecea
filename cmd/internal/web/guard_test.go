package web_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"qunguan/cmd/internal/web"
)

func TestPagesAnswerOnlyToNamesOfThisMachine(t *testing.T) {
	onLoopback, anywhere := config(county()), config(county())
	anywhere.Loopback = false
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
			for _, path := range []string{"/", "/cases/1", "/notices", "/style.css", "/nowhere"} {
				r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
				r.Host = c.host
				w := httptest.NewRecorder()
				web.New(onLoopback).ServeHTTP(w, r)
				if path == "/nowhere" && c.want == 200 {
					continue
				}
				if w.Code != c.want {
					t.Errorf("%s: %d, want %d", path, w.Code, c.want)
				}
				if w.Code == 403 && (!strings.Contains(w.Body.String(), "只在本机提供") || strings.Contains(w.Body.String(), "马德胜")) {
					t.Errorf("%s: %s", path, w.Body)
				}
				w = httptest.NewRecorder()
				web.New(anywhere).ServeHTTP(w, r)
				if path != "/nowhere" && w.Code != 200 {
					t.Errorf("%s without the guard: %d", path, w.Code)
				}
			}
			r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/healthz", nil)
			r.Host = c.host
			w := httptest.NewRecorder()
			web.New(onLoopback).ServeHTTP(w, r)
			if w.Code != 200 {
				t.Errorf("/healthz: %d, want 200: a probe may use any name", w.Code)
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
			w := httptest.NewRecorder()
			h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), method, "http://localhost"+path, nil))
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
		"/": "text/html; charset=utf-8", "/style.css": "text/css; charset=utf-8", "/icon.svg": "image/svg+xml", "/nowhere": "text/html; charset=utf-8",
	} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "http://localhost"+path, nil))
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
	h := web.New(web.Config{Ready: func(context.Context) []string { return nil }})
	for path, want := range map[string]int{"/healthz": 200, "/readyz": 200, "/": 404, "/cases/1": 404, "/notices": 404, "/style.css": 404} {
		if status, _ := get(t, h, path); status != want {
			t.Errorf("%s: %d, want %d", path, status, want)
		}
	}
}

func TestHealthSaysAliveAndWhyNotReady(t *testing.T) {
	reasons := []string{}
	cfg := config(county())
	cfg.Ready = func(context.Context) []string { return reasons }
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
