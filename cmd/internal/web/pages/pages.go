// Package pages are the pages behind the sign-in: the ledger, the registry, notices, the program's
// own work. They can only be read, and each is made for its reader's rights. It judges nothing and
// knows neither SQL nor the ways of signing in; its data is read through the interfaces in source.go.
package pages

import (
	"context"
	"embed"
	"net/http"
	"time"

	"qunguan/cmd/internal/web/page"
	"qunguan/jobs/check"
	"qunguan/reconcile/access"
	"qunguan/reconcile/filing"
	"qunguan/reconcile/roster"
	"qunguan/reconcile/workgroup"
)

//go:embed templates
var files embed.FS

var templates = page.Parse(files, "ledger", "today", "policy", "case", "notices")

// Config is the data of the pages. Ledger and Listings are always needed; without one of the
// others its pages are as if they were not there.
type Config struct {
	Ledger      Ledger
	Listings    Listings
	Records     Records
	Books       Books
	Readings    check.Rosters
	Work        Work
	Draws       Draws                                                            // of spot checks
	FoundIn     func(ctx context.Context, person string) ([]roster.Found, error) // the groups in which a person was found; nil = not known
	Visits      Visits                                                           // of people who signed in as themselves; nil = there are none
	GiveRosters string                                                           // where people give the rosters of their groups; empty = nowhere
}

// briefly is the time for which one reading of a whole table is shown to all readers: a writer sees
// their own change when they look again.
const briefly = 2 * time.Second

// Pages are the pages of a site.
type Pages struct {
	*page.Site
	Config

	rosters page.Kept[map[string]workgroup.Roster]
	filings page.Kept[[]filing.Filing]
	routes  page.Kept[routeCounts]
	groups  page.Kept[[]workgroup.GroupVersion]
	plan    page.Kept[*countyPlan]
	world   worldBook
}

// New are the pages of a site.
func New(site *page.Site, cfg Config) *Pages {
	s := &Pages{Site: site, Config: cfg}
	s.groups.Fresh, s.groups.Stale = 10*time.Minute, 24*time.Hour
	s.plan.Fresh, s.plan.Stale = 10*time.Minute, 24*time.Hour
	s.rosters.Fresh, s.rosters.Stale = briefly, briefly
	s.filings.Fresh, s.filings.Stale = briefly, briefly
	s.routes.Fresh, s.routes.Stale = time.Minute, time.Minute
	s.world.kept.Fresh, s.world.kept.Stale = 2*time.Minute, worldIdle
	return s
}

// Routes adds the pages; signedIn turns away requests without a sign-in.
func (s *Pages) Routes(mux *http.ServeMux, signedIn func(http.Handler) http.Handler) {
	mux.Handle("GET /", signedIn(s.pages()))
	mux.Handle("POST /policy", signedIn(http.HandlerFunc(s.whatIf)))
}

// pages are the addresses behind the sign-in, each with the kind of page by which access is decided.
func (s *Pages) pages() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.firstPage(s.page(access.Today, s.todayPage)))
	mux.HandleFunc("GET /ledger", s.page(access.Ledger, s.ledgerPage))
	mux.HandleFunc("GET /ledger.csv", s.download(access.Exports, s.ledgerCSV))
	mux.HandleFunc("GET /ledger.xlsx", s.download(access.Exports, s.ledgerBook))
	mux.HandleFunc("GET /units", s.page(access.UnitPage, s.unitsPage))
	mux.HandleFunc("GET /units/{code}", s.page(access.UnitPage, s.unitPage))
	mux.HandleFunc("GET /groups", s.page(access.GroupPage, s.groupsPage))
	mux.HandleFunc("GET /groups/{code}", s.page(access.GroupPage, s.groupPage))
	mux.HandleFunc("GET /people/{code}", s.page(access.Person, s.personPage))
	mux.HandleFunc("GET /merge-plan", s.page(access.MergePlan, s.mergePlanPage))
	mux.HandleFunc("GET /filings", s.page(access.Filings, s.filingsPage))
	mux.HandleFunc("GET /rosters", s.page(access.Rosters, s.rostersPage))
	mux.HandleFunc("GET /spot-checks", s.page(access.SpotChecks, s.spotChecksPage))
	mux.HandleFunc("GET /runs", s.page(access.Runs, s.runsPage))
	mux.HandleFunc("GET /policy", s.page(access.Policy, s.policyPage))
	mux.HandleFunc("GET /exports", s.page(access.Exports, s.exportsPage))
	mux.HandleFunc("GET /exports/{name}", s.download(access.Exports, s.reportBook))
	mux.HandleFunc("GET /cases/{id}", s.page(access.Case, s.casePage))
	mux.HandleFunc("GET /notices", s.page(access.Notices, s.noticesPage))
	mux.HandleFunc("GET /", s.page("", func(*http.Request, frame) (page.View, error) { return page.View{}, page.ErrMissing }))
	return mux
}

// frame tells the registry and the ledger on a page.
type frame struct{ page.Frame }

// page makes a handler of a function that gathers the data of a page.
func (s *Pages) page(kind access.Page, show func(*http.Request, frame) (page.View, error)) http.HandlerFunc {
	return s.Page(kind, func(r *http.Request, f page.Frame) (page.View, error) { return show(r, frame{f}) })
}

// download makes a handler of a function that makes a file.
func (s *Pages) download(kind access.Page, fill func(*http.Request, frame) (page.File, error)) http.HandlerFunc {
	return s.Download(kind, func(r *http.Request, f page.Frame) (page.File, error) { return fill(r, frame{f}) })
}
