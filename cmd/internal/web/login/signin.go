package login

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"qunguan/cmd/internal/web/page"
	"qunguan/cmd/internal/web/visitor"
	"qunguan/jobs/signin"
)

// browserCookie marks a browser between asking for a code and giving it.
const browserCookie = "qunguan_browser"

// A county hall is one address: codes are asked for and mistyped by many there. A person's code is
// protected by its own five tries.
const (
	asksPerAddress, asksTogether       = 30, 120
	guessesPerAddress, guessesTogether = 30, 200
)

// signInView is the content of the sign-in page.
type signInView struct {
	Next    string // where the reader wanted to go
	Trouble string // why they are still here; empty at first
	Codes   bool   // codes can be asked for
	OIDC    string // address that leads to the provider; empty = none
	Typed   bool   // the page that takes the code
}

// signInAddress is the sign-in page that leads back to the request's page.
func (s *Login) signInAddress(r *http.Request) string {
	q := url.Values{}
	if next := r.URL.RequestURI(); next != "/" {
		q.Set("next", next)
	}
	return withQuery("/login", q, r)
}

// withQuery is an address with the query, and the language that the request
// asks for.
func withQuery(path string, q url.Values, r *http.Request) string {
	if lang := r.URL.Query().Get("lang"); lang != "" {
		q.Set("lang", lang)
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// secure reports whether a cookie may travel over https only. A browser on
// this machine has no https, and needs none.
func secure(r *http.Request) bool { return !isLoopbackHost(r.Host) }

// signInPage asks for the token or the person. A browser that comes back here right after it proved
// its person keeps no cookie over plain http.
func (s *Login) signInPage(w http.ResponseWriter, r *http.Request) {
	next := localPath(r.URL.Query().Get("next"))
	if _, ok, err := s.visitor(w, r); err == nil && ok {
		http.Redirect(w, r, next, http.StatusSeeOther)
		return
	}
	v := signInView{Next: next}
	switch {
	case r.URL.Query().Get("given") != "":
		v.Trouble = s.LangOf(r).Say("web.signin.no_cookie")
	case r.URL.Query().Get("oidc") != "":
		v.Trouble = s.LangOf(r).Say("web.signin.oidc_failed")
	}
	s.showSignIn(w, r, http.StatusOK, v)
}

// signIn takes the shared token, or the word with which somebody asks for a
// code.
func (s *Login) signIn(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, page.MaxForm)
	lang := s.LangOf(r)
	if err := r.ParseForm(); err != nil {
		s.showSignIn(w, r, http.StatusBadRequest, signInView{Next: "/", Trouble: lang.Say("web.signin.unreadable")})
		return
	}
	v := signInView{Next: localPath(r.PostForm.Get("next"))}
	address, now := visitor.Address(r, s.Proxies), time.Now()
	if who := strings.TrimSpace(r.PostForm.Get("who")); who != "" && s.SignIn != nil {
		s.askCode(w, r, v, who, address, now)
		return
	}
	if wait := s.attempts.Wait(address, now); wait > 0 {
		s.signInWait(w, r, v, wait)
		return
	}
	if !sameToken(r.PostForm.Get("token"), s.Token) {
		s.attempts.Failed(address, now)
		s.Log.WarnContext(r.Context(), "sign_in_refused", "address", address)
		v.Trouble = lang.Say("web.signin.wrong")
		s.showSignIn(w, r, http.StatusForbidden, v)
		return
	}
	s.Log.InfoContext(r.Context(), "signed_in", "with", "shared_token", "address", address)
	s.sessions.begin(w, now, secure(r))
	http.Redirect(w, r, given(r, v.Next), http.StatusSeeOther)
}

// given leads a browser with a new cookie onward, by way of the page that sees
// whether it kept it.
func given(r *http.Request, next string) string {
	return withQuery("/login", url.Values{"given": {"1"}, "next": {next}}, r)
}

func (s *Login) signInWait(w http.ResponseWriter, r *http.Request, v signInView, wait time.Duration) {
	seconds := int(wait/time.Second) + 1
	w.Header().Set("Retry-After", strconv.Itoa(seconds))
	v.Trouble = s.LangOf(r).Say("web.signin.wait", "n", seconds)
	s.showSignIn(w, r, http.StatusTooManyRequests, v)
}

// askCode sends a code to the person that the word names; its answer is the same for every word.
func (s *Login) askCode(w http.ResponseWriter, r *http.Request, v signInView, who, address string, now time.Time) {
	if wait := s.asked.Wait(address, now); wait > 0 {
		s.signInWait(w, r, v, wait)
		return
	}
	s.asked.Count(address, now)
	browser := signin.NewBrowser()
	if err := s.SignIn.Ask(r.Context(), who, browser); err != nil {
		s.Log.ErrorContext(r.Context(), "login_code_failed", "error", err)
		v.Trouble = s.LangOf(r).Say("web.broken")
		s.showSignIn(w, r, http.StatusInternalServerError, v)
		return
	}
	giveCookie(w, browserCookie, browser, signin.CodeLife, secure(r))
	http.Redirect(w, r, withQuery("/login/code", url.Values{"next": {v.Next}}, r), http.StatusSeeOther)
}

// codePage asks for the code.
func (s *Login) codePage(w http.ResponseWriter, r *http.Request) {
	s.showSignIn(w, r, http.StatusOK, signInView{Next: localPath(r.URL.Query().Get("next")), Typed: true})
}

// takeCode takes the code, in the browser that asked for it.
func (s *Login) takeCode(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, page.MaxForm)
	lang := s.LangOf(r)
	if err := r.ParseForm(); err != nil {
		s.showSignIn(w, r, http.StatusBadRequest, signInView{Next: "/", Typed: true, Trouble: lang.Say("web.signin.unreadable")})
		return
	}
	v := signInView{Next: localPath(r.PostForm.Get("next")), Typed: true}
	address, now := visitor.Address(r, s.Proxies), time.Now()
	if wait := s.guessed.Wait(address, now); wait > 0 {
		s.signInWait(w, r, v, wait)
		return
	}
	browser := ""
	if c, err := r.Cookie(browserCookie); err == nil {
		browser = c.Value
	}
	person, ok, err := s.SignIn.Use(r.Context(), browser, r.PostForm.Get("code"))
	if err == nil && ok {
		err = s.welcome(w, r, person, "code")
	}
	switch {
	case err != nil:
		s.Log.ErrorContext(r.Context(), "sign_in_failed", "error", err)
		v.Trouble = lang.Say("web.broken")
		s.showSignIn(w, r, http.StatusInternalServerError, v)
	case !ok:
		s.guessed.Count(address, now)
		s.Log.WarnContext(r.Context(), "sign_in_refused", "address", address)
		v.Trouble = lang.Say("web.signin.bad_code")
		s.showSignIn(w, r, http.StatusForbidden, v)
	default:
		takeCookie(w, browserCookie, secure(r))
		http.Redirect(w, r, given(r, v.Next), http.StatusSeeOther)
	}
}

func (s *Login) showSignIn(w http.ResponseWriter, r *http.Request, status int, v signInView) {
	f := s.Frame(r)
	f.Entrance = true
	v.Codes = s.SignIn != nil
	if s.Provider != nil {
		v.OIDC = f.Link("/login/oidc", "next", v.Next)
	}
	s.Show(w, r, status, f, page.View{Template: templates["signin"], Title: f.Say("web.signin"), Data: v})
}

// localPath is an address within these pages; anything that a browser could
// take for another site's is the first page.
func localPath(next string) string {
	u, err := url.Parse(next)
	if err != nil || !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t") ||
		u.Host != "" || u.Scheme != "" || strings.HasPrefix(u.Path, "/login") || strings.HasPrefix(u.Path, "/logout") {
		return "/"
	}
	return next
}
