package intake

import (
	"time"

	"qunguan/reconcile/answer"
)

// ImportInfo holds the moments and the circumstances of an import.
type ImportInfo struct {
	At        time.Time // the nominal moment of the import (--at); changes are dated with it
	WrittenAt time.Time // the real moment
	// Accepted maps shrunken rosters and lists that a person has confirmed to the reason given: group
	// code, or the kind of a full list → reason.
	Accepted map[string]string
	// AcceptedBy is the person code of the confirmation; empty where none was given.
	AcceptedBy string
	Doubts     []StatusDoubt // remembered until the states are mended
	ByHand     *ByHand       // the roster that a person gave; nil: the import comes from files
}

// The ways in which a person gives a roster by hand.
const (
	HandPasted    = "paste"     // all names, as text
	HandUploaded  = "upload"    // a table of one group: a file, or a pasted one
	HandUnchanged = "unchanged" // the confirmation that nothing has changed
	HandChanged   = "change"    // the added and removed names
)

// ByHand is a group's roster as a person gave it.
type ByHand struct {
	Group   string
	How     string       // Hand…
	Way     string       // "command", "link", "relayed", as for answers
	Person  string       // person code; empty where a command named no person
	Counted int          // the number of members stated by the person
	Kept    bool         // the times of speaking come from the previous roster: the activity was not observed
	Form    *answer.Form // the page's form; nil: a command gave the roster
}

// ByWord reports whether rows of the previous roster stand in for members that the person did not name.
func (h *ByHand) ByWord() bool { return h.How == HandUnchanged || h.How == HandChanged }

// Published counts the changes of an import in the registry.
type Published struct {
	New        map[string]int // kind (units, people, groups …) → new records
	Changed    map[string]int // kind → changed records
	Unchanged  map[string]int
	Rosters    map[Disposition]int
	Activities int               // new rows
	Claimed    map[string]string // unfiled key → code of the group that took its data over
	Kept       []string          // groups that keep an answered value, because the file repeats its former one
}
