// Package page renders the pages: frame, words and names, tables and charts, masked for the reader.
// It knows no address and reads nothing but names; the reader comes from the package visitor.
package page

import (
	"context"
	"errors"
	"html/template"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"time"

	"qunguan/cmd/internal/web/visitor"
	"qunguan/reconcile/access"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/policy"
)

// Config is everything that more than one room needs. Now and Log are always needed, Directory by pages
// that name people.
type Config struct {
	Title     string            // the policy's title
	Clauses   map[string]string // rule → clause of the owner's own rules
	Office    string            // name of the office that people turn to; empty = 办公室
	Act       bool              // notices are sent; otherwise the pages say that nothing is
	Demo      bool              // all data is invented: the pages say so, and this machine's browsers need no token
	Lang      phrase.Lang       // unless the request says ?lang=; empty = Chinese
	Policy    *policy.Policy    // names the offices, auditors and operators
	Directory Directory
	Now       func() time.Time // in the policy's time zone; the demonstration's stands still
	Log       *slog.Logger
	Proxies   []netip.Prefix                     // trusted to say by X-Forwarded-For where a request comes from
	Ready     func(ctx context.Context) []string // why the program is not ready, free of secrets; empty = ready
}

// Site makes pages from the data of handlers.
type Site struct {
	Config
	names *nameBook
	turns turns
}

// New is a site without an address of its own.
func New(cfg Config) *Site {
	return &Site{Config: cfg, names: newNameBook(cfg.Directory, cfg.Policy), turns: newTurns()}
}

// ErrMissing says that the address names nothing that exists.
var ErrMissing = errors.New("no such page")

// BadAddressError says which value of the address cannot be read, in the reader's
// language.
type BadAddressError struct{ Says string }

// Error gives the sentence.
func (e *BadAddressError) Error() string { return e.Says }

// View is one page: its template, its title, and its data.
type View struct {
	Template *template.Template
	Title    string
	Data     any

	file *File // instead of a page
}

// Trouble is the page that says, by a sentence of the catalogue, why there is no other.
func (f Frame) Trouble(key string) View {
	return View{Template: templates["trouble"], Title: f.Say("web.trouble"), Data: f.Say(key)}
}

// Page makes a handler of a function that gathers the data of a page. A page outside the reader's
// rights is answered as a missing one.
func (s *Site) Page(kind access.Page, show func(*http.Request, Frame) (View, error)) http.HandlerFunc {
	return s.InTurn(s.answer(kind, show)).ServeHTTP
}

func (s *Site) answer(kind access.Page, show func(*http.Request, Frame) (View, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		f := s.Frame(r)
		var v View
		var err error
		if f.Names, err = s.ReadNames(r.Context()); err == nil {
			if f.Scope = f.Viewer.Scope(kind); f.Viewer.Reach(kind) == access.None || f.Scope.Empty() {
				err = ErrMissing
			} else {
				v, err = show(r, f)
			}
			f.Visitor = f.Names.People[f.Viewer.Person].Name
		}
		status := http.StatusOK
		bad, isBad := errors.AsType[*BadAddressError](err)
		switch {
		case isBad:
			status, v = http.StatusBadRequest, View{Template: templates["trouble"], Title: f.Say("web.trouble"), Data: bad.Says}
		case errors.Is(err, ErrMissing):
			status, v = http.StatusNotFound, f.Trouble("web.missing")
		case err != nil:
			s.Log.ErrorContext(r.Context(), "page_failed", "path", r.URL.Path, "error", err)
			status, v = http.StatusInternalServerError, f.Trouble("web.broken")
		}
		if v.file != nil && err == nil {
			give(w, *v.file)
			return
		}
		if err := render(w, status, f, v); err != nil {
			s.Log.ErrorContext(r.Context(), "page_not_rendered", "path", r.URL.Path, "error", err)
		}
	}
}

// Frame is the common part of all pages, before names are read.
func (s *Site) Frame(r *http.Request) Frame {
	who := visitor.Of(r.Context())
	f := Frame{
		Lang: s.LangOf(r), Policy: s.Title, Office: s.Office, Demo: s.Demo, Act: s.Act, Path: r.URL.Path,
		Shared: who.Shared, Viewer: who.Viewer, Clauses: s.Clauses,
		Query: r.URL.Query(), defaultLang: s.LangOf(&http.Request{URL: &url.URL{}}), Now: s.Now(),
	}
	if s.Policy == nil || !s.Policy.SpotCheck.Asked() {
		f.absent = access.SpotChecks
	}
	if who.Secret != "" {
		f.Form = who.FormWord()
	}
	if f.Office == "" {
		f.Office = f.Say("notice.office")
	}
	return f
}

// Show renders a page whose frame is made.
func (s *Site) Show(w http.ResponseWriter, r *http.Request, status int, f Frame, v View) {
	if err := render(w, status, f, v); err != nil {
		s.Log.ErrorContext(r.Context(), "page_not_rendered", "template", v.Template.Name(), "error", err)
	}
}

// File is the content of a download.
type File struct {
	Name, ContentType string
	Data              []byte
}

// Download makes a handler of a function that makes a file. It takes as long as it
// takes, and no turn of a page.
func (s *Site) Download(kind access.Page, fill func(*http.Request, Frame) (File, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s.answer(kind, func(r *http.Request, f Frame) (View, error) {
			made, err := fill(r, f)
			return View{file: &made}, err
		})(w, r)
	}
}

// LangOf is the request's language.
func (s *Site) LangOf(r *http.Request) phrase.Lang {
	switch r.URL.Query().Get("lang") {
	case string(phrase.Zh):
		return phrase.Zh
	case string(phrase.En):
		return phrase.En
	}
	if s.Lang == phrase.En {
		return phrase.En
	}
	return phrase.Zh
}

// ReadNames gives the names of units, people and groups.
func (s *Site) ReadNames(ctx context.Context) (*Names, error) { return s.names.read(ctx) }
