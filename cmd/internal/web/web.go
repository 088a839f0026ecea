// Package web answers HTTP: it puts together the pages, the sign-in and the links
// of notices, and says whether the program is alive and ready. It runs no job,
// decides nothing about a case, and knows neither SQL nor how a notice is made.
package web

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"qunguan/cmd/internal/web/links"
	"qunguan/cmd/internal/web/login"
	"qunguan/cmd/internal/web/page"
	"qunguan/cmd/internal/web/pages"
	"qunguan/jobs/check"
	"qunguan/notify/actionlink"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/policy"
	"qunguan/reconcile/roster"
	"qunguan/reconcile/workgroup"
)

// Config is everything that the server needs. Ready is always needed; Log, Now, Ledger, Listings and
// Directory only with Pages.
type Config struct {
	Pages     bool             // false: health only
	Token     workgroup.Secret // the shared token that opens the pages; empty: they are open to no one, except with Demo
	People    login.People     // sessions of people; nil = the shared token is the only way in
	SignIn    login.SignIn     // codes; with People
	Provider  login.Provider   // of sign-ins; nil = none
	Policy    *policy.Policy   // names the offices, auditors and operators
	PublicURL string           // where browsers find the pages, if not under the name that requests come with
	Ledger    pages.Ledger
	Listings  pages.Listings
	Directory page.Directory
	Records   pages.Records
	Books     pages.Books
	Readings  check.Rosters
	Work      pages.Work
	Draws     pages.Draws                                                      // of spot checks; nil = there are none
	FoundIn   func(ctx context.Context, person string) ([]roster.Found, error) // the groups in which a person was found; nil = not known
	Desk      links.Desk                                                       // opens the links of notices; nil = there are none
	LinkKeys  *actionlink.Keys                                                 // sign forms; with Desk
	Proxies   []netip.Prefix                                                   // trusted to say by X-Forwarded-For where a request comes from
	Rosters   links.RosterDesk                                                 // takes rosters; with Desk; nil = pages take none
	Filings   links.FilingDesk                                                 // takes filings by the public form; with Desk; nil = there is none
	API       http.Handler                                                     // answers programs under /api/; nil = nothing does
	Metrics   http.Handler                                                     // for Prometheus; nil = none
	Ready     func(ctx context.Context) []string                               // why the program is not ready, free of secrets; empty = ready
	Now       func() time.Time                                                 // in the policy's time zone; the demonstration's stands still
	Title     string                                                           // the policy's title
	Clauses   map[string]string                                                // rule → clause of the owner's own rules
	Office    string                                                           // name of the office that people turn to; empty = 办公室
	Act       bool                                                             // notices are sent; otherwise the pages say that nothing is
	Demo      bool                                                             // all data is invented: the pages say so, and this machine's browsers need no token
	Lang      phrase.Lang                                                      // unless the request says ?lang=; empty = Chinese
	Log       *slog.Logger
}

// New is the handler of everything that the daemon and the demonstration
// serve: /healthz, /readyz and /metrics, and with cfg.Pages the pages as well.
func New(cfg Config) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", healthz)
	mux.HandleFunc("GET /readyz", readyz(cfg.Ready))
	if cfg.Metrics != nil {
		mux.Handle("GET /metrics", cfg.Metrics)
	}
	site := page.New(page.Config{
		Title: cfg.Title, Clauses: cfg.Clauses, Office: cfg.Office, Act: cfg.Act, Demo: cfg.Demo, Lang: cfg.Lang,
		Policy: cfg.Policy, Directory: cfg.Directory, Now: cfg.Now, Log: cfg.Log,
	})
	if cfg.API != nil {
		mux.Handle("/api/", site.InTurn(cfg.API))
	}
	if cfg.Pages {
		mux.Handle("/", doors(cfg, site))
	}
	return mux
}

// doors are the addresses open to everybody: style sheet and icon, the sign-in, links; and behind the
// sign-in the pages.
func doors(cfg Config, site *page.Site) http.Handler {
	entrance := login.New(site, login.Config{
		Token: cfg.Token, People: cfg.People, SignIn: cfg.SignIn, Provider: cfg.Provider, PublicURL: cfg.PublicURL, Proxies: cfg.Proxies,
	})
	byLink := links.New(site, links.Config{Desk: cfg.Desk, LinkKeys: cfg.LinkKeys, Rosters: cfg.Rosters, Filings: cfg.Filings, Proxies: cfg.Proxies})
	mux := http.NewServeMux()
	mux.HandleFunc("GET /style.css", page.Asset("style.css", "text/css; charset=utf-8"))
	mux.HandleFunc("GET /icon.svg", page.Asset("icon.svg", "image/svg+xml"))
	mux.HandleFunc("/", readOnly(site))
	pages.New(site, inside(cfg)).Routes(mux, entrance.SignedIn)
	if cfg.Desk != nil {
		byLink.Routes(mux)
	}
	if !cfg.Demo {
		byLink.GiveRoutes(mux, entrance.SignedIn)
		entrance.Routes(mux)
	}
	return entrance.Guard(mux)
}

// inside is the data of the pages behind the sign-in.
func inside(cfg Config) pages.Config {
	c := pages.Config{
		Ledger: cfg.Ledger, Listings: cfg.Listings, Records: cfg.Records, Books: cfg.Books, Readings: cfg.Readings, Work: cfg.Work, Draws: cfg.Draws,
		FoundIn: cfg.FoundIn, Ready: cfg.Ready,
	}
	if cfg.People != nil {
		c.Visits = cfg.People
	}
	if cfg.Rosters != nil && cfg.LinkKeys != nil {
		c.GiveRosters = links.GiveHome
	}
	return c
}

// readOnly refuses methods that change something.
func readOnly(site *page.Site) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Allow", "GET, HEAD")
		page.Plain(w, http.StatusMethodNotAllowed, site.LangOf(r).Say("web.refused.method")+"\n")
	}
}
