package web

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// maxForm is how many bytes a form of the sign-in may have.
const maxForm = 4 << 10

// signInView is what the sign-in page shows.
type signInView struct {
	Next    string // where the reader wanted to go
	Trouble string // why they are still here; empty at first
}

// signedIn lets a request through to the pages if its browser has signed in,
// and leads the others to the sign-in page. The looks and the sign-in itself
// are for everybody.
func (s *site) signedIn(pages http.Handler) http.Handler {
	if s.Demo {
		return pages
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v, ok := s.sessions.visitor(w, r, time.Now(), secure(r))
		if !ok {
			http.Redirect(w, r, s.signInAddress(r), http.StatusSeeOther)
			return
		}
		pages.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), visitorKey{}, v)))
	})
}

// signInAddress is the sign-in page that leads back to the request's page.
func (s *site) signInAddress(r *http.Request) string {
	q := url.Values{}
	if next := r.URL.RequestURI(); next != "/" {
		q.Set("next", next)
	}
	if lang := r.URL.Query().Get("lang"); lang != "" {
		q.Set("lang", lang)
	}
	if len(q) == 0 {
		return "/login"
	}
	return "/login?" + q.Encode()
}

// secure reports whether a cookie may travel over https only. A browser on
// this machine has no https, and needs none.
func secure(r *http.Request) bool { return !isLoopbackHost(r.Host) }

// signInPage asks for the token. A browser that comes back here right after
// it gave the right one keeps no cookie over plain http.
func (s *site) signInPage(w http.ResponseWriter, r *http.Request) {
	next := localPath(r.URL.Query().Get("next"))
	if _, ok := s.sessions.visitor(w, r, time.Now(), secure(r)); ok {
		http.Redirect(w, r, next, http.StatusSeeOther)
		return
	}
	v := signInView{Next: next}
	if r.URL.Query().Get("given") != "" {
		v.Trouble = s.lang(r).Say("web.signin.no_cookie")
	}
	s.showSignIn(w, r, http.StatusOK, v)
}

// signIn takes the token.
func (s *site) signIn(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	lang := s.lang(r)
	if err := r.ParseForm(); err != nil {
		s.showSignIn(w, r, http.StatusBadRequest, signInView{Next: "/", Trouble: lang.Say("web.signin.unreadable")})
		return
	}
	v := signInView{Next: localPath(r.PostForm.Get("next"))}
	address, now := addressOf(r.RemoteAddr), time.Now()
	if wait := s.attempts.wait(address, now); wait > 0 {
		seconds := int(wait/time.Second) + 1
		w.Header().Set("Retry-After", strconv.Itoa(seconds))
		v.Trouble = lang.Say("web.signin.wait", "n", seconds)
		s.showSignIn(w, r, http.StatusTooManyRequests, v)
		return
	}
	if !sameToken(r.PostForm.Get("token"), s.Token) {
		s.attempts.failed(address, now)
		s.Log.WarnContext(r.Context(), "sign_in_refused", "address", address)
		v.Trouble = lang.Say("web.signin.wrong")
		s.showSignIn(w, r, http.StatusForbidden, v)
		return
	}
	s.Log.InfoContext(r.Context(), "signed_in", "with", "shared_token", "address", address)
	s.sessions.begin(w, now, secure(r))
	q := url.Values{"given": {"1"}, "next": {v.Next}}
	if l := r.URL.Query().Get("lang"); l != "" {
		q.Set("lang", l)
	}
	http.Redirect(w, r, "/login?"+q.Encode(), http.StatusSeeOther)
}

// signOut ends the session in this browser.
func (s *site) signOut(w http.ResponseWriter, r *http.Request) {
	s.sessions.end(w, secure(r))
	http.Redirect(w, r, s.frame(r).Link("/login"), http.StatusSeeOther)
}

func (s *site) showSignIn(w http.ResponseWriter, r *http.Request, status int, v signInView) {
	f := s.frame(r)
	f.Entrance = true
	if err := render(w, status, f, view{template: "signin", title: f.Say("web.signin"), data: v}); err != nil {
		s.Log.ErrorContext(r.Context(), "page_not_rendered", "path", r.URL.Path, "error", err)
	}
}

// localPath is an address within these pages; anything that a browser could
// take for another site's is the first page.
func localPath(next string) string {
	u, err := url.Parse(next)
	if err != nil || !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t") ||
		u.Host != "" || u.Scheme != "" || u.Path == "/login" || u.Path == "/logout" {
		return "/"
	}
	return next
}
