package ledger

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
)

// severities in the order of a listing.
var severities = []string{"high", "normal", "low"}

// branch is one range of an index that is in order already. A listing merges a
// few of them and reads no more of each than the page needs: to sort all open
// cases of a county for each page would take seconds.
type branch struct {
	where []string
	args  []any
	order string // within the branch
}

// List gives a page of the ledger.
func (s *Store) List(ctx context.Context, l ledger.Listing) ([]ledger.Case, error) {
	if l.Search != "" || l.Responsible != "" || l.Sort == ledger.SortNewest || l.Sort == ledger.SortOldest {
		return s.picked(ctx, l)
	}
	open, ended := branches(l)
	order := openOrder[l.Sort]
	if order == "" {
		order = openOrder[ledger.SortDue]
	}
	ids, err := s.listed(ctx, open, order, l)
	if err != nil {
		return nil, err
	}
	if rest := l.Limit - len(ids); rest > 0 && len(ended) > 0 {
		skip := 0 // of the ended ones
		if len(ids) == 0 && l.Offset > 0 {
			before, err := s.count(ctx, open)
			if err != nil {
				return nil, err
			}
			skip = l.Offset - before
		}
		more, err := s.listed(ctx, ended, endedOrder, ledger.Listing{Limit: rest, Offset: skip})
		if err != nil {
			return nil, err
		}
		ids = append(ids, more...)
	}
	return s.inOrder(ctx, ids)
}

// picked lists by number, what few cases have, and what no order of an index
// finds: words of a title, for which every row is looked at once, and one
// person's. COALESCE keeps
// the engines from walking an index by state, and jumping to each row from there.
func (s *Store) picked(ctx context.Context, l ledger.Listing) ([]ledger.Case, error) {
	where, args := listingFilter(l)
	state := "state"
	if l.Responsible == "" {
		state = "COALESCE(state, '')"
	}
	where, args = append(where, state+" IN ("+dbconn.In(max(1, len(l.States)))+")"), append(args, base.Args(orNone(texts(l.States)))...)
	if l.Severity != "" {
		where, args = append(where, "severity = ?"), append(args, l.Severity)
	}
	if l.DueFrom != "" || l.DueTo != "" {
		where, args = append(where, "state NOT IN (?, ?)"), append(args, base.Args(notOpen)...)
	}
	order := openOrder[l.Sort]
	if order == "" {
		order = openOrder[ledger.SortDue]
	}
	if slices.ContainsFunc(l.States, func(st ledger.State) bool { return !st.Open() }) {
		order = "CASE WHEN state IN (?, ?) THEN 1 ELSE 0 END, CASE WHEN state IN (?, ?) THEN closed_on ELSE '' END DESC, " + order
		args = append(append(args, base.Args(notOpen)...), base.Args(notOpen)...)
	}
	var ids []int64
	err := s.DB.SelectContext(ctx, &ids, "SELECT id FROM cases WHERE "+strings.Join(where, " AND ")+" ORDER BY "+order+" LIMIT ? OFFSET ?", append(args, l.Limit, l.Offset)...)
	if err != nil {
		return nil, fmt.Errorf("list picked cases: %w", err)
	}
	return s.inOrder(ctx, ids)
}

// texts are states as text.
func texts(states []ledger.State) []string {
	list := make([]string, len(states))
	for i, s := range states {
		list[i] = string(s)
	}
	return list
}

// inOrder reads the cases in the order of the ids.
func (s *Store) inOrder(ctx context.Context, ids []int64) ([]ledger.Case, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	cases, err := s.Cases(ctx, ledger.Filter{IDs: ids})
	if err != nil {
		return nil, err
	}
	place := make(map[int64]int, len(ids))
	for i, id := range ids {
		place[id] = i
	}
	slices.SortFunc(cases, func(a, b ledger.Case) int { return place[a.ID] - place[b.ID] })
	return cases, nil
}

// CountListed is how many cases a listing has in all.
func (s *Store) CountListed(ctx context.Context, l ledger.Listing) (int, error) {
	open, ended := branches(l)
	return s.count(ctx, append(open, ended...))
}

