package registry

import (
	"slices"
	"testing"

	"qunguan/reconcile/intake"
)

func TestAccountsAndGroupsThatLookLikeNumbersStayText(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		look := []string{"007", "07", "1e5", "100000", "90071992547409931234"}
		for range 2 { // new, and compared with what is stored
			var rows []intake.MemberRow
			for _, group := range []string{"001", "1"} {
				for _, account := range look {
					rows = append(rows, row(group, account, "张伟", at(10, 8)))
				}
			}
			_, changes := bring{members: rows}.into(t, s)
			for _, group := range []string{"001", "1"} {
				c := changes[group]
				if len(c.Duplicate) > 0 || c.After.Rows != len(look) || c.Kept+c.AddedN != len(look) || c.RemovedN+c.ChangedN > 0 {
					t.Errorf("group %s: %+v", group, c)
				}
				same(t, slices.Sorted(slices.Values(look)), accounts(roster(t, s, group)))
			}
		}
	})
}
