package ledger

import "qunguan/reconcile/workgroup"

// Listing is one page of the ledger: a filter, and the numbers of cases to skip and to list. Open cases
// come first, by due day and severity, those without a due day last; then closed and exempt ones, the
// newest end first.
type Listing struct {
	Units    []string // nil = any
	Rule     string   // empty = any
	Severity string   // empty = any
	States   []State
	Groups   []string // codes; nil = any. A pair is picked by either side
	Search   string   // a part of the title, or a case's number; empty = any
	Within   *Within  // nil = the whole ledger

	Responsible string   // person code; empty = any
	Rules       []string // empty = any
	Sort        Sort

	DueFrom, DueTo workgroup.Date // both included; empty: no bound. With a bound, cases without a due day and ended ones are left out

	Limit, Offset int
}

// Listed holds the fields by which a case is listed and counted.
type Listed struct {
	ID                                     int64
	Rule, Unit, Group, Group2, Responsible string
	Title                                  []byte
	State                                  State
	Severity                               string
	OpenedOn, DueOn, ClosedOn              workgroup.Date
}

// Sort is the order of a listing's open cases.
type Sort string

// The orders; the zero value puts the most urgent case first.
const (
	SortDue      Sort = ""
	SortSeverity Sort = "severity" // then by due day
	SortNewest   Sort = "newest"
	SortOldest   Sort = "oldest"
)

// OpenStates are the states of a case that is neither closed nor exempt.
var OpenStates = []State{Found, HandedOver, Handling, Accountability, Circulated}

// Count is the number of cases of a rule that a unit has in a state, by severity and by how near they
// are due.
type Count struct {
	State                State
	Unit, Rule, Severity string

	N                    int // all of them
	Undated              int // without a due day
	Overdue, Soon, Later int // by due day; zero for ended cases
}

// Within is a part of the ledger: cases of the units, and those about the
// groups.
type Within struct{ Units, Groups []string }

// Flow is how many cases were opened on a day, how many of those are open still,
// and how many were closed on it.
type Flow struct {
	Day                  workgroup.Date
	Opened, Open, Closed int
}
