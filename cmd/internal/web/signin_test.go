package web_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"qunguan/cmd/internal/web"
)

const here, proxied = "http://127.0.0.1:8080", "https://qunguan.example.gov.cn"

func TestNoPageWithPeopleIsShownBeforeTheTokenIsGiven(t *testing.T) {
	h := web.New(config(county()))
	for _, host := range []string{here, "http://localhost", proxied} {
		for _, path := range []string{"/", "/cases/1", "/notices", "/nowhere", "/?unit=U1", "/..//cases/1", "/login"} {
			for _, cookie := range []string{"", "x", "qunguan_session", strings.Repeat("A", 75)} {
				var cookies []*http.Cookie
				if cookie != "" {
					cookies = []*http.Cookie{{Name: "qunguan_session", Value: cookie}}
				}
				w := send(t, h, http.MethodGet, host+path, nil, cookies...)
				if body := w.Body.String(); strings.Contains(body, "马德胜") || strings.Contains(body, "水利局") {
					t.Fatalf("%s%s shows people: %s", host, path, body)
				}
				if path == "/login" {
					if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `type="password"`) {
						t.Errorf("%s: %d", path, w.Code)
					}
					continue
				}
				if w.Code/100 != 3 {
					t.Errorf("%s%s: %d, want a redirection", host, path, w.Code)
				}
			}
		}
	}
}

func TestTheTokenOpensThePagesAndNothingElseDoes(t *testing.T) {
	h := web.New(config(county()))
	for _, given := range []string{"", " ", "x", pageToken + "x", pageToken[1:], strings.ToUpper(pageToken)} {
		w := send(t, web.New(config(county())), http.MethodPost, here+"/login", url.Values{"token": {given}})
		if w.Code != http.StatusForbidden || len(w.Result().Cookies()) != 0 || !strings.Contains(w.Body.String(), "口令不对") {
			t.Errorf("token %q: %d with %v", given, w.Code, w.Result().Cookies())
		}
	}
	w := send(t, h, http.MethodPost, here+"/login", url.Values{"token": {pageToken + "\n"}, "next": {"/cases/1?lang=en"}})
	if to := w.Header().Get("Location"); w.Code != http.StatusSeeOther || to != "/login?given=1&next=%2Fcases%2F1%3Flang%3Den" {
		t.Fatalf("%d to %q", w.Code, to)
	}
	cookies := w.Result().Cookies()
	w = send(t, h, http.MethodGet, here+"/login?given=1&next=%2Fcases%2F1%3Flang%3Den", nil, cookies...)
	if to := w.Header().Get("Location"); w.Code != http.StatusSeeOther || to != "/cases/1?lang=en" {
		t.Fatalf("%d to %q", w.Code, to)
	}
	for _, path := range []string{"/", "/cases/1", "/notices", "/nowhere"} {
		w = send(t, h, http.MethodGet, here+path, nil, cookies...)
		if body := w.Body.String(); w.Code != http.StatusOK && path != "/nowhere" || !strings.Contains(body, "共用口令只能查看") || !strings.Contains(body, "/logout") {
			t.Errorf("%s: %d; it must say that a shared token signs for no one, and lead out", path, w.Code)
		}
	}
}

func TestWithoutATokenThePagesStayShut(t *testing.T) {
	cfg := config(county())
	cfg.Login.Token = ""
	h := web.New(cfg)
	w := send(t, h, http.MethodPost, here+"/login", url.Values{"token": {""}})
	if w.Code != http.StatusForbidden || len(w.Result().Cookies()) != 0 {
		t.Errorf("an empty token: %d with %v", w.Code, w.Result().Cookies())
	}
}

func TestTheCookieIsForThisSiteOnly(t *testing.T) {
	h := web.New(config(county()))
	for host, secure := range map[string]bool{here: false, "http://localhost:8080": false, proxied: true, "http://10.0.0.8:8080": true} {
		w := send(t, h, http.MethodPost, host+"/login", url.Values{"token": {pageToken}})
		cookies := w.Result().Cookies()
		if len(cookies) != 1 {
			t.Fatalf("%s: %v", host, cookies)
		}
		c := cookies[0]
		if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Secure != secure || c.Path != "/" || c.Domain != "" || c.MaxAge <= 0 || c.MaxAge > 7*24*3600 {
			t.Errorf("%s: %s", host, c)
		}
	}
}

func TestAnotherTokenEndsEverySession(t *testing.T) {
	cookies := signIn(t, web.New(config(county())))
	cfg := config(county())
	cfg.Login.Token += "2"
	if w := send(t, web.New(cfg), http.MethodGet, here+"/", nil, cookies...); w.Code != http.StatusSeeOther {
		t.Errorf("a cookie of the former token: %d", w.Code)
	}
	if w := send(t, web.New(config(county())), http.MethodGet, here+"/", nil, cookies...); w.Code != http.StatusOK {
		t.Errorf("a replica with the same token: %d", w.Code)
	}
}

func TestASessionEnds(t *testing.T) {
	for name, c := range map[string]struct {
		gaps []time.Duration
		want int
	}{
		"used within the half day":    {[]time.Duration{11 * time.Hour, 11 * time.Hour}, 200},
		"not used for half a day":     {[]time.Duration{12*time.Hour + time.Second}, 303},
		"used all the time for weeks": {slicesRepeat(8*time.Hour, 22), 303},
		"used all the time for days":  {slicesRepeat(8*time.Hour, 20), 200},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := web.New(config(county()))
				cookies := signIn(t, h)
				code := 0
				for _, gap := range c.gaps {
					time.Sleep(gap)
					w := send(t, h, http.MethodGet, here+"/", nil, cookies...)
					if given := w.Result().Cookies(); len(given) > 0 {
						cookies = given
					}
					code = w.Code
				}
				if code != c.want {
					t.Errorf("%d, want %d", code, c.want)
				}
			})
		})
	}
}

