// Package web answers HTTP: plain pages of the ledger and the outbox that can
// only be read, by browsers that have signed in, and whether the program is alive and ready. It runs no job,
// decides nothing about a case, and knows neither SQL nor how a notice is
// made; what it shows is read through the interfaces beside this file.
package web

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"qunguan/jobs/check"
	"qunguan/notify/actionlink"
	"qunguan/reconcile/access"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/policy"
	"qunguan/reconcile/roster"
	"qunguan/reconcile/workgroup"
)

// Config is what the pages need. Log, Now and Ready are always needed, Ledger,
// Listings and Directory only with Pages.
type Config struct {
	Pages     bool             // false: health only
	Token     workgroup.Secret // opens the pages to whoever gives it; empty: they are open to no one, except with Demo
	People    People           // sessions of people; nil = nobody signs in as themselves
	SignIn    SignIn           // codes; with People
	Provider  Provider         // of sign-ins; nil = none
	Policy    *policy.Policy   // says who the offices, auditors and operators are
	PublicURL string           // where browsers find the pages, if not under the name that requests come with
	Ledger    Ledger
	Listings  Listings
	Directory Directory
	Records   Records
	Books     Books
	Readings  check.Rosters
	Work      Work
	FoundIn   func(ctx context.Context, person string) ([]roster.Found, error) // the groups in which a person was found; nil = not known
	Desk      Desk                                                             // opens the links of notices; nil = there are none
	LinkKeys  *actionlink.Keys                                                 // sign forms; with Desk
	Proxies   []netip.Prefix                                                   // whose X-Forwarded-For says where a request comes from
	Rosters   RosterDesk                                                       // takes rosters; with Desk; nil = pages take none
	API       http.Handler                                                     // answers programs under /api/; nil = nothing does
	Metrics   http.Handler                                                     // what Prometheus scrapes; nil = nothing
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

type site struct {
	Config
	names    *nameBook
	counts   countBook
	flows    kept[[]ledger.Flow]
	groups   kept[[]workgroup.GroupVersion]
	plan     kept[*countyPlan]
	world    worldBook
	sessions sessions
	attempts attempts
	asked    attempts // codes asked for
	guessed  attempts // wrong codes

	links     linkPace
	strangers attempts // tokens that are none
}

// New is the handler of everything that the daemon and the demonstration
// serve: /healthz, /readyz and /metrics, and with cfg.Pages the pages as well.
func New(cfg Config) http.Handler {
	s := &site{Config: cfg, names: newNameBook(cfg.Directory, cfg.Policy), sessions: newSessions(cfg.Token)}
	s.asked.perAddress, s.asked.all = asksPerAddress, asksTogether
	s.guessed.perAddress, s.guessed.all = guessesPerAddress, guessesTogether
	s.flows.fresh, s.flows.stale = time.Minute, time.Hour
	s.groups.fresh, s.groups.stale = 10*time.Minute, 24*time.Hour
	s.plan.fresh, s.plan.stale = 10*time.Minute, 24*time.Hour
	s.world.kept.fresh, s.world.kept.stale = 2*time.Minute, worldIdle
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", s.healthz)
	mux.HandleFunc("GET /readyz", s.readyz)
	if cfg.Metrics != nil {
		mux.Handle("GET /metrics", cfg.Metrics)
	}
	if cfg.API != nil {
		mux.Handle("/api/", cfg.API)
	}
	if cfg.Pages {
		mux.Handle("/", s.guard(s.doors()))
	}
	return mux
}

// doors are what is open to everybody: the looks, the sign-in, links; and behind
// the sign-in the pages.
func (s *site) doors() http.Handler {
	doors := http.NewServeMux()
	doors.HandleFunc("GET /style.css", asset("style.css", "text/css; charset=utf-8"))
	doors.HandleFunc("GET /icon.svg", asset("icon.svg", "image/svg+xml"))
	doors.Handle("GET /", s.signedIn(s.pages()))
	doors.HandleFunc("/", s.readOnly)
	if s.Desk != nil {
		doors.HandleFunc("GET /n/{token}", s.linkPage)
		doors.HandleFunc("POST /n/{token}", s.linkForm)
		doors.HandleFunc("POST /n/{token}/renew", s.linkRenew)
		if s.Rosters != nil {
			doors.HandleFunc("GET /n/{token}/roster/{group}", s.linkRoster)
			doors.HandleFunc("POST /n/{token}/roster/{group}", s.linkRosterForm)
			doors.HandleFunc("GET /n/{token}/roster/{group}/sheet.xlsx", s.linkSheet)
		}
	}
	if s.Demo {
		doors.Handle("POST /policy", s.signedIn(http.HandlerFunc(s.whatIf)))
		return doors
	}
	s.giveRosters(doors)
	doors.HandleFunc("GET /login", s.signInPage)
	doors.HandleFunc("POST /login", s.signIn)
	doors.Handle("POST /policy", s.signedIn(http.HandlerFunc(s.whatIf)))
	doors.Handle("POST /logout", s.signedIn(s.signOut(false)))
	if s.SignIn != nil && s.People != nil {
		doors.HandleFunc("GET /login/code", s.codePage)
		doors.HandleFunc("POST /login/code", s.takeCode)
		doors.Handle("POST /logout/everywhere", s.signedIn(s.signOut(true)))
		if s.Provider != nil {
			doors.HandleFunc("GET /login/oidc", s.oidcBegin)
			doors.HandleFunc("GET /login/oidc/back", s.oidcBack)
		}
	}
	return doors
}

// pages are what somebody sees who has signed in, each with the kind of page
// that decides whether they do.
func (s *site) pages() http.Handler {
	pages := http.NewServeMux()
	pages.HandleFunc("GET /{$}", s.firstPage(s.page(access.Today, s.todayPage)))
	pages.HandleFunc("GET /ledger", s.page(access.Ledger, s.ledgerPage))
	pages.HandleFunc("GET /ledger.csv", s.download(access.Exports, s.ledgerCSV))
	pages.HandleFunc("GET /ledger.xlsx", s.download(access.Exports, s.ledgerBook))
	pages.HandleFunc("GET /units", s.page(access.UnitPage, s.unitsPage))
	pages.HandleFunc("GET /units/{code}", s.page(access.UnitPage, s.unitPage))
	pages.HandleFunc("GET /groups", s.page(access.GroupPage, s.groupsPage))
	pages.HandleFunc("GET /groups/{code}", s.page(access.GroupPage, s.groupPage))
	pages.HandleFunc("GET /people/{code}", s.page(access.Person, s.personPage))
	pages.HandleFunc("GET /merge-plan", s.page(access.MergePlan, s.mergePlanPage))
	pages.HandleFunc("GET /filings", s.page(access.Filings, s.filingsPage))
	pages.HandleFunc("GET /rosters", s.page(access.Rosters, s.rostersPage))
	pages.HandleFunc("GET /runs", s.page(access.Runs, s.runsPage))
	pages.HandleFunc("GET /policy", s.page(access.Policy, s.policyPage))
	pages.HandleFunc("GET /exports", s.page(access.Exports, s.exportsPage))
	pages.HandleFunc("GET /exports/{name}", s.download(access.Exports, s.reportBook))
	pages.HandleFunc("GET /cases/{id}", s.page(access.Case, s.casePage))
	pages.HandleFunc("GET /notices", s.page(access.Notices, s.noticesPage))
	pages.HandleFunc("GET /", s.page("", func(*http.Request, frame) (view, error) { return view{}, errMissing }))
	return pages
}
