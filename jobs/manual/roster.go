package manual

import (
	"context"
	"time"

	"qunguan/jobs"
	"qunguan/jobs/check"
	"qunguan/reconcile/answer"
	"qunguan/reconcile/calendar"
	"qunguan/reconcile/intake"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/paste"
	"qunguan/reconcile/policy"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// RosterDesk is where people give a group's members without a table
// (contract-people §3): as text, as the few names that came and went, or by the
// word that nothing has changed.
type RosterDesk struct {
	Directory check.Directory
	Rosters   check.Rosters
	Absences  func(ctx context.Context) ([]ledger.Absence, error)
	Importer  jobs.Importer
	Policy    *policy.Policy
	Calendar  *calendar.Calendar
}

// GivenRoster is a person's statement about the members of a group.
type GivenRoster struct {
	Group       string
	How         string        // intake.Hand…
	Text        string        // of HandPasted
	File        *intake.Input // of HandUploaded
	Add, Remove []string      // of HandChanged
	Count       int           // how many members the group has; 0 = not said
	By          string        // person code; empty: a clerk's command without a name
	Way         answer.Way
	At          time.Time    // when the members were so
	Form        *answer.Form // of the page; nil: a command
}

// Why a roster that somebody gave is not taken; phrase "roster.no.REASON" has
// the words.
const (
	RosterNotAnswering = "not_answering" // the person does not answer for the group
	RosterNoNames      = "no_names"      // there is no name in the text
	RosterNoCount      = "no_count"      // the number of members is not given
	RosterDiffers      = "differs"       // the names are not as many
	RosterNone         = "none"          // there is no roster that could be unchanged
	RosterNotWhole     = "not_whole"     // the last whole one is too old for a word to do
	RosterNotOne       = "not_one"       // a removed name is not that of exactly one member
	RosterOlder        = "older"         // a newer one is stored
	RosterShrunk       = "shrunk"        // the guard holds it
	RosterBadRows      = "bad_rows"      // cells of the table are wrong
	RosterOtherKind    = "other_kind"    // the table is none of members
	RosterOtherGroup   = "other_group"   // the table has rows of other groups
)

// RosterReading is a given roster as it was read, with its outcome.
type RosterReading struct {
	Group      workgroup.Group
	Before     workgroup.Roster
	Names      []string // as read, in the text's order
	Counted    int      // the number that was given; 0 = none
	Rows       int      // that the roster would have
	Came       []string // names that are new; none of a first roster
	Gone       []string
	Outcome    jobs.TakenByHand
	Result     *intake.Result     // of a table: the faults of its cells
	Members    []workgroup.Member // of Current: the stored rows
	Uploaded   []workgroup.Member // of a table: its rows
	UploadedAt time.Time          // when they were so
	Mend       []ledger.Case      // the cases that the roster shows: not in the ledger yet

	Refusal string   // Roster…; empty: it is, or would be, taken
	May     []string // of RosterNotAnswering: person codes
	NotOne  *paste.NotOneError

	RegistrySnapshot *check.RegistrySnapshot
}

// Read gives the outcome that a given roster would have, and writes nothing. jobs.ErrNoSuchGroup,
// jobs.ErrNoSuchPerson.
func (d RosterDesk) Read(ctx context.Context, given GivenRoster) (RosterReading, error) {
	r, err := d.prepare(ctx, given)
	return r.RosterReading, err
}

// Take takes a given roster, unless the reading says why not.
// jobs.ErrNoSuchGroup, jobs.ErrNoSuchPerson, answer.ErrUsed.
func (d RosterDesk) Take(ctx context.Context, given GivenRoster) (RosterReading, error) {
	r, err := d.prepare(ctx, given)
	if err != nil || r.Refusal != "" {
		return r.RosterReading, err
	}
	err = r.write(ctx)
	return r.RosterReading, err
}

// AnswersFor lists the people who answer for a group's roster, nearest first.
func AnswersFor(w answer.RegistrySnapshot, g workgroup.Group) []string {
	return answer.Answering(w, rosterCase(g))
}

func rosterCase(g workgroup.Group) ledger.Case {
	return ledger.Case{Rule: rule.RosterStale, Unit: g.Unit, Subject: ledger.Subject{Type: ledger.SubjectGroup, Group: g.Code}}
}