// The orders of a listing's two parts.
const (
	dueOrder      = "CASE due_on WHEN '' THEN 1 ELSE 0 END, due_on"
	severityOrder = "CASE severity WHEN 'high' THEN 0 WHEN 'normal' THEN 1 ELSE 2 END"
	endedOrder    = "closed_on DESC, id DESC"
)

var openOrder = map[ledger.Sort]string{
	ledger.SortDue:      dueOrder + ", " + severityOrder + ", id",
	ledger.SortSeverity: severityOrder + ", " + dueOrder + ", id",
	ledger.SortNewest:   "id DESC",
	ledger.SortOldest:   "id",
}

// branches are the ranges of open cases and of ended ones.
func branches(l ledger.Listing) (open, ended []branch) {
	common, args := listingFilter(l)
	dated := l.DueFrom != "" || l.DueTo != ""
	for _, state := range l.States {
		if !state.Open() {
			if dated {
				continue
			}
			b := branch{append([]string{"state = ?"}, common...), append([]any{string(state)}, args...), endedOrder}
			if l.Severity != "" {
				b.where, b.args = append(b.where, "severity = ?"), append(b.args, l.Severity)
			}
			ended = append(ended, b)
			continue
		}
		for _, severity := range severities {
			if l.Severity == "" || l.Severity == severity {
				open = append(open, branch{append([]string{"state = ?", "severity = ?"}, common...), append([]any{string(state), severity}, args...), "due_on, id"})
			}
		}
	}
	return open, ended
}

// listingFilter is what every branch asks for.
func listingFilter(l ledger.Listing) (where []string, args []any) {
	if l.Units != nil {
		where, args = append(where, "unit IN ("+dbconn.In(max(1, len(l.Units)))+")"), append(args, base.Args(orNone(l.Units))...)
	}
	if l.Within != nil {
		clause, values := within(l.Within)
		where, args = append(where, clause), append(args, values...)
	}
	if l.Responsible != "" {
		where, args = append(where, "responsible = ?"), append(args, l.Responsible)
	}
	if len(l.Rules) > 0 {
		where, args = append(where, "rule IN ("+dbconn.In(len(l.Rules))+")"), append(args, base.Args(l.Rules)...)
	}
	if l.Rule != "" {
		where, args = append(where, "rule = ?"), append(args, l.Rule)
	}
	if l.DueFrom != "" || l.DueTo != "" {
		where = append(where, "due_on <> ''")
	}
	if l.DueFrom != "" {
		where, args = append(where, "due_on >= ?"), append(args, string(l.DueFrom))
	}
	if l.DueTo != "" {
		where, args = append(where, "due_on <= ?"), append(args, string(l.DueTo))
	}
	if l.Search != "" {
		like := "%" + strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(l.Search) + "%"
		where, args = append(where, "(title LIKE ? ESCAPE '!' OR id = ?)"), append(args, like, number(l.Search))
	}
	if l.Group != "" {
		groups := "SELECT code FROM work_groups WHERE LOWER(code) = ? OR LOWER(name) LIKE ? ESCAPE '!'"
		where = append(where, "id IN (SELECT id FROM cases WHERE group_code IN ("+groups+") UNION SELECT id FROM cases WHERE group2 IN ("+groups+"))")
		word := strings.ToLower(l.Group)
		like := "%" + strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(word) + "%"
		args = append(args, word, like, word, like)
	}
	return where, args
}

// number is a text as a case's number; one that is none is no case's.
func number(text string) int64 {
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return -1
	}
	return id
}

// within is the cases of the units, or about the groups on either side of a
// pair.
func within(w *ledger.Within) (clause string, args []any) {
	var either []string
	in := func(column string, values []string) {
		if len(values) > 0 {
			either, args = append(either, column+" IN ("+dbconn.In(len(values))+")"), append(args, base.Args(values)...)
		}
	}
	in("unit", w.Units)
	in("group_code", w.Groups)
	in("group2", w.Groups)
	if len(either) == 0 {
		return "1 = 0", nil
	}
	return "(" + strings.Join(either, " OR ") + ")", args
}

