package workgroup

import (
	"slices"
	"strings"
	"time"
)

// Decision is a person's decision or confirmation about a group: a new end for a stage-limited one, its
// dissolution, its finished upkeep.
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

// UpkeepDone is the kind of the confirmation that the task with the id is done.
func UpkeepDone(task string) string { return upkeepDone + task }

const upkeepDone = "upkeep:"

// UpkeepTask is the id of the confirmed task; false for other decisions.
func (d Decision) UpkeepTask() (string, bool) { return strings.CutPrefix(d.What, upkeepDone) }

// Fault is the named reason why a decision about the group cannot stand on the day; empty if it can.
// Owners and administrators may confirm that their group is dissolved, but not extend its time.
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

// Apply is the group after the decision.
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
