package web

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"time"

	"qunguan/reconcile/access"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// errMissing says that the address names nothing that exists.
var errMissing = errors.New("no such page")

// frame is what every page shares: its language, the moment it shows, names,
// and what stands above and below it.
type frame struct {
	Lang   phrase.Lang
	Policy string // the policy's title
	Office string
	Demo   bool
	Act    bool
	Path   string // of the request, to mark where the reader is

	Entrance bool   // the sign-in page: nothing of the ledger stands on it
	Shared   bool   // the reader signed in with the token that others know too
	Visitor  string // the reader's name; empty = whoever has the shared token, or the demonstration
	Form     string // what every form carries; empty where nobody signed in

	ctx         context.Context //nolint:containedctx // a frame lives exactly as long as its request
	viewer      access.Viewer
	scope       access.Scope // what the reader sees of this page
	clauses     map[string]string
	query       url.Values
	defaultLang phrase.Lang
	now         time.Time
	names       *names
}

// view is one page: the template's name, what it says about itself, and what
// it shows.
type view struct {
	template string
	title    string
	data     any

	file *file // instead of a page
}

// page makes a handler of a function that gathers what a page shows. To whoever
// sees nothing of such pages it is as if there were none.
func (s *site) page(kind access.Page, show func(*http.Request, frame) (view, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		f := s.frame(r)
		var v view
		var err error
		if f.names, err = s.names.read(r.Context()); err == nil {
			if f.scope = f.viewer.Scope(kind); f.viewer.Reach(kind) == access.None || f.scope.Empty() {
				err = errMissing
			} else {
				v, err = show(r, f)
			}
			f.Visitor = f.names.people[f.viewer.Person].name
		}
		status := http.StatusOK
		switch {
		case errors.Is(err, errMissing):
			status, v = http.StatusNotFound, view{template: "trouble", title: f.Say("web.trouble"), data: f.Say("web.missing")}
		case err != nil:
			s.Log.ErrorContext(r.Context(), "page_failed", "path", r.URL.Path, "error", err)
			status, v = http.StatusInternalServerError, view{template: "trouble", title: f.Say("web.trouble"), data: f.Say("web.broken")}
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

// frame is what every page shares, before names are read.
func (s *site) frame(r *http.Request) frame {
	visitor := visitorOf(r.Context())
	f := frame{
		ctx: r.Context(), Lang: s.lang(r), Policy: s.Title, Office: s.Office, Demo: s.Demo, Act: s.Act, Path: r.URL.Path,
		Shared: visitor.Shared, viewer: visitor.Viewer, clauses: s.Clauses,
		query: r.URL.Query(), defaultLang: s.lang(&http.Request{URL: &url.URL{}}), now: s.Now(),
	}
	if visitor.secret != "" {
		f.Form = visitor.formWord()
	}
	if f.Office == "" {
		f.Office = f.Say("notice.office")
	}
	return f
}

// Say is a sentence of the catalogue in the page's language.
func (f frame) Say(key string, pairs ...any) string { return f.Lang.Say(phrase.Key(key), pairs...) }

// word is what the catalogue calls a code of an area (state, reason, web.rule
// …), or the code itself.
func (f frame) word(area, code string) string {
	if key := phrase.Key(area + "." + code); phrase.Has(key) {
		return f.Lang.Say(key)
	}
	return code
}

// Link is an address within the pages that keeps the reader's language.
// Pairs are names and values of the query; empty values are left out.
func (f frame) Link(path string, pairs ...string) string {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	return f.address(path, q)
}

func (f frame) address(path string, q url.Values) string {
	q.Del("lang")
	if f.Lang != f.defaultLang {
		q.Set("lang", string(f.Lang))
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// OtherLanguage is this page's address in the other language.
func (f frame) OtherLanguage() string {
	other := f
	other.Lang = phrase.En
	if f.Lang == phrase.En {
		other.Lang = phrase.Zh
	}
	return other.address(f.Path, maps.Clone(f.query))
}

// Moment is when the pages' data are shown as of.
func (f frame) Moment() string { return f.time(f.now) }

func (f frame) day() workgroup.Date { return workgroup.DateOf(f.now) }

// time writes a moment in the policy's time zone; empty for none.
func (f frame) time(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(f.now.Location()).Format("2006-01-02 15:04")
}

// dueNote says how far away a due day is, and whether it has passed.
func (f frame) dueNote(due workgroup.Date) (note string, overdue bool) {
	if due == "" {
		return "", false
	}
	switch n := f.day().DaysUntil(due); {
	case n < 0:
		return f.Say("web.due.over", "n", -n), true
	case n == 0:
		return f.Say("web.due.today"), false
	default:
		return f.Say("web.due.left", "n", n), false
	}
}

// caseDue is dueNote for a case: of what no newer data shows to be unsolved
// nobody says that it is overdue.
func (f frame) caseDue(c ledger.Case) (note string, overdue bool) {
	note, overdue = f.dueNote(c.DueOn)
	if overdue && !rule.Proven(c, f.now.Location()) {
		return f.Say("web.due.unknown", "n", c.DueOn.DaysUntil(f.day())), false
	}
	return note, overdue
}

func (f frame) rule(id string) string { return rule.Name(f.Lang, id) }

// reason is a named reason in words.
func (f frame) reason(id string) string { return rule.ReasonWord(f.Lang, id) }

// teller tells cases as the notices do, by the names that the page goes by.
func (f frame) teller() *rule.Teller {
	return &rule.Teller{
		Lang: f.Lang, Now: f.now,
		Person: func(code string) workgroup.Person {
			p := f.names.people[code]
			return workgroup.Person{Code: code, Name: p.name, Unit: p.unit}
		},
		Unit: func(code string) workgroup.Unit { return f.names.units[code] },
		Group: func(code string) workgroup.Group {
			g := f.names.groups[code]
			return workgroup.Group{Code: code, Name: g.name, Unit: g.unit}
		},
		Office: func(string) string { return f.Office },
	}
}

func (f frame) responsible(code string) string {
	if code == "" {
		return f.Say("web.responsible.nobody")
	}
	return f.names.person(code)
}

// account is an account as people know it: a row whose source shows none has
// only its nickname (contract §2).
func (f frame) account(account string) string {
	if (workgroup.Member{Account: account}).OwnAccount() {
		return account
	}
	return fmt.Sprintf("“%s”（%s）", account[1:], f.Say("web.account.no_account"))
}

// Sees reports whether the reader sees anything of a kind of page: menus lead
// nowhere else.
func (f frame) Sees(page string) bool {
	return !f.viewer.Scope(access.Page(page)).Empty()
}

// LangField is what a form must carry to keep the reader's language; empty
// where it is the usual one.
func (f frame) LangField() string {
	if f.Lang == f.defaultLang {
		return ""
	}
	return string(f.Lang)
}

// countTable is what the template of a count needs.
type countTable struct {
	frame
	Heading string
	Count   count
}

// CountTable joins a count with the page that it stands on.
func (f frame) CountTable(heading string, c count) countTable {
	return countTable{f, f.Say(heading), c}
}

// with joins a part of a page with what every page shares.
type with struct {
	frame

	It any
}

// With joins a part with the page that it stands on.
func (f frame) With(it any) with { return with{f, it} }

// sortedKeys lists the keys of a map in order.
func sortedKeys[T any](m map[string]T) []string {
	return slices.Sorted(maps.Keys(m))
}
