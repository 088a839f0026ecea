package staging

import (
	"slices"
	"strconv"

	"qunguan/reconcile/workgroup"
)

// nameRows gives rows without an account that share a nickname their numbers,
// in file order: @张伟, @张伟#2 … Names are compared without case. A name that
// another row of the group has, as account or as nickname, is passed over, so
// that such rows never count as duplicates. It keeps the keys of real accounts,
// then of names given, and the number of the last row of each name in the maps,
// which may be used again.
func nameRows(rows []stagedRow, taken map[string]bool, next map[string]int) {
	if !slices.ContainsFunc(rows, func(r stagedRow) bool { return r.named }) {
		return
	}
	clear(taken)
	clear(next)
	for i := range rows {
		if !rows[i].named {
			taken[rows[i].key] = true
		}
	}
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
