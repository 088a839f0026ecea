// Package vitals names the figures by which an operator sees how the program
// does: ages, counts, sums. They say nothing about a person or a group, and
// there are few of them however large the county is. The package knows neither
// where they are counted nor how they are shown.
package vitals

import "time"

// Figures are counted at one moment.
type Figures struct {
	Runs    []Run
	Cases   []CaseCount
	Waiting []NoticeCount
	Outbox  Outbox
	Burden  Burden
	Held    int // parts of runs that wait for a release
}

// Run is how a job did.
type Run struct {
	Job         string
	EndedAt     time.Time // of the run that ended last
	SucceededAt time.Time // end of the last run that did not fail as a whole; zero = none did
	Status      string    // of the run that ended last: ok, partial, held, failed
	Seconds     float64   // duration of the run
	Unjudged    map[string]int
	Problems    int // that the last run of the job audit which did not fail found
}

// CaseCount is how many cases of a rule are in a state.
type CaseCount struct {
	Rule, State string
	N           int
}

// NoticeCount is how many notices that are not at their end wait on a channel
// ("" = it is not known yet) in a state.
type NoticeCount struct {
	Channel, State string
	N              int
}

// Outbox counts the notices that should have been sent by now.
type Outbox struct {
	Due       int
	OldestDue time.Time // when the one that waits longest fell due; zero = nothing is due
}

// Burden is the messages that people got in the last seven days.
type Burden struct {
	People   int // people with at least one message
	Messages int
	Most     int // messages to the person who got most
}
