package workgroup

import "time"

// GroupVersion is the state of a registered group from a moment until its next version. The first
// version of a group begins with its registration. Purpose, reach, start, scope, 全员 and importance are
// not dated: every version has today's.
type GroupVersion struct {
	Group
	From time.Time // the import's moment
}

// Phase is a time of a group's life in which it was live throughout, or never, until its next phase.
type Phase struct {
	From time.Time
	Live bool
}

// PhasesOf are the phases that a group's versions make, the oldest first.
func PhasesOf(versions []GroupVersion) []Phase {
	var phases []Phase
	for i, v := range versions {
		if i == 0 || v.Live() != phases[len(phases)-1].Live {
			phases = append(phases, Phase{v.From, v.Live()})
		}
	}
	return phases
}

// Ended reports whether the group is dissolved or merged.
func (g Group) Ended() bool { return g.State == StateDissolved || g.State == StateMerged }

// Turnover is how many accounts joined and left a group between two of its
// rosters.
type Turnover struct {
	At           time.Time // of the later roster
	Joined, Left int
}
