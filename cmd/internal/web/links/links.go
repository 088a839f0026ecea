// Package links answers the links of notices: their cases with the answers that
// they take, and the rosters that people give, by a link or signed in; and the
// link to the public filing form. It shows nothing that the notice, the reader's
// own groups, or what was typed do not name.
package links

import (
	"embed"
	"net/http"

	"qunguan/cmd/internal/web/page"
	"qunguan/cmd/internal/web/visitor"
	"qunguan/notify/actionlink"
)

//go:embed templates
var files embed.FS

var templates = page.Parse(files, "link", "linkconfirm", "linktrouble", "roster", "rosterread", "rostercounts", "rosterlist", "filingform", "filingchecked")

// Config is everything that the pages of links need.
type Config struct {
	Desk     Desk             // opens the links of notices
	LinkKeys *actionlink.Keys // sign forms
	Rosters  RosterDesk       // takes rosters; nil = pages take none
	Filings  FilingDesk       // takes filings by the public form; nil = there is none
}

// Links are the pages of links.
type Links struct {
	*page.Site
	Config

	links     linkPace
	strangers visitor.Attempts // tokens that are none
	filers    visitor.Attempts // filing forms
}

// New are the links of a site.
func New(site *page.Site, cfg Config) *Links {
	return &Links{Site: site, Config: cfg, filers: visitor.Attempts{PerAddress: formsPerAddress, All: formsTogether}}
}

// Routes adds the addresses of links.
func (s *Links) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /n/{token}", s.linkPage)
	mux.HandleFunc("POST /n/{token}", s.linkForm)
	mux.HandleFunc("POST /n/{token}/renew", s.linkRenew)
	if s.Filings != nil {
		mux.HandleFunc("GET /f/{token}", s.filingPage)
		mux.HandleFunc("POST /f/{token}", s.filingGiven)
	}
	if s.Rosters != nil {
		mux.HandleFunc("GET /n/{token}/roster/{group}", s.linkRoster)
		mux.HandleFunc("POST /n/{token}/roster/{group}", s.linkRosterForm)
		mux.HandleFunc("GET /n/{token}/roster/{group}/sheet.xlsx", s.linkSheet)
	}
}

// frame tells cases and rosters to the recipient of a link.
type frame struct{ page.Frame }

func (s *Links) frame(r *http.Request) frame { return frame{s.Frame(r)} }

func (s *Links) show(w http.ResponseWriter, r *http.Request, status int, f frame, v page.View) {
	s.Show(w, r, status, f.Frame, v)
}
