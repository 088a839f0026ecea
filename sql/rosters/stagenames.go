package rosters

import (
	"slices"
	"strconv"

	"qunguan/reconcile/workgroup"
)

// nameRows gives rows without an account that share a nickname their numbers,
// in file order: @张伟, @张伟#2 … Names are compared without case. A name that
// another row of the group has, as account or as nickname, is passed over, so
// that such rows never count as duplicates.
func nameRows(rows []stagedRow) {
	if !slices.ContainsFunc(rows, func(r stagedRow) bool { return r.named }) {
		return
	}
	taken := make(map[string]bool, len(rows)) // keys of real accounts, then of names given
	for i := range rows {
		if !rows[i].named {
			taken[rows[i].key] = true
		}
	}
	next := map[string]int{} // key → number of the last row of that name
	for i := range rows {
		r := &rows[i]
		if !r.named {
			continue
		}
		name, key := r.Account, r.key
		for number := next[key] + 1; ; number++ {
			if number > 1 {
				r.Account = name + "#" + strconv.Itoa(number)
				r.key = workgroup.AccountKey(r.Account)
			}
			if !taken[r.key] {
				next[key] = number
				break
			}
		}
		taken[r.key] = true
	}
}
