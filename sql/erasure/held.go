// Package erasure finds everything that the registry holds about one person, and
// takes it out: names, accounts, numbers, cards and free text become a code;
// figures, ledger and seals stay. It knows the tables of every subject and
// decides nothing.
package erasure

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"qunguan/notify/outbox"
	"qunguan/reconcile/filing"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/roster"
	"qunguan/reconcile/workgroup"
	"qunguan/sql/audit"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
	"qunguan/sql/directory"
	sqlledger "qunguan/sql/ledger"
	"qunguan/sql/rosters"
)

// Store erases in one registry.
type Store struct {
	*base.Store

	audit     *audit.Store
	directory *directory.Store
	rosters   *rosters.Store
	ledger    *sqlledger.Store
}

// New shares the base.
func New(s *base.Store, a *audit.Store, d *directory.Store, r *rosters.Store, l *sqlledger.Store) *Store {
	return &Store{s, a, d, r, l}
}

// Held is everything that the registry holds about a person.
type Held struct {
	Person          workgroup.Person
	Routes          []workgroup.Route
	Bindings        []workgroup.Binding
	IdentityAnswers []workgroup.IdentityAnswer
	Groups          []workgroup.Group // that they own or administer
	Found           []roster.Found    // the groups in whose rosters the newest check found them
	Cases           []ledger.Case     // about them, or that they answer for
	Steps           map[int64][]ledger.Step
	Notices         []outbox.Notice // to them
	Exemptions      []ledger.Exemption
	Absences        []Absence
	Sessions        []Session
	PageViews       []PageView      // looks of readers at their page
	Given           []Given         // rosters that they gave by hand
	Filings         []filing.Filing // that they asked for, decided, or would own or administer
}

// Given is a roster that somebody gave by hand.
type Given struct {
	Group, How string
	TakenAt    time.Time
}

// Absence is a time in which somebody is not to be disturbed.
type Absence struct {
	Person string `db:"person"`
	Deputy string `db:"deputy"`
	Reason string `db:"reason"`
	From   string `db:"from_on"`
	Until  string `db:"until_on"`
}

// Session is a sign-in to the pages.
type Session struct{ BeganAt, SeenAt time.Time }

// PageView is a look at a person's page.
type PageView struct {
	Viewer string
	At     time.Time
}

// Held reads everything about the person; ok is false for an unknown code.
func (s *Store) Held(ctx context.Context, code string) (h Held, ok bool, err error) {
	if h.Person, ok, err = s.directory.Person(ctx, code); err != nil || !ok {
		return h, ok, err
	}
	if h.Routes, err = s.directory.Routes(ctx, "人员", code); err != nil {
		return h, true, fmt.Errorf("read routes: %w", err)
	}
	bindings, err := s.directory.Bindings(ctx)
	if err != nil {
		return h, true, err
	}
	h.Bindings = slices.DeleteFunc(bindings, func(b workgroup.Binding) bool { return b.Person != code })
	if h.IdentityAnswers, err = directory.IdentityAnswerTable.All(ctx, s.DB, " WHERE person = ? ORDER BY id", code); err != nil {
		return h, true, err
	}
	groups, err := s.directory.Groups(ctx)
	if err != nil {
		return h, true, err
	}
	for g := range groups.All() {
		if slices.Contains(g.Responsible(), code) {
			h.Groups = append(h.Groups, g)
		}
	}
	if h.Found, err = s.rosters.FoundIn(ctx, code); err != nil {
		return h, true, err
	}
	if h.Cases, err = s.cases(ctx, code, h.keys()); err != nil {
		return h, true, err
	}
	h.Steps = map[int64][]ledger.Step{}
	for _, c := range h.Cases {
		if h.Steps[c.ID], err = s.ledger.Steps(ctx, c.ID); err != nil {
			return h, true, err
		}
	}
	if h.Notices, err = s.ledger.Notices(ctx, outbox.Filter{Person: code}); err != nil {
		return h, true, err
	}
	return h, true, s.held(ctx, code, &h)
}

