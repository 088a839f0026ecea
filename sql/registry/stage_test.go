package registry

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"qunguan/reconcile/intake"
	"qunguan/reconcile/workgroup"
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
				same(t, slices.Sorted(slices.Values(look)), accounts(membersIn(t, s, group)))
			}
		}
	})
}

// Rosters and activity come in one command, more than is held in one piece.
func TestMembersAndActivityAreStagedSideBySide(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		const rows = 30_000
		st := got(s.NewStage(ctx))(t)
		for i := range rows {
			r := row("G1", fmt.Sprint("wx_", i), "张伟", at(10, 8))
			must(t, st.Member(ctx, r))
			must(t, st.Activity(ctx, intake.ActivityRow{Activity: workgroup.Activity{Group: "G1", TakenAt: at(10, 8).Add(time.Duration(i) * time.Second), LastMessageAt: at(9, 8), Messages: -1, Speakers: -1}}))
		}
		must(t, st.Settle(ctx, func(intake.RosterChange) (intake.Disposition, error) { return intake.RosterNew, nil }))
		p := got(st.Publish(ctx, intake.Batch{}, importTime))(t)
		must(t, st.Close())
		same(t, [2]int{rows, rows}, [2]int{len(membersIn(t, s, "G1")), p.Activities})
	})
}
