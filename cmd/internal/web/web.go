// Package web answers HTTP: it puts together the pages, the sign-in and the links
// of notices, and says whether the program is alive and ready. It runs no job,
// decides nothing about a case, and knows neither SQL nor how a notice is made.
package web

import (
	"net/http"

	"qunguan/cmd/internal/web/links"
	"qunguan/cmd/internal/web/login"
	"qunguan/cmd/internal/web/page"
	"qunguan/cmd/internal/web/pages"
)

// Config has a part for each room, which explains it.
type Config struct {
	Site    page.Config // Ready is always needed; with Pages also Log, Now and Directory
	Login   login.Config
	Links   links.Config  // without a Desk links of notices open nothing
	Pages   *pages.Config // nil: health, metrics and the API only
	API     http.Handler  // answers programs under /api/; nil = nothing does
	Metrics http.Handler  // for Prometheus; nil = none
}

// New is the handler of everything that the daemon and the demonstration
// serve: /healthz, /readyz and /metrics, and with cfg.Pages the pages as well.
func New(cfg Config) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", healthz)
	mux.HandleFunc("GET /readyz", readyz(cfg.Site.Ready))
	if cfg.Metrics != nil {
		mux.Handle("GET /metrics", cfg.Metrics)
	}
	site := page.New(cfg.Site)
	if cfg.API != nil {
		mux.Handle("/api/", site.InTurn(cfg.API))
	}
	if cfg.Pages != nil {
		mux.Handle("/", doors(cfg, site))
	}
	return mux
}

// doors are the addresses open to everybody: style sheet and icon, the sign-in, links; and behind the
// sign-in the pages.
func doors(cfg Config, site *page.Site) http.Handler {
	entrance, byLink := login.New(site, cfg.Login), links.New(site, cfg.Links)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /style.css", page.Asset("style.css", "text/css; charset=utf-8"))
	mux.HandleFunc("GET /icon.svg", page.Asset("icon.svg", "image/svg+xml"))
	mux.HandleFunc("/", readOnly(site))
	pages.New(site, *cfg.Pages).Routes(mux, entrance.SignedIn)
	if cfg.Links.Desk != nil {
		byLink.Routes(mux)
	}
	if !cfg.Site.Demo {
		byLink.GiveRoutes(mux, entrance.SignedIn)
		entrance.Routes(mux)
	}
	return entrance.Guard(mux)
}

// readOnly refuses methods that change something.
func readOnly(site *page.Site) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Allow", "GET, HEAD")
		page.Plain(w, http.StatusMethodNotAllowed, site.LangOf(r).Say("web.refused.method")+"\n")
	}
}
