package intake

import "time"

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
}

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
