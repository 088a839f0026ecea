package outbox

import (
	"time"

	"qunguan/notify"
)

// WaitingDigest is a digest that nobody has tried to send: the next one of its
// series replaces it.
type WaitingDigest struct {
	ID        string
	Version   int
	State     State
	Recipient notify.Recipient
	Since     time.Time // where it begins to tell
}
