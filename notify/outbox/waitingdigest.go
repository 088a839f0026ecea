package outbox

import (
	"time"

	"qunguan/notify"
)

// WaitingDigest is a digest without a try to send it: the next one of its series replaces it.
type WaitingDigest struct {
	ID        string
	Version   int
	State     State
	Recipient notify.Recipient
	Since     time.Time // where it begins to tell
}
