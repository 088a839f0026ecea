package workgroup

import (
	"slices"
	"time"
)

// Decision is what somebody decided about a group: a new end for a
// stage-limited one, or that it is dissolved.
type Decision struct {
	Group     string
	What      string // Renewed, Dissolved
	On        Date   // the new end; the day of the dissolution
	By        string // person code
	Reason    string
	At        time.Time
	WrittenAt time.Time // the real moment, given by the store
}

// The kinds of decisions.
const (
	Renewed   = "renewed"
	Dissolved = "dissolved"
)

// Fault is why a decision about the group cannot stand on the day, as a named
// reason; empty if it can. Whoever runs a group may confirm that it is
// dissolved, but its time is not theirs to extend.
func (d Decision) Fault(g Group, day Date) string {
	switch {
	case !g.Live():
		return "group_not_live"
	case d.What == Dissolved && d.On > day:
		return "dissolved_in_future"
	case d.What == Dissolved:
		return ""
	case !g.Staged:
		return "group_not_staged"
	case d.On <= day || d.On <= g.EndsOn:
		return "renewed_into_past"
	case slices.Contains(g.Responsible(), d.By):
		return "renewed_by_owner"
	}
	return ""
}

// Apply is the group as the decision leaves it.
func (d Decision) Apply(g Group) Group {
	if d.What == Dissolved {
		g.State, g.DissolvedOn, g.EndSupplied = StateDissolved, d.On, true
		return g
	}
	g.EndsOn = d.On
	return g
}
