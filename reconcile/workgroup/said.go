package workgroup

import "time"

// Said is what somebody who answers for a case said about who an account or,
// where the source shows none, a card is. It counts until somebody ends it, and
// ends with the service of the person who is named.
type Said struct {
	Binding // Account and Platform; both empty where Group and Card say it

	ID        int64
	Group     string // group code, of an alias
	Card      string // normalised, of an alias
	By        string // person code
	Case      int64
	At        time.Time
	WrittenAt time.Time // the real moment, given by the store
	EndedAt   time.Time // zero: it counts
}
