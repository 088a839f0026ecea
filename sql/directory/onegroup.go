package directory

import (
	"context"

	"qunguan/reconcile/workgroup"
	"qunguan/sql/base"
)

// Group reads one registered group; ok is false for an unknown code.
func (s *Store) Group(ctx context.Context, code string) (g workgroup.Group, ok bool, err error) {
	list, err := groupTable.All(ctx, s.DB, " WHERE code = ?", code)
	if err != nil || len(list) == 0 {
		return g, false, err
	}
	return list[0], true, nil
}

// VersionsOf lists every version that a registered group ever had, oldest first.
func (s *Store) VersionsOf(ctx context.Context, code string) ([]workgroup.GroupVersion, error) {
	g, ok, err := s.Group(ctx, code)
	if err != nil || !ok {
		return nil, err
	}
	changes, err := groupChangeTable.All(ctx, s.DB, " WHERE group_code = ? ORDER BY id", code)
	if err != nil {
		return nil, err
	}
	return versionsOf(g, changes)
}

// Turnover counts who joined and who left a group at each roster that told so,
// the newest first, at most so many rosters.
func (s *Store) Turnover(ctx context.Context, code string, atMost int) ([]workgroup.Turnover, error) {
	rows, err := s.DB.QueryContext(ctx, "SELECT at_ms, SUM(CASE WHEN has_left = 0 THEN 1 ELSE 0 END), SUM(CASE WHEN has_left = 1 THEN 1 ELSE 0 END)"+
		" FROM account_changes WHERE group_code = ? GROUP BY at_ms ORDER BY at_ms DESC LIMIT ?", code, atMost)
	if err != nil {
		return nil, err
	}
	defer base.CloseRows(rows)
	var list []workgroup.Turnover
	for rows.Next() {
		var t workgroup.Turnover
		if err := rows.Scan(base.Moment(&t.At), &t.Joined, &t.Left); err != nil {
			return nil, err
		}
		list = append(list, t)
	}
	return list, rows.Err()
}
