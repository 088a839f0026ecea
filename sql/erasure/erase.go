package erasure

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
	"qunguan/sql/audit"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
)

// Mark is the text in place of all data that identified the person.
func Mark(code string) string { return "〔" + code + "〕" }

// Erased counts what an erasure changed.
type Erased struct {
	Cases, Steps, Notices, Rosters, Routes, Bindings, Answers int
}

// ErasePerson takes a person out of the registry in one transaction, on
// somebody's order and for a reason, both of which stay in the audit trail. Codes
// stay: reports count the same as before.
func (s *Store) ErasePerson(ctx context.Context, h Held, by, reason string) (Erased, error) {
	var done Erased
	err := s.DB.Tx(ctx, func(tx *dbconn.Tx) error {
		e := eraser{Store: s, tx: tx, held: h, mark: Mark(h.Person.Code), words: replacer(h)}
		if err := e.look(ctx); err != nil {
			return err
		}
		err := s.audit.Erase(ctx, tx, audit.Erasing{By: by, Reason: reason}, e.rows(), func() error { return e.change(ctx) })
		done = e.done
		if err != nil {
			return err
		}
		return base.NoteChange(ctx, tx)
	})
	if err == nil {
		err = s.sweep(ctx)
	}
	if err != nil {
		return done, fmt.Errorf("erase person %s: %w", h.Person.Code, err)
	}
	return done, nil
}

// sweep makes SQLite forget what rows held before: it leaves old text in free
// pages of its file, and in its log.
func (s *Store) sweep(ctx context.Context) error {
	if s.DB.Dialect != dbconn.SQLite {
		return nil
	}
	for _, statement := range []string{"VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"} {
		if _, err := s.DB.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("clear the file of what was erased: %w", err)
		}
	}
	return nil
}

// eraser is one erasure under way.
type eraser struct {
	*Store

	tx    *dbconn.Tx
	held  Held
	mark  string
	words *strings.Replacer
	done  Erased

	about   []ledger.Case // cases with texts that may name them
	steps   []ledger.Step
	notices []int64
	groups  []string // groups with rosters that may have them

	exemptions, absences []int64

	// The substitutes of accounts, by their key; for rows without an account, by group and key. The
	// next check finds the person under it, and no case about them ends or begins by it.
	alias, cardAlias map[string]string
}

// replacer puts the mark in the place of everything that names the person, as it
// is written and as JSON writes it. The longest first: an account may contain a
// name.
func replacer(h Held) *strings.Replacer {
	words := append(h.accounts(), h.Person.Name, h.Person.Mobile, h.Person.Email)
	for _, f := range h.Found {
		words = append(words, f.Member.Nickname)
	}
	for _, one := range h.IdentityAnswers {
		words = append(words, one.Card)
	}
	for _, c := range h.Cases {
		var e struct {
			Nickname string `json:"nickname"`
		}
		if c.Subject.Person == h.Person.Code && json.Unmarshal(c.Evidence, &e) == nil {
			words = append(words, e.Nickname)
		}
	}
	words = slices.DeleteFunc(words, func(w string) bool { return utf8.RuneCountInString(w) < 2 })
	slices.SortFunc(words, func(a, b string) int {
		if len(a) != len(b) {
			return len(b) - len(a)
		}
		return strings.Compare(a, b)
	})
	var pairs []string
	for _, w := range slices.Compact(words) {
		pairs = append(pairs, w, Mark(h.Person.Code))
		if quoted, err := json.Marshal(w); err == nil && string(quoted[1:len(quoted)-1]) != w {
			pairs = append(pairs, string(quoted[1:len(quoted)-1]), Mark(h.Person.Code))
		}
	}
	return strings.NewReplacer(pairs...)
}

// name gives every account of the person another name. A row without an account
// is called by its card (contract §2), and the card becomes the mark, as does the
// person's name.
func (e *eraser) name() {
	e.alias, e.cardAlias = map[string]string{}, map[string]string{}
	next := func() string {
		if n := len(e.alias) + len(e.cardAlias); n > 0 {
			return "@" + e.mark + "#" + strconv.Itoa(n+1)
		}
		return "@" + e.mark
	}
	for _, key := range e.held.keys() {
		e.alias[key] = next()
	}
	add := func(group, account string) {
		if key := group + "\x00" + workgroup.AccountKey(account); strings.HasPrefix(account, "@") && e.cardAlias[key] == "" {
			e.cardAlias[key] = next()
		}
	}
	for _, f := range e.held.Found {
		add(f.Group, f.Member.Account)
	}
	for _, c := range e.held.Cases {
		if c.Subject.Person == e.held.Person.Code {
			add(c.Subject.Group, c.Subject.Account)
		}
	}
}