// held reads what has no method of its own.
func (s *Store) held(ctx context.Context, code string, h *Held) error {
	exemptions, err := s.ledger.Exemptions(ctx)
	if err != nil {
		return err
	}
	h.Exemptions = slices.DeleteFunc(exemptions, func(e ledger.Exemption) bool { return e.Person != code })
	if err := s.DB.SelectContext(ctx, &h.Absences, "SELECT person, deputy, reason, from_on, until_on FROM absences WHERE person = ? OR deputy = ? ORDER BY id", code, code); err != nil {
		return fmt.Errorf("read absences: %w", err)
	}
	err = s.each(ctx, "SELECT began_ms, seen_ms FROM page_sessions WHERE person = ? ORDER BY began_ms", []any{code}, func(scan func(...any) error) error {
		var v Session
		if err := scan(base.Moment(&v.BeganAt), base.Moment(&v.SeenAt)); err != nil {
			return err
		}
		h.Sessions = append(h.Sessions, v)
		return nil
	})
	if err != nil {
		return err
	}
	if h.Filings, err = s.directory.FilingRequests(ctx); err != nil {
		return err
	}
	h.Filings = slices.DeleteFunc(h.Filings, func(f filing.Filing) bool {
		r := f.Request
		return r.By != code && r.Owner != code && !slices.Contains(r.Admins, code) && !slices.ContainsFunc(f.Decisions, func(d filing.Decision) bool { return d.By == code })
	})
	err = s.each(ctx, "SELECT group_code, how, taken_ms FROM rosters_by_hand WHERE person = ? ORDER BY id", []any{code}, func(scan func(...any) error) error {
		var g Given
		if err := scan(&g.Group, &g.How, base.Moment(&g.TakenAt)); err != nil {
			return err
		}
		h.Given = append(h.Given, g)
		return nil
	})
	if err != nil {
		return err
	}
	return s.each(ctx, "SELECT viewer, at_ms FROM page_views WHERE person = ? ORDER BY id", []any{code}, func(scan func(...any) error) error {
		var l PageView
		if err := scan(&l.Viewer, base.Moment(&l.At)); err != nil {
			return err
		}
		h.PageViews = append(h.PageViews, l)
		return nil
	})
}

func (s *Store) each(ctx context.Context, query string, args []any, fn func(scan func(...any) error) error) error {
	rows, err := s.DB.QueryContext(ctx, query, args...)
	if err != nil {
		return fmt.Errorf("read: %w", err)
	}
	defer base.CloseRows(rows)
	for rows.Next() {
		if err := fn(rows.Scan); err != nil {
			return fmt.Errorf("read: %w", err)
		}
	}
	return rows.Err()
}

// accounts lists every account that is known to be the person's.
func (h Held) accounts() []string {
	var list []string
	add := func(account string) {
		if account != "" && account[0] != '@' && !slices.Contains(list, account) {
			list = append(list, account)
		}
	}
	for _, name := range h.Person.Accounts.All() {
		add(name)
	}
	for _, b := range h.Bindings {
		add(b.Account)
	}
	for _, f := range h.Found {
		add(f.Member.Account)
	}
	for _, one := range h.IdentityAnswers {
		add(one.Account)
	}
	for _, c := range h.Cases {
		if c.Subject.Person == h.Person.Code {
			add(c.Subject.Account)
		}
	}
	return list
}

// keys are the accounts as they are compared.
func (h Held) keys() []string {
	var list []string
	for _, a := range h.accounts() {
		list = append(list, workgroup.AccountKey(a))
	}
	return list
}

// cases are those about the person, under their name or an account of theirs,
// those whose evidence names them as a candidate, and those that they answer for.
func (s *Store) cases(ctx context.Context, code string, keys []string) ([]ledger.Case, error) {
	where, args := " WHERE person = ? OR responsible = ? OR evidence LIKE ? ESCAPE '!'", []any{code, code, `%"` + escaped(code) + `"%`}
	if len(keys) > 0 {
		where, args = where+" OR LOWER(account) IN ("+dbconn.In(len(keys))+")", append(args, base.Args(keys)...)
	}
	return sqlledger.CaseTable.All(ctx, s.DB, where+" ORDER BY id", args...)
}

func escaped(text string) string {
	return strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(text)
}
