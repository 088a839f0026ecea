// Package intake reads the files that an office hands in: it finds each sheet's kind, checks every cell
// and reference, and lists the records to be written. It is pure: sheets come from readers, the
// registry's content as values, and rows of rosters go to a Stage that the caller provides.
package intake

import (
	"context"
	"time"

	"qunguan/reconcile/workgroup"
)

// Place is the position of a row in the files of one command.
type Place struct {
	File  string // as named on the command line
	Sheet string // empty for csv
	Row   int    // 1 = first line of the sheet
}

// MemberRow is a row of 群成员 whose cells and references are good. Account is
// empty where the source shows none: the Stage names such rows @nickname,
// @nickname#2 … in file order.
type MemberRow struct {
	Place        Place
	Group        string // group code, or workgroup.UnfiledKey
	Platform     string
	Number       string // 平台群号 of the row, for unfiled groups
	GroupName    string // 群名称 of the row, for unfiled groups
	TakenAt      time.Time
	HasNicknames bool // the sheet has a 群昵称 column
	Member       workgroup.Member
}

// ActivityRow is a row of 群活动 whose cells and references are good.
type ActivityRow struct {
	Place     Place
	Platform  string
	Number    string
	GroupName string
	Activity  workgroup.Activity
}

// Stage takes rows as they are read, in bounded memory, and drops them all unless they are published.
type Stage interface {
	Member(ctx context.Context, row MemberRow) error
	Activity(ctx context.Context, row ActivityRow) error
	Spoke(ctx context.Context, row SpokenRow) error
}

// RosterChange compares a staged roster with the group's stored one. Counts are accounts, compared
// without case.
type RosterChange struct {
	Group     string
	Before    workgroup.Roster // zero TakenAt: there is none
	After     workgroup.Roster
	Kept      int // accounts in both
	Added     []string
	Removed   []string // at most RosterChangeNames names; the counts include all
	AddedN    int
	RemovedN  int
	ChangedN  int    // same account, other nickname, role or times
	Duplicate []Twin // the same account twice
}

// RosterChangeNames is how many accounts a RosterChange lists by name.
const RosterChangeNames = 20

// Twin is an account that occurs twice in one roster.
type Twin struct {
	Account   string
	First     Place
	Second    Place
	Identical bool // counts once, with a warning; otherwise it is an error
}

// Disposition is the treatment of a staged roster.
type Disposition string

// The dispositions of a staged roster.
const (
	RosterNew       Disposition = "new"       // first roster of its group
	RosterReplaced  Disposition = "replaced"  // replaces the stored one
	RosterUnchanged Disposition = "unchanged" // same rows; only its moment moves
	RosterIgnored   Disposition = "ignored"   // older than the stored one; ignored whole
	RosterHeld      Disposition = "held"      // looks wrong (guard); not applied
	RosterRejected  Disposition = "rejected"  // --partial: a bad row holds the group's roster back
)

// Applies reports whether the staged roster becomes the stored one.
func (d Disposition) Applies() bool {
	return d == RosterNew || d == RosterReplaced || d == RosterUnchanged
}