// called is the substitute of an account in a group; empty for another person's.
func (e *eraser) called(group, account string) string {
	key := workgroup.AccountKey(account)
	return cmp.Or(e.alias[key], e.cardAlias[group+"\x00"+key])
}

// look finds the rows that may name the person.
func (e *eraser) look(ctx context.Context) error {
	e.name()
	code := e.held.Person.Code
	for _, c := range e.held.Cases {
		mine := c.Subject.Person == code || e.called(c.Subject.Group, c.Subject.Account) != "" || strings.Contains(string(c.Evidence), `"`+code+`"`)
		if mine {
			e.about = append(e.about, c)
			e.steps = append(e.steps, e.held.Steps[c.ID]...)
		}
		if g := c.Subject.Group; g != "" && mine && !slices.Contains(e.groups, g) {
			e.groups = append(e.groups, g)
		}
	}
	for _, f := range e.held.Found {
		if !slices.Contains(e.groups, f.Group) {
			e.groups = append(e.groups, f.Group)
		}
	}
	ids := make([]int64, len(e.about))
	for i, c := range e.about {
		ids[i] = c.ID
	}
	if err := e.tx.SelectContext(ctx, &e.notices, "SELECT seq FROM notices WHERE recipient_type = 'person' AND recipient = ?", code); err != nil {
		return fmt.Errorf("find notices: %w", err)
	}
	for chunk := range slices.Chunk(ids, base.InList) {
		var more []int64
		if err := e.tx.SelectContext(ctx, &more, "SELECT DISTINCT n.seq FROM notices n JOIN notice_cases l ON l.notice_id = n.id WHERE l.case_id IN ("+dbconn.In(len(chunk))+")", base.Args(chunk)...); err != nil {
			return fmt.Errorf("find notices: %w", err)
		}
		e.notices = append(e.notices, more...)
	}
	slices.Sort(e.notices)
	e.notices = slices.Compact(e.notices)
	for query, to := range map[string]*[]int64{"SELECT id FROM exemptions WHERE person = ?": &e.exemptions, "SELECT id FROM absences WHERE person = ?": &e.absences} {
		if err := e.tx.SelectContext(ctx, to, query, code); err != nil {
			return fmt.Errorf("find reasons: %w", err)
		}
	}
	return nil
}

// rows are those that the audit trail must know of.
func (e *eraser) rows() []audit.RowsOf {
	code := e.held.Person.Code
	number := func(table string, ids []int64) audit.RowsOf {
		r := audit.RowsOf{Table: table}
		for _, id := range ids {
			r.Keys = append(r.Keys, []string{strconv.FormatInt(id, 10)})
		}
		return r
	}
	var cases, steps, said []int64
	for _, c := range e.about {
		cases = append(cases, c.ID)
	}
	for _, st := range e.steps {
		steps = append(steps, st.ID)
	}
	for _, one := range e.held.IdentityAnswers {
		said = append(said, one.ID)
	}
	rosters := audit.RowsOf{Table: "roster_documents"}
	for _, g := range e.groups {
		rosters.Keys = append(rosters.Keys, []string{g})
	}
	bindings, routes := audit.RowsOf{Table: "bindings"}, audit.RowsOf{Table: "routes"}
	for _, b := range e.held.Bindings {
		bindings.Keys = append(bindings.Keys, []string{b.Platform, workgroup.AccountKey(b.Account)})
	}
	for _, r := range e.held.Routes {
		routes.Keys = append(routes.Keys, []string{r.TargetType, r.Target, r.Channel})
	}
	all := []audit.RowsOf{{Table: "people", Keys: [][]string{{code}}}, number("cases", cases), number("case_steps", steps), number("said_identities", said), number("notices", e.notices), number("exemptions", e.exemptions), number("absences", e.absences), rosters, bindings, routes}
	return slices.DeleteFunc(all, func(r audit.RowsOf) bool { return len(r.Keys) == 0 })
}
