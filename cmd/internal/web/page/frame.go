package page

import (
	"fmt"
	"maps"
	"net/url"
	"time"

	"qunguan/reconcile/access"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// Frame is the common part of all pages: the language, the moment, names, and the head and foot.
type Frame struct {
	Lang   phrase.Lang
	Policy string // the policy's title
	Office string
	Demo   bool
	Act    bool
	Path   string // of the request, to mark where the reader is

	Entrance bool   // the sign-in page: nothing of the ledger stands on it
	Shared   bool   // the reader signed in with the token that others know too
	Visitor  string // the reader's name; empty with the shared token, or in the demonstration
	Form     string // the word that every form carries; empty without a sign-in

	Viewer      access.Viewer
	Scope       access.Scope // the reader's view of this page
	Clauses     map[string]string
	Query       url.Values
	defaultLang phrase.Lang
	Now         time.Time
	Names       *Names
	absent      access.Page // the policy gives it no subject: no menu leads there; empty = there is none
}

// Say is a sentence of the catalogue in the page's language.
func (f Frame) Say(key string, pairs ...any) string { return f.Lang.Say(phrase.Key(key), pairs...) }

// Word is the catalogue's word for a code of an area (state, reason, web.rule …), or the code itself.
func (f Frame) Word(area, code string) string {
	if key := phrase.Key(area + "." + code); phrase.Has(key) {
		return f.Lang.Say(key)
	}
	return code
}

// Link is an address within the pages that keeps the reader's language.
// Pairs are names and values of the query; empty values are left out.
func (f Frame) Link(path string, pairs ...string) string {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	return f.address(path, q)
}

func (f Frame) address(path string, q url.Values) string {
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
func (f Frame) OtherLanguage() string {
	other := f
	other.Lang = phrase.En
	if f.Lang == phrase.En {
		other.Lang = phrase.Zh
	}
	return other.address(f.Path, maps.Clone(f.Query))
}

// Moment is when the pages' data are shown as of.
func (f Frame) Moment() string { return f.Time(f.Now) }

// Day is the day in the policy's time zone that the page shows.
func (f Frame) Day() workgroup.Date { return workgroup.DateOf(f.Now) }

// Time writes a moment in the policy's time zone; empty for none.
func (f Frame) Time(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(f.Now.Location()).Format("2006-01-02 15:04")
}

// DueNote says how far away a due day is, and whether it has passed.
func (f Frame) DueNote(due workgroup.Date) (note string, overdue bool) {
	if due == "" {
		return "", false
	}
	switch n := f.Day().DaysUntil(due); {
	case n < 0:
		return f.Say("web.due.over", "n", -n), true
	case n == 0:
		return f.Say("web.due.today"), false
	default:
		return f.Say("web.due.left", "n", n), false
	}
}

// CaseDue is DueNote for a case. A case is not called overdue unless newer data shows it to be
// unsolved.
func (f Frame) CaseDue(c ledger.Case) (note string, overdue bool) {
	note, overdue = f.DueNote(c.DueOn)
	if overdue && !rule.Proven(c, f.Now.Location()) {
		return f.Say("web.due.unknown", "n", c.DueOn.DaysUntil(f.Day())), false
	}
	return note, overdue
}

// Rule is a rule's name.
func (f Frame) Rule(id string) string { return rule.Name(f.Lang, id) }

// Reason is a named reason in words.
func (f Frame) Reason(id string) string { return rule.ReasonWord(f.Lang, id) }

// Teller tells cases as the notices do, by the names that the page goes by.
func (f Frame) Teller() *rule.Teller {
	return &rule.Teller{
		Lang: f.Lang, Now: f.Now,
		Person: func(code string) workgroup.Person {
			p := f.Names.People[code]
			return workgroup.Person{Code: code, Name: p.Name, Unit: p.Unit}
		},
		Unit: func(code string) workgroup.Unit { return f.Names.Units[code] },
		Group: func(code string) workgroup.Group {
			g := f.Names.Groups[code]
			return workgroup.Group{Code: code, Name: g.Name, Unit: g.Unit}
		},
		Office: func(string) string { return f.Office },
	}
}

// Responsible names the person with the code; an empty code has words of its own.
func (f Frame) Responsible(code string) string {
	if code == "" {
		return f.Say("web.responsible.nobody")
	}
	return f.Names.Person(code)
}

// Account is an account as people know it: a row whose source shows none has
// only its nickname (contract §2).
func (f Frame) Account(account string) string {
	if (workgroup.Member{Account: account}).OwnAccount() {
		return account
	}
	return fmt.Sprintf("“%s”（%s）", account[1:], f.Say("web.account.no_account"))
}

// Sees reports whether the reader sees anything of a kind of page: menus lead
// nowhere else.
func (f Frame) Sees(page string) bool {
	return access.Page(page) != f.absent && !f.Viewer.Scope(access.Page(page)).Empty()
}

// LangField is the value by which a form keeps the reader's language; empty where it is the usual
// one.
func (f Frame) LangField() string {
	if f.Lang == f.defaultLang {
		return ""
	}
	return string(f.Lang)
}

// countTable is the data of the template of a count.
type countTable struct {
	Frame
	Heading string
	Count   Count
}

// CountTable joins a count with the page that it stands on.
func (f Frame) CountTable(heading string, c Count) countTable {
	return countTable{f, f.Say(heading), c}
}

// with joins a part of a page with the frame.
type with struct {
	Frame

	It any
}

// With joins a part with the page that it stands on.
func (f Frame) With(it any) with { return with{f, it} }
