// Package web answers HTTP: plain pages of the ledger and the outbox that can
// only be read, by browsers that have signed in, and whether the program is alive and ready. It runs no job,
// decides nothing about a case, and knows neither SQL nor how a notice is
// made; what it shows is read through the interfaces beside this file.
package web

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"qunguan/notify/actionlink"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/workgroup"
)

// Config is what the pages need. Log, Now and Ready are always needed, Ledger,
// Listings and Directory only with Pages.
type Config struct {
	Pages     bool             // false: health only
	Token     workgroup.Secret // opens the pages to whoever gives it; empty: they are open to no one, except with Demo
	PublicURL string           // where browsers find the pages, if not under the name that requests come with
	Ledger    Ledger
	Listings  Listings
	Directory Directory
	Desk      Desk                               // opens the links of notices; nil = there are none
	LinkKeys  *actionlink.Keys                   // sign forms; with Desk
	Metrics   http.Handler                       // what Prometheus scrapes; nil = nothing
	Ready     func(ctx context.Context) []string // why the program is not ready, free of secrets; empty = ready
	Now       func() time.Time                   // in the policy's time zone; the demonstration's stands still
	Title     string                             // the policy's title
	Clauses   map[string]string                  // rule → clause of the owner's own rules
	Office    string                             // name of the office that people turn to; empty = 办公室
	Act       bool                               // notices are sent; otherwise the pages say that nothing is
	Demo      bool                               // all data is invented: the pages say so, and this machine's browsers need no token
	Lang      phrase.Lang                        // unless the request says ?lang=; empty = Chinese
	Log       *slog.Logger
}

type site struct {
	Config
	names    *nameBook
	counts   countBook
	sessions sessions
	attempts attempts

	links     linkPace
	strangers attempts // tokens that are none
}

// New is the handler of everything that the daemon and the demonstration
// serve: /healthz, /readyz and /metrics, and with cfg.Pages the pages as well.
func New(cfg Config) http.Handler {
	s := &site{Config: cfg, names: &nameBook{from: cfg.Directory}, sessions: newSessions(cfg.Token)}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", s.healthz)
	mux.HandleFunc("GET /readyz", s.readyz)
	if cfg.Metrics != nil {
		mux.Handle("GET /metrics", cfg.Metrics)
	}
	if cfg.Pages {
		pages := http.NewServeMux()
		pages.HandleFunc("GET /{$}", s.page(s.ledgerPage))
		pages.HandleFunc("GET /cases/{id}", s.page(s.casePage))
		pages.HandleFunc("GET /notices", s.page(s.noticesPage))
		pages.HandleFunc("GET /", s.page(func(*http.Request, frame) (view, error) { return view{}, errMissing }))

		doors := http.NewServeMux()
		doors.HandleFunc("GET /style.css", asset("style.css", "text/css; charset=utf-8"))
		doors.HandleFunc("GET /icon.svg", asset("icon.svg", "image/svg+xml"))
		doors.Handle("GET /", s.signedIn(pages))
		doors.HandleFunc("/", s.readOnly)
		if cfg.Desk != nil {
			doors.HandleFunc("GET /n/{token}", s.linkPage)
			doors.HandleFunc("POST /n/{token}", s.linkForm)
			doors.HandleFunc("POST /n/{token}/renew", s.linkRenew)
		}
		if !cfg.Demo {
			doors.HandleFunc("GET /login", s.signInPage)
			doors.HandleFunc("POST /login", s.signIn)
			doors.HandleFunc("POST /logout", s.signOut)
		}
		mux.Handle("/", s.guard(doors))
	}
	return mux
}
