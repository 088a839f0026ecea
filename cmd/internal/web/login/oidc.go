package login

import (
	"crypto/hmac"
	"crypto/rand"
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"time"

	"qunguan/cmd/internal/web/visitor"
)

// oidcCookie keeps, until the provider sends the browser back, the values that its answer must fit:
// state, nonce, PKCE's verifier, and the address that the reader asked for.
const (
	oidcCookie = "qunguan_oidc"
	oidcLife   = 10 * time.Minute
)

// oidcBegin leads the browser to the provider.
func (s *Login) oidcBegin(w http.ResponseWriter, r *http.Request) {
	state, nonce, verifier := rand.Text(), rand.Text(), rand.Text()+rand.Text()
	to, err := s.Provider.Begin(r.Context(), state, nonce, verifier)
	if err != nil {
		s.oidcFailed(w, r, err)
		return
	}
	next := base64.RawURLEncoding.EncodeToString([]byte(localPath(r.URL.Query().Get("next"))))
	giveCookie(w, oidcCookie, strings.Join([]string{state, nonce, verifier, next}, "."), oidcLife, secure(r))
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// oidcBack takes the provider's answer. It counts once, in the browser that
// asked, and lets in exactly one person in service.
func (s *Login) oidcBack(w http.ResponseWriter, r *http.Request) {
	c, err := r.Cookie(oidcCookie)
	if err != nil {
		s.oidcRefused(w, r, "no_cookie")
		return
	}
	takeCookie(w, oidcCookie, secure(r))
	parts := strings.Split(c.Value, ".")
	q := r.URL.Query()
	if len(parts) != 4 || !hmac.Equal([]byte(q.Get("state")), []byte(parts[0])) || parts[0] == "" {
		s.oidcRefused(w, r, "state")
		return
	}
	if q.Get("code") == "" {
		s.oidcRefused(w, r, "no_code")
		return
	}
	value, err := s.Provider.Finish(r.Context(), q.Get("code"), parts[1], parts[2])
	if err != nil {
		s.oidcFailed(w, r, err)
		return
	}
	person, err := s.SignIn.FindBy(r.Context(), s.Provider.Kind(), value)
	if err == nil && person.Code == "" {
		s.oidcRefused(w, r, "nobody_in_service")
		return
	}
	if err == nil {
		err = s.welcome(w, r, person.Code, "oidc")
	}
	if err != nil {
		s.oidcFailed(w, r, err)
		return
	}
	next, _ := base64.RawURLEncoding.DecodeString(parts[3]) // an invalid address leads to the first page
	http.Redirect(w, r, given(r, localPath(string(next))), http.StatusSeeOther)
}

func (s *Login) oidcFailed(w http.ResponseWriter, r *http.Request, err error) {
	s.Log.ErrorContext(r.Context(), "oidc_failed", "error", err)
	http.Redirect(w, r, withQuery("/login", url.Values{"oidc": {"failed"}}, r), http.StatusSeeOther)
}

func (s *Login) oidcRefused(w http.ResponseWriter, r *http.Request, reason string) {
	s.Log.WarnContext(r.Context(), "sign_in_refused", "with", "oidc", "reason", reason, "address", visitor.Address(r, s.Proxies))
	http.Redirect(w, r, withQuery("/login", url.Values{"oidc": {"failed"}}, r), http.StatusSeeOther)
}
