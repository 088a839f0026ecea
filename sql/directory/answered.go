package directory

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"qunguan/reconcile/workgroup"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
)

// answered is a column of a group that an answer changed, with the text that
// the import before it brought.
type answered struct{ group, field, imported string }

var answeredTable = base.Table[answered]{
	Name: "answered_fields", Keys: 2, Columns: []string{"group_code", "field", "imported"},
	Fields: func(a *answered) []any { return []any{&a.group, &a.field, &a.imported} },
}

// AnswerGroup writes a group as an answer leaves it, with the dated changes, and
// remembers what the files said before: an import that says the same again does
// not undo the answer. base.ErrNotFound if the group is not as it was read.
func AnswerGroup(ctx context.Context, tx *dbconn.Tx, before, after workgroup.Group, at, written time.Time) error {
	diffs, err := groupTable.Differences(&before, &after)
	if err != nil || len(diffs) == 0 {
		return err
	}
	var set, where []string
	var args, guards []any
	var kept []answered
	for _, d := range diffs {
		set, args = append(set, d.Column+" = ?"), append(args, d.New)
		where, guards = append(where, d.Column+" = ?"), append(guards, d.Old)
		kept = append(kept, answered{before.Code, d.Column, fmt.Sprint(d.Old)})
	}
	res, err := tx.ExecContext(ctx, "UPDATE work_groups SET "+strings.Join(set, ", ")+" WHERE code = ? AND "+strings.Join(where, " AND "),
		append(append(args, before.Code), guards...)...)
	if err != nil {
		return fmt.Errorf("change group %s: %w", before.Code, err)
	}
	if n, err := res.RowsAffected(); err != nil || n != 1 {
		return base.ErrNotFound
	}
	if err := groupTable.NoteDifferences(tx, &before, &after); err != nil {
		return err
	}
	if err := answeredTable.Write(ctx, tx, kept, tx.Dialect.Ignore("field")); err != nil {
		return err
	}
	changes, err := GroupChanges(before, after, at, written)
	if err != nil {
		return err
	}
	return WriteGroupChanges(ctx, tx, changes)
}

// keepAnswers puts what answers changed into groups of which the file says the
// same as the import before the answer, and forgets answers that a file
// overrules. It returns the codes of the groups that it kept something of.
func (p *Publication) keepAnswers(ctx context.Context, groups []workgroup.Group, stored map[string]workgroup.Group) (kept []string, err error) {
	codes := make([]string, len(groups))
	place := make(map[string]int, len(groups))
	for i, g := range groups {
		codes[i], place[g.Code] = g.Code, i
	}
	list, err := answeredTable.Within(ctx, p.Tx, "group_code", codes)
	if err != nil {
		return nil, err
	}
	for _, a := range list {
		g, old := &groups[place[a.group]], stored[a.group]
		diffs, err := groupTable.Differences(&old, g)
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(diffs, func(d base.Difference) bool { return d.Column == a.field })
		switch {
		case i < 0: // the file agrees with the answer
		case fmt.Sprint(diffs[i].New) == a.imported:
			if err := setColumn(g, a.field, fmt.Sprint(diffs[i].Old)); err != nil {
				return nil, err
			}
			if !slices.Contains(kept, a.group) {
				kept = append(kept, a.group)
			}
			continue
		}
		if _, err := p.Tx.ExecContext(ctx, "DELETE FROM answered_fields WHERE group_code = ? AND field = ?", a.group, a.field); err != nil {
			return nil, fmt.Errorf("forget an answer about group %s: %w", a.group, err)
		}
	}
	return kept, nil
}
