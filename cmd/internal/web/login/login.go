// Package login signs people in, with the token that they share, a code or a provider, keeps their
// sessions, and refuses requests that another site made a browser send. It knows no page but its own.
package login

import (
	"embed"
	"net/http"

	"qunguan/cmd/internal/web/page"
	"qunguan/cmd/internal/web/visitor"
	"qunguan/reconcile/workgroup"
)

//go:embed templates
var files embed.FS

var templates = page.Parse(files, "signin")

// Config is everything that the sign-in needs.
type Config struct {
	Token     workgroup.Secret // the shared token that opens the pages; empty: they are open to no one, except in the demonstration
	People    People           // sessions of people; nil = the shared token is the only way in
	SignIn    SignIn           // codes; with People
	Provider  Provider         // of sign-ins; nil = none
	PublicURL string           // where browsers find the pages, if not under the name that requests come with
}

// Login signs people in.
type Login struct {
	*page.Site
	Config

	sessions sessions
	attempts visitor.Attempts // wrong tokens
	asked    visitor.Attempts // codes asked for
	guessed  visitor.Attempts // wrong codes
}

// New is the sign-in of a site.
func New(site *page.Site, cfg Config) *Login {
	return &Login{
		Site: site, Config: cfg, sessions: newSessions(cfg.Token),
		asked:   visitor.Attempts{PerAddress: asksPerAddress, All: asksTogether},
		guessed: visitor.Attempts{PerAddress: guessesPerAddress, All: guessesTogether},
	}
}

// Routes adds the addresses of signing in and out.
func (s *Login) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /login", s.signInPage)
	mux.HandleFunc("POST /login", s.signIn)
	mux.Handle("POST /logout", s.SignedIn(s.signOut(false)))
	if s.SignIn == nil || s.People == nil {
		return
	}
	mux.HandleFunc("GET /login/code", s.codePage)
	mux.HandleFunc("POST /login/code", s.takeCode)
	mux.Handle("POST /logout/everywhere", s.SignedIn(s.signOut(true)))
	if s.Provider != nil {
		mux.HandleFunc("GET /login/oidc", s.oidcBegin)
		mux.HandleFunc("GET /login/oidc/back", s.oidcBack)
	}
}
