package reports

import (
	"testing"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

func TestTheOpinionRestsOnTheCasesThatWereOpenAtThePeriodsEnd(t *testing.T) {
	d := data("2026-11-01", "2026-11-30")
	on := func(rule string, opened, closed workgroup.Date) ledger.Case {
		return ledger.Case{Rule: rule, State: ledger.Found, OpenedOn: opened, ClosedOn: closed}
	}
	for _, c := range []struct {
		name  string
		state string
		cases []ledger.Case
		want  string
	}{
		{"nothing is wrong", "", nil, "保留"},
		{"silence ends a group", "", []ledger.Case{on("member.card", "2026-11-02", ""), on("group.zombie", "2026-11-02", "")}, "建议解散（长期无人发言）"},
		{"what was mended no longer counts", "", []ledger.Case{on("group.zombie", "2026-11-02", "2026-11-20")}, "保留"},
		{"what came later does not count yet", "", []ledger.Case{on("group.zombie", "2026-12-02", "")}, "保留"},
		{"what was mended later still stood", "", []ledger.Case{on("group.no_owner", "2026-11-02", "2026-12-03")}, "保留，整改：" + rule.Short(phrase.Zh, "group.no_owner")},
		{"a group that is gone", workgroup.StateDissolved, []ledger.Case{on("group.zombie", "2026-11-02", "")}, "已解散"},
	} {
		if got := d.opinion(workgroup.Group{State: c.state}, c.cases); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
