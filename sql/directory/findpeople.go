package directory

import (
	"context"
	"fmt"
	"strings"

	"qunguan/reconcile/workgroup"
)

// FindPeople lists everybody whose code, mobile or mail (in lower case) is the
// text; an empty text fits nobody.
func (s *Store) FindPeople(ctx context.Context, code, mobile, mail string) ([]workgroup.Person, error) {
	var where []string
	var args []any
	for _, one := range []struct{ column, text string }{{"code", code}, {"mobile", mobile}, {"LOWER(email)", mail}} {
		if one.text != "" {
			where, args = append(where, one.column+" = ?"), append(args, one.text)
		}
	}
	if len(where) == 0 {
		return nil, nil
	}
	list, err := PersonTable.All(ctx, s.DB, " WHERE "+strings.Join(where, " OR ")+" ORDER BY code", args...)
	if err != nil {
		return nil, fmt.Errorf("find people: %w", err)
	}
	return list, nil
}

// Person reads one person; ok is false for an unknown code.
func (s *Store) Person(ctx context.Context, code string) (p workgroup.Person, ok bool, err error) {
	list, err := PersonTable.All(ctx, s.DB, " WHERE code = ?", code)
	if err != nil || len(list) == 0 {
		return p, false, err
	}
	return list[0], true, nil
}
