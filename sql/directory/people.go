package directory

import (
	"context"
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"qunguan/reconcile/workgroup"
	"qunguan/sql/base"
)

// People is the people of the directory.
//
// Every check holds all of them: texts that many people share (units, posts, states) are read once.
func (s *Store) People(ctx context.Context) (workgroup.People, error) {
	rows, err := s.DB.QueryContext(ctx, "SELECT code, name, mobile, email, accounts, unit, post, status, left_on, also_units, roles FROM people ORDER BY code")
	if err != nil {
		return workgroup.People{}, fmt.Errorf("read people: %w", err)
	}
	defer base.CloseRows(rows)
	var own [5]sql.RawBytes    // code, name, mobile, email, accounts
	var shared [6]sql.RawBytes // unit, post, status, left_on, also_units, roles
	dest := make([]any, 0, len(own)+len(shared))
	for i := range own {
		dest = append(dest, &own[i])
	}
	for i := range shared {
		dest = append(dest, &shared[i])
	}
	var people workgroup.PeopleBuilder
	alike := map[string]workgroup.Person{} // a person without what is their own, by the columns that are not
	var text []byte
	for rows.Next() {
		if err := rows.Scan(dest...); err != nil {
			return workgroup.People{}, fmt.Errorf("read people: %w", err)
		}
		text = joined(text[:0], shared[:])
		p, met := alike[string(text)]
		if !met {
			if p, err = standingOf(shared); err != nil {
				return workgroup.People{}, fmt.Errorf("read person %s: %w", own[0], err)
			}
			alike[string(text)] = p
		}
		if p.Accounts, err = accountsFrom(string(own[4])); err != nil {
			return workgroup.People{}, fmt.Errorf("read person %s: %w", own[0], err)
		}
		p.Code, p.Name, p.Mobile, p.Email = string(own[0]), string(own[1]), string(own[2]), string(own[3])
		people.Add(p)
	}
	if err := rows.Err(); err != nil {
		return workgroup.People{}, fmt.Errorf("read people: %w", err)
	}
	return people.People(), nil
}

// joined appends the columns so that different ones give different texts.
func joined(to []byte, columns []sql.RawBytes) []byte {
	for _, column := range columns {
		to = append(binary.AppendUvarint(to, uint64(len(column))), column...)
	}
	return to
}

// standingOf is a person's unit, post, status, last day, further units and roles.
func standingOf(columns [6]sql.RawBytes) (p workgroup.Person, err error) {
	p.Unit, p.Post, p.Status, p.LeftOn = string(columns[0]), string(columns[1]), string(columns[2]), workgroup.Date(columns[3])
	if err = base.JSON(&p.AlsoUnits).Scan([]byte(columns[4])); err == nil {
		err = base.JSON(&p.Roles).Scan([]byte(columns[5]))
	}
	return p, err
}

// accountsFrom reads an accounts column. Nearly everybody has one account or two of plain letters:
// the text between its quotes is then the value, and no decoder is needed. Anything else is left to
// one.
func accountsFrom(text string) (list workgroup.Accounts, err error) {
	if text == "" {
		return list, nil
	}
	if list, ok := plainAccounts(text); ok {
		return list, nil
	}
	return list, json.Unmarshal([]byte(text), &list)
}

// plainAccounts reads an object of texts in which nothing is escaped, nothing
// is empty and the keys are in order, as the store writes them.
func plainAccounts(text string) (list workgroup.Accounts, ok bool) {
	inner, opened := strings.CutPrefix(text, `{"`)
	inner, closed := strings.CutSuffix(inner, `"}`)
	if !opened || !closed || !isPlainJSON(inner) {
		return list, false
	}
	before := ""
	for pair := range strings.SplitSeq(inner, `","`) {
		platform, account, ok := strings.Cut(pair, `":"`)
		if !ok || account == "" || strings.Contains(platform, `"`) || strings.Contains(account, `"`) {
			return list, false
		}
		if list != (workgroup.Accounts{}) && before >= platform {
			return list, false
		}
		list, before = list.With(platform, account), platform
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
