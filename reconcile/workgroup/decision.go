package workgroup

import (
	"slices"
	"strings"
	"time"
)

// Decision is what somebody decided about a group, or says of it: a new end for
// a stage-limited one, that it is dissolved, that its upkeep is done.
type Decision struct {
	Group     string
	What      string // Renewed, Dissolved, UpkeepDone
	On        Date   // the new end; the day of the dissolution; the first day of the upkeep's period
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

// UpkeepDone is the kind of a confirmation that the task of the id is done.
func UpkeepDone(task string) string { return upkeepDone + task }

const upkeepDone = "upkeep:"

// UpkeepTask is the id of the task that is confirmed; false for other decisions.
func (d Decision) UpkeepTask() (string, bool) { return strings.CutPrefix(d.What, upkeepDone) }

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
	if d.What == Renewed {
		g.EndsOn = d.On
	}
	return g
}
