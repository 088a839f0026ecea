package directory

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"qunguan/reconcile/workgroup"
	"qunguan/sql/base"
)

// People is the people of the directory by code.
//
// Every check holds all of them, a hundred thousand in a county: texts that
// many people share (units, posts, states) are kept once, and a person's own in
// one text.
func (s *Store) People(ctx context.Context) (workgroup.People, error) {
	var count int
	if err := s.DB.GetContext(ctx, &count, "SELECT COUNT(*) FROM people"); err != nil {
		return nil, fmt.Errorf("count people: %w", err)
	}
	rows, err := s.DB.QueryContext(ctx, "SELECT code, name, mobile, email, accounts, unit, post, status, left_on, also_units, roles FROM people")
	if err != nil {
		return nil, fmt.Errorf("read people: %w", err)
	}
	defer base.CloseRows(rows)
	var own [5]sql.RawBytes // code, name, mobile, email, accounts
	var unit, post, status, leftOn, also, roles sql.RawBytes
	dest := []any{&own[0], &own[1], &own[2], &own[3], &own[4], &unit, &post, &status, &leftOn, &also, &roles}
	people, seen := make(workgroup.People, count), map[string]string{}
	var both []byte
	for rows.Next() {
		if err := rows.Scan(dest...); err != nil {
			return nil, fmt.Errorf("read people: %w", err)
		}
		both = both[:0]
		for _, column := range own {
			both = append(both, column...)
		}
		text := string(both)
		next := func(column int) (value string) {
			value, text = text[:len(own[column])], text[len(own[column]):]
			return value
		}
		p := workgroup.Person{Code: next(0), Name: next(1), Mobile: next(2), Email: next(3)}
		p.Unit, p.Post, p.Status, p.LeftOn = base.Intern(seen, unit), base.Intern(seen, post), base.Intern(seen, status), workgroup.Date(base.Intern(seen, leftOn))
		if p.Accounts, err = accountsFrom(text, seen); err == nil {
			err = base.JSON(&p.AlsoUnits).Scan([]byte(also))
		}
		if err == nil {
			err = base.JSON(&p.Roles).Scan([]byte(roles))
		}
		if err != nil {
			return nil, fmt.Errorf("read person %s: %w", p.Code, err)
		}
		people[p.Code] = p
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read people: %w", err)
	}
	return people, nil
}

// accountsFrom reads an accounts column. Nearly everybody has one account or two of plain letters:
// the text between its quotes is then the value, and no decoder is needed. Anything else is left to
// one.
func accountsFrom(text string, seen map[string]string) (workgroup.Accounts, error) {
	if text == "" {
		return nil, nil
	}
	if list, ok := plainAccounts(text, seen); ok {
		return list, nil
	}
	var list workgroup.Accounts
	return list, json.Unmarshal([]byte(text), &list)
}

// plainAccounts reads an object of texts in which nothing is escaped, nothing
// is empty and the keys are in order, as the store writes them.
func plainAccounts(text string, seen map[string]string) (workgroup.Accounts, bool) {
	inner, opened := strings.CutPrefix(text, `{"`)
	inner, closed := strings.CutSuffix(inner, `"}`)
	if !opened || !closed || !isPlainJSON(inner) {
		return nil, false
	}
	list := make(workgroup.Accounts, 0, 1)
	for pair := range strings.SplitSeq(inner, `","`) {
		platform, account, ok := strings.Cut(pair, `":"`)
		if !ok || account == "" || strings.Contains(platform, `"`) || strings.Contains(account, `"`) {
			return nil, false
		}
		if n := len(list); n > 0 && list[n-1].Platform >= platform {
			return nil, false
		}
		shared, ok := seen[platform]
		if !ok {
			shared = strings.Clone(platform)
			seen[shared] = shared
		}
		list = append(list, workgroup.Account{Platform: shared, Name: account})
	}
	return list, true
}

// isPlainJSON reports whether a decoder would leave every character of the
// text, quotes apart, as it is.
func isPlainJSON(text string) bool {
	for i := range len(text) {
		if text[i] == '\\' || text[i] < ' ' {
			return false
		}
	}
	return utf8.ValidString(text)
}
