package intake

import (
	"time"

	"qunguan/reconcile/answer"
)

// ImportInfo says when an import happens.
type ImportInfo struct {
	At        time.Time // the moment the import pretends to be (--at); changes are dated with it
	WrittenAt time.Time // the real moment
	// Accepted is what shrank and is applied because somebody said that it is
	// right: group code, or the kind of a full list → their reason.
	Accepted map[string]string
	// AcceptedBy is who said it, a person code; empty where nobody was named.
	AcceptedBy string
	Doubts     []StatusDoubt // remembered until the states are mended
	ByHand     *ByHand       // the roster that a person gave; nil: files brought what is imported
}

// How a person gave a roster by hand.
const (
	HandPasted    = "paste"     // all names, as text
	HandUploaded  = "upload"    // a table of one group: a file, or one that was pasted
	HandUnchanged = "unchanged" // the word that nothing has changed
	HandChanged   = "change"    // the names that came and went
)

// ByHand is a group's roster as a person gave it.
type ByHand struct {
	Group   string
	How     string       // Hand…
	Way     string       // "command", "link", "relayed"; as answers come
	Person  string       // person code; empty where a command named nobody
	Counted int          // the number of members that the person gave
	Kept    bool         // the times of speaking are those of the roster before: no look at the activity
	Form    *answer.Form // of the page; nil: it came by a command
}

// ByWord reports whether rows of the roster before stand in for those that the
// person did not name.
func (h *ByHand) ByWord() bool { return h.How == HandUnchanged || h.How == HandChanged }

// Published counts what an import changed in the registry.
type Published struct {
	New        map[string]int // kind (units, people, groups …) → records that were not there
	Changed    map[string]int // kind → records that are different now
	Unchanged  map[string]int
	Rosters    map[Disposition]int
	Activities int               // rows that were not there yet
	Claimed    map[string]string // unfiled key → group code that took its data over
	Kept       []string          // groups of which something that somebody answered stands, for the file says what it said before
}
