package workgroup

import "time"

// IdentityAnswer is the answer of a person who answers for a case about the bearer of an account, or of a card
// where the source shows no account. It counts until it is ended, at the latest until the service of
// the named person ends.
type IdentityAnswer struct {
	Binding // Account and Platform; both empty where Group and Card are set

	ID        int64
	Group     string // group code, of an alias
	Card      string // normalised, of an alias
	By        string // person code
	Case      int64
	At        time.Time
	WrittenAt time.Time // the real moment, given by the store
	EndedAt   time.Time // zero: it counts
}