// orNone is a list for IN, which takes no empty one.
func orNone(list []string) []string {
	if len(list) == 0 {
		return []string{""}
	}
	return list
}

func (s *Store) count(ctx context.Context, branches []branch) (int, error) {
	total := 0
	for _, b := range branches {
		var n int
		if err := s.DB.GetContext(ctx, &n, "SELECT COUNT(*) FROM cases WHERE "+strings.Join(b.where, " AND "), b.args...); err != nil {
			return 0, fmt.Errorf("count listed cases: %w", err)
		}
		total += n
	}
	return total, nil
}

// listed merges the branches. Cases without a due day sort first within a
// branch and come last in the listing: they are a branch of their own.
func (s *Store) listed(ctx context.Context, branches []branch, order string, l ledger.Listing) ([]int64, error) {
	if len(branches) == 0 {
		return nil, nil
	}
	var parts []string
	var args []any
	reach := l.Offset + l.Limit
	add := func(b branch, also string) {
		where := b.where
		if also != "" {
			where = append(slices.Clip(where), also)
		}
		parts = append(parts, "SELECT * FROM (SELECT id, due_on, severity, closed_on FROM cases WHERE "+strings.Join(where, " AND ")+ //nolint:unqueryvet // the inner query names the columns
			" ORDER BY "+b.order+" LIMIT ?) AS branch_"+fmt.Sprint(len(parts)))
		args = append(append(args, b.args...), reach)
	}
	for _, b := range branches {
		if strings.HasPrefix(b.order, "due_on") && l.DueFrom == "" && l.DueTo == "" && !l.Dated {
			add(b, "due_on > ''")
			add(b, "due_on = ''")
			continue
		}
		add(b, "")
	}
	var ids []int64
	query := "SELECT id FROM (" + strings.Join(parts, " UNION ALL ") + ") AS listed ORDER BY " + order + " LIMIT ? OFFSET ?"
	if err := s.DB.SelectContext(ctx, &ids, query, append(args, l.Limit, l.Offset)...); err != nil {
		return nil, fmt.Errorf("list cases: %w", err)
	}
	return ids, nil
}

// Counts counts all cases by state, unit, rule and severity: those that were
// due before the day, those that are due up to the other, and later ones.
func (s *Store) Counts(ctx context.Context, day, soon workgroup.Date) ([]ledger.Count, error) {
	return s.counts(ctx, day, soon, "")
}

// CountsOf counts as Counts does, the cases about the groups only.
func (s *Store) CountsOf(ctx context.Context, day, soon workgroup.Date, groups []string) ([]ledger.Count, error) {
	clause, args := within(&ledger.Within{Groups: groups})
	return s.counts(ctx, day, soon, " WHERE "+clause, args...)
}

func (s *Store) counts(ctx context.Context, day, soon workgroup.Date, where string, args ...any) ([]ledger.Count, error) {
	rows, err := s.DB.QueryContext(ctx, "SELECT state, severity, unit, rule, COUNT(*), SUM(CASE WHEN due_on = '' THEN 1 ELSE 0 END),"+
		" SUM(CASE WHEN due_on <> '' AND due_on < ? THEN 1 ELSE 0 END), SUM(CASE WHEN due_on >= ? AND due_on <= ? THEN 1 ELSE 0 END)"+
		" FROM cases"+where+" GROUP BY state, severity, unit, rule", append([]any{string(day), string(day), string(soon)}, args...)...)
	if err != nil {
		return nil, fmt.Errorf("count cases: %w", err)
	}
	defer base.CloseRows(rows)
	var list []ledger.Count
	for rows.Next() {
		var c ledger.Count
		if err := rows.Scan(&c.State, &c.Severity, &c.Unit, &c.Rule, &c.N, &c.Undated, &c.Overdue, &c.Soon); err != nil {
			return nil, fmt.Errorf("count cases: %w", err)
		}
		if c.Later = c.N - c.Undated - c.Overdue - c.Soon; !c.State.Open() {
			c.Overdue, c.Soon, c.Later = 0, 0, 0
		}
		list = append(list, c)
	}
	return list, rows.Err()
}
