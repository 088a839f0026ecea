package paste

import (
	"cmp"
	"slices"
	"strings"

	"qunguan/reconcile/identity"
	"qunguan/reconcile/workgroup"
)

// Match gives each name the one row of the stored roster that it can be: the row with the same
// normalised nickname, else the row of the same person. Such a row keeps its account, its role and its
// dates; the other names get no account. Where several names match one row the first has it. person is
// the person code of a row, empty where the row's person is unknown.
func Match(names []string, stored []workgroup.Member, person func(workgroup.Member) string) []workgroup.Member {
	rows := make([]workgroup.Member, len(names))
	for i, name := range names {
		rows[i].Nickname = name
	}
	return MatchRows(rows, stored, person)
}

// MatchRows is Match for the rows of a table: rows with an account are identified by it.
func MatchRows(given, stored []workgroup.Member, person func(workgroup.Member) string) []workgroup.Member {
	rows := slices.Clone(given)
	taken, matched := make([]bool, len(stored)), make([]bool, len(rows))
	accounts := map[string]bool{}
	for i := range rows {
		rows[i].Origin = workgroup.OriginPasted
		if matched[i] = rows[i].Account != ""; matched[i] {
			accounts[rows[i].Key()] = true
		}
	}
	for at, m := range stored {
		taken[at] = accounts[m.Key()]
	}
	by := func(key func(workgroup.Member) string) {
		old := map[string][]int{}
		for at, m := range stored {
			if k := key(m); k != "" {
				old[k] = append(old[k], at)
			}
		}
		for i, m := range rows {
			at := old[key(m)]
			if matched[i] || len(at) != 1 || taken[at[0]] {
				continue
			}
			taken[at[0]], matched[i] = true, true
			rows[i] = kept(stored[at[0]], rows[i])
		}
	}
	by(func(m workgroup.Member) string { return identity.Normalise(m.Nickname) })
	by(person)
	return rows
}

// kept is a stored row under the name that the text gives it now. An account that was derived from the
// old nickname is derived anew.
func kept(old, now workgroup.Member) workgroup.Member {
	row := now
	if old.OwnAccount() {
		row.Account = old.Account
	}
	row.Role = cmp.Or(now.Role, old.Role)
	if row.JoinedAt.IsZero() {
		row.JoinedAt = old.JoinedAt
	}
	if row.SpokeAt.IsZero() {
		row.SpokeAt = old.SpokeAt
	}
	return row
}

// Unchanged is the stored roster, confirmed as it is by a person.
func Unchanged(stored []workgroup.Member) []workgroup.Member {
	rows := slices.Clone(stored)
	for i := range rows {
		rows[i].Origin = workgroup.OriginByWord
	}
	return rows
}

// NotOneError is a name to be removed that does not match exactly one row.
type NotOneError struct {
	Name string
	Fits []string // nicknames, or accounts where there is none; empty: no row matches
}

// Error gives no name, so that logs hold no personal data.
func (e *NotOneError) Error() string { return "the name is not that of exactly one row" }

// Changed is the stored roster without the removed rows and with the added names. A row is named by its
// account, its nickname or the person's name. *NotOneError for a name that matches no row or several.
func Changed(stored []workgroup.Member, add, remove []string, person, fullName func(workgroup.Member) string) ([]workgroup.Member, *NotOneError) {
	rows := Unchanged(stored)
	for _, name := range remove {
		at, err := find(rows, name, fullName)
		if err != nil {
			return nil, err
		}
		rows = slices.Delete(rows, at, at+1)
	}
	return append(rows, Match(add, nil, person)...), nil
}

// find is the row that a name identifies: the first of account, nickname, normalised nickname and
// person's name that exactly one row has.
func find(rows []workgroup.Member, name string, fullName func(workgroup.Member) string) (int, *NotOneError) {
	name = strings.TrimSpace(name)
	var fits []int
	for _, is := range []func(workgroup.Member) bool{
		func(m workgroup.Member) bool { return m.Key() == workgroup.AccountKey(name) },
		func(m workgroup.Member) bool { return strings.TrimSpace(m.Nickname) == name },
		func(m workgroup.Member) bool {
			return identity.Normalise(name) != "" && identity.Normalise(m.Nickname) == identity.Normalise(name)
		},
		func(m workgroup.Member) bool { return fullName(m) == name },
	} {
		var found []int
		for i, m := range rows {
			if name != "" && is(m) {
				found = append(found, i)
			}
		}
		if len(found) == 1 {
			return found[0], nil
		}
		if len(fits) == 0 {
			fits = found
		}
	}
	e := &NotOneError{Name: name}
	for _, i := range fits {
		e.Fits = append(e.Fits, cmp.Or(rows[i].Nickname, rows[i].Account))
	}
	return 0, e
}
