// Package compose decides whom to tell: it chooses a recipient for every untold case, writes one notice
// for each recipient, and lists the notices of the outbox that are replaced. It is pure: the registry's
// rows, the moment and the calendar are arguments, and the caller writes the result. It knows no
// channel's markup and no address.
package compose

import (
	"time"

	"qunguan/notify"
	"qunguan/notify/outbox"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/policy"
	"qunguan/reconcile/workgroup"
)

// MaxLines is how many lines a notice has at most, over all its sections.
const MaxLines = 20

// Input holds all that compose reads.
type Input struct {
	Now    time.Time // the run's moment, in the policy's time zone
	Act    bool      // false: notices are planned, never sent
	Lang   phrase.Lang
	Policy *policy.Policy
	Units  workgroup.Units
	People workgroup.People
	Groups workgroup.Groups // at least the cases' groups
	// Channels are the channels by which each recipient can be reached, in the
	// order in which they are tried.
	Channels  map[notify.Recipient][]string
	PublicURL string // base of links; empty = no link
	Links     bool   // people get action links
	// Allowed is the first moment at or after t at which the recipient may be
	// written to: quiet hours, working days.
	Allowed func(kind string, to notify.Recipient, t time.Time) time.Time
	// NextWorkday is the first working day after a day; nil leaves deadlines unchanged that would have
	// passed when the notice is read.
	NextWorkday func(workgroup.Date) workgroup.Date
	// Notifications are the due notifications of open cases, earlier prior notices, and all notifications about groups
	// that end soon.
	Notifications []ledger.Notification
	// Ending are the groups that end soon.
	Ending []Ending
	// Lapses are the exemptions that end soon.
	Lapses []Lapse
	// Absent are the absences of the day, by person.
	Absent map[string]ledger.Absence
	// Measures maps cases to the measures that need a reminder on the day.
	Measures map[int64][]ledger.Milestone
	// Later are untold cases that are held back for a later compose.
	Later map[int64]bool
	// Done counts, by person, the cases recently found rectified.
	Done map[string]int
	// Decided are, by who asked, the requests that were decided since their last notice.
	Decided map[string][]ledger.Case
	// RostersDue are, by person, the rosters that will soon be stale, the first
	// one first.
	RostersDue map[string][]RosterDue
	// Waiting restricts the plan to the cases of existing notices.
	Waiting bool
	// Pairs are the open pairs of groups: who hears of some of a set learns how many others handle.
	Pairs []ledger.Case
	// Active lists, by group, in-service members who could own it, the most recent speaker first. It may be
	// filled until the first part is asked for.
	Active map[string][]string
	// NewID returns an id that no notice has had.
	NewID func() string

	sets pairSets
}

func (in Input) day() workgroup.Date { return workgroup.DateOf(in.Now) }

// Result is the changes of one compose or of a part of it: first the withdrawals, then the new notices.
// All parts belong into one transaction.
type Result struct {
	Withdraw []Withdrawal
	Create   []outbox.Notice // whole rows, by recipient
	Keep     []string        // ids of notices that stay as they are
	// Doubted are steps for the withdrawals: the cases that a withdrawn notice may have told, for it was
	// sent and the answer is unknown. The store fills in the cases' states.
	Doubted []ledger.Step
}

// Reasons for withdrawing a notice.
const (
	CaseClosed = "case_closed" // one of its cases no longer holds
	Replaced   = "replaced"    // the recipient's next notice has the same content and more
	Moved      = "moved"       // its cases have another recipient now
	HeldBack   = "held_back"   // its cases are told later: a part of them was released first
	Outdated   = "outdated"    // it was tried, and nothing in it holds any longer
)

// Withdrawal takes back a notice. Version is the one that was read: a
// notice that moved since must not be withdrawn.
type Withdrawal struct {
	ID      string
	Version int
	Reason  string
}
