package outbox

import "time"

// WaitingDigest is a digest that nobody has tried to send: the next one of its
// series replaces it.
type WaitingDigest struct {
	ID        string
	Version   int
	State     State
	Recipient RecipientKey
	Since     time.Time // where it begins to tell
}
