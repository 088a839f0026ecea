package reconcile

import (
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/policy"
	"qunguan/reconcile/rule"
)

// GuardTrip is the reason why a guard holds a part back.
type GuardTrip struct {
	Reason   string         // max_new_cases or max_new_share
	New      int            // cases that would open or reopen
	Limit    float64        // the limit that was exceeded
	Base     int            // live groups and fresh roster rows judged
	ByRule   map[string]int // new cases by rule
	Examples []string       // titles of the first few
}

const tripExamples = 5

// Guard holds a part back that would open far more cases than the policy considers plausible: the sign
// of a directory read by half, or of a wrong file. It returns nil when the plan may be carried out.
// Cases of rules that judge the unit for the first time are its baseline and do not count, nor do cases
// that come in large numbers by nature.
func Guard(p Plan, f *rule.Findings, g policy.Guard, baseline map[string]bool) *GuardTrip {
	trip := GuardTrip{ByRule: map[string]int{}, Base: f.Groups + f.Rows}
	for _, c := range p.Changes {
		if c.Event != ledger.EventOpened && c.Event != ledger.EventReopened {
			continue
		}
		if r := rule.Of(c.After.Rule); baseline[c.After.Rule] || r != nil && r.OutsideGuard {
			continue
		}
		trip.New++
		trip.ByRule[c.After.Rule]++
		if len(trip.Examples) < tripExamples {
			trip.Examples = append(trip.Examples, c.After.Title)
		}
	}
	switch {
	case trip.New > g.MaxNewCases:
		trip.Reason, trip.Limit = "max_new_cases", float64(g.MaxNewCases)
	case g.MaxNewShare < 1 && trip.New >= g.MinNewCases && float64(trip.New) > g.MaxNewShare*float64(trip.Base):
		trip.Reason, trip.Limit = "max_new_share", g.MaxNewShare
	default:
		return nil
	}
	return &trip
}