func slicesRepeat(d time.Duration, n int) []time.Duration {
	list := make([]time.Duration, n)
	for i := range list {
		list[i] = d
	}
	return list
}

func TestGuessersWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := web.New(config(county()))
		try := func(remote, token string) (int, string) {
			r := httptest.NewRequestWithContext(context.Background(), http.MethodPost, here+"/login", strings.NewReader(url.Values{"token": {token}}.Encode()))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set("X-Forwarded-For", token) // a guesser's word is no address
			r.RemoteAddr = remote
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			return w.Code, w.Header().Get("Retry-After")
		}
		for i := range 5 {
			if code, _ := try("10.0.0.1:1", strings.Repeat("x", i+1)); code != http.StatusForbidden {
				t.Fatalf("wrong token %d: %d", i+1, code)
			}
		}
		if code, after := try("10.0.0.1:2", pageToken); code != http.StatusTooManyRequests || after == "" {
			t.Errorf("the sixth try: %d, Retry-After %q: even the right token has to wait", code, after)
		}
		if code, _ := try("10.0.0.2:1", pageToken); code != http.StatusSeeOther {
			t.Errorf("somebody else: %d", code)
		}
		for i := range 100 {
			try("[2001:db8::"+strings.Repeat("1", i%4+1)+"]:1", "x")
		}
		if code, _ := try("[2001:db8::ffff]:1", pageToken); code != http.StatusTooManyRequests {
			t.Errorf("another address of the guesser's network: %d", code)
		}
		time.Sleep(time.Minute)
		if code, _ := try("10.0.0.1:3", pageToken); code != http.StatusSeeOther {
			t.Errorf("after a minute: %d", code)
		}
	})
}

func TestManyGuessersTogetherWaitToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := web.New(config(county()))
		refused := 0
		for i := range 300 {
			r := httptest.NewRequestWithContext(context.Background(), http.MethodPost, here+"/login", strings.NewReader("token=x"))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.RemoteAddr = "10.1." + string(rune('0'+i%10)) + ".1" + string(rune('0'+i/10%10)) + ":1"
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if w.Code == http.StatusTooManyRequests {
				refused++
			}
		}
		if refused < 200 {
			t.Errorf("of 300 wrong tokens from 100 addresses %d were made to wait", refused)
		}
	})
}

func TestTheSignInLeadsNowhereElse(t *testing.T) {
	h := web.New(config(county()))
	for _, next := range []string{
		"//evil.example", "https://evil.example/", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)", "evil", "",
		"/%0d%0aSet-Cookie:x", "/\r\nX: y", "/login", "/logout",
	} {
		w := send(t, h, http.MethodGet, here+"/login?"+url.Values{"next": {next}}.Encode(), nil, signIn(t, h)...)
		to := w.Header().Get("Location")
		if u, err := url.Parse(to); err != nil || u.Host != "" || !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.ContainsAny(to, "\r\n\\") || to == "/login" {
			t.Errorf("next=%q leads to %q", next, to)
		}
	}
}

func TestAnotherSiteSignsNeitherInNorOut(t *testing.T) {
	h := web.New(config(county()))
	for _, path := range []string{"/login", "/logout"} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, here+path, strings.NewReader(url.Values{"token": {pageToken}}.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "cross-site")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != http.StatusForbidden || len(w.Result().Cookies()) != 0 {
			t.Errorf("%s from another site: %d", path, w.Code)
		}
	}
	cookies := signIn(t, h)
	for _, word := range []string{"", "x", formOf(send(t, h, http.MethodGet, here+"/", nil, signIn(t, h)...).Body.String())} {
		if w := send(t, h, http.MethodPost, here+"/logout", url.Values{"form": {word}}, cookies...); w.Code != http.StatusForbidden || len(w.Result().Cookies()) != 0 {
			t.Errorf("a form without the session's word: %d", w.Code)
		}
	}
	word := formOf(send(t, h, http.MethodGet, here+"/", nil, cookies...).Body.String())
	w := send(t, h, http.MethodPost, here+"/logout", url.Values{"form": {word}}, cookies...)
	if c := w.Result().Cookies(); w.Code != http.StatusSeeOther || len(c) != 1 || c[0].MaxAge >= 0 {
		t.Errorf("signing out: %d %v", w.Code, c)
	}
}

func TestAForeignBodyIsNotReadToItsEnd(t *testing.T) {
	h := web.New(config(county()))
	w := send(t, h, http.MethodPost, here+"/login", url.Values{"token": {strings.Repeat("x", 1<<20)}})
	if w.Code != http.StatusBadRequest {
		t.Errorf("a form of a megabyte: %d", w.Code)
	}
}

func TestABrowserThatKeepsNoCookieIsToldSo(t *testing.T) {
	w := send(t, web.New(config(county())), http.MethodGet, "http://10.0.0.8:8080/login?given=1", nil)
	if !strings.Contains(w.Body.String(), "请用 https 打开本页") {
		t.Errorf("%d: %s", w.Code, w.Body)
	}
}
