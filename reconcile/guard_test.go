package reconcile

import (
	"fmt"
	"testing"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/policy"
	"qunguan/reconcile/rule"
)

func TestGuard(t *testing.T) {
	plan := func(n int, rule_ string, e ledger.Event) Plan {
		var p Plan
		for i := range n {
			p.Changes = append(p.Changes, Change{Event: e, After: ledger.Case{Rule: rule_, Title: fmt.Sprint(i)}})
		}
		return p
	}
	limits := policy.Guard{MaxNewCases: 200, MinNewCases: 20, MaxNewShare: 0.25}
	for _, c := range []struct {
		name string
		plan Plan
		base int
		off  bool
		want string
	}{
		{"a few new cases pass", plan(19, rule.MemberCard, ledger.EventOpened), 20, false, ""},
		{"a quarter of everything judged passes", plan(25, rule.MemberCard, ledger.EventOpened), 100, false, ""},
		{"more than a quarter is held", plan(26, rule.MemberCard, ledger.EventOpened), 100, false, "max_new_share"},
		{"a share of 1 switches the share off", plan(90, rule.MemberCard, ledger.EventOpened), 100, true, ""},
		{"the limit itself passes", plan(200, rule.MemberCard, ledger.EventOpened), 100000, false, ""},
		{"more than the limit is held", plan(201, rule.MemberCard, ledger.EventOpened), 100000, false, "max_new_cases"},
		{"reopened cases count", plan(26, rule.MemberCard, ledger.EventReopened), 100, false, "max_new_share"},
		{"closed ones do not", plan(300, rule.MemberCard, ledger.EventClosed), 100, false, ""},
		{"missing people do not count", plan(300, rule.MemberMissing, ledger.EventOpened), 100, false, ""},
		{"what a rule finds in its first look at the unit does not count", plan(300, rule.GroupNoOwner, ledger.EventOpened), 100, false, ""},
		{"stale rosters do not count", plan(300, rule.RosterStale, ledger.EventOpened), 100, false, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := limits
			if c.off {
				g.MaxNewShare = 1
			}
			f := rule.NewFindings()
			f.Rows, f.Groups = c.base-1, 1
			trip := Guard(c.plan, f, g, map[string]bool{rule.GroupNoOwner: true})
			got := ""
			if trip != nil {
				got = trip.Reason
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
