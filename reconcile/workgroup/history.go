package workgroup

import "time"

// GroupVersion is the state of a registered group from a moment until its next version. The first
// version of a group begins with its registration. Purpose, reach, start, scope, 全员 and importance are
// not dated: every version has today's.
type GroupVersion struct {
	Group
	From time.Time // the import's moment
}

// Ended reports whether the group is dissolved or merged.
func (g Group) Ended() bool { return g.State == StateDissolved || g.State == StateMerged }

// Turnover is how many accounts joined and left a group between two of its
// rosters.
type Turnover struct {
	At           time.Time // of the later roster
	Joined, Left int
}
