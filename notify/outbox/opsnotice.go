package outbox

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	"qunguan/notify"
)

// OpsNotice is a notice to the operators. Its id follows from the identity, so
// that the same thing found again is told once; act says whether it is sent or
// only planned.
func OpsNotice(doc notify.Document, identity []string, channel string, act bool, at time.Time) Notice {
	sum := sha256.Sum256([]byte(strings.Join(identity, "\x00")))
	n := Notice{
		ID: "ops_" + hex.EncodeToString(sum[:13]), Kind: notify.KindOps, Recipient: notify.Recipient{Type: notify.ToOps}, Channel: channel,
		State: Planned, CreatedAt: at, NotBefore: at, Title: doc.Title, Body: doc.Text(), Document: doc,
	}
	if act {
		n.State = Pending
		if channel == notify.Manual {
			n.State = Manual
		}
	}
	return n
}
