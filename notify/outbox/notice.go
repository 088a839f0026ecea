// Package outbox takes a notice from "must be told" to "was told": pick the due ones, ask the day's
// budget and the route's pacer, claim, send, record. The notice's row is the state machine; the
// package keeps nothing in memory that a crash could lose. It knows no SQL and no channel's protocol.
package outbox

import (
	"crypto/sha256"
	"encoding/binary"
	"strconv"
	"time"

	"qunguan/notify"
	"qunguan/reconcile/ledger"
)

// State of a notice (contract §4).
type State string

// The states of a notice.
const (
	Planned   State = "planned"   // report mode: shown, never sent
	Pending   State = "pending"   // waits for its moment
	Sending   State = "sending"   // claimed
	Sent      State = "sent"      // the channel accepted it
	Failed    State = "failed"    // last attempt failed, will be tried again
	Uncertain State = "uncertain" // may have arrived; is tried once more
	Dead      State = "dead"      // given up
	Withdrawn State = "withdrawn" // replaced or no longer true
	Manual    State = "manual"    // waits for a hand
	Relayed   State = "relayed"   // passed on by hand
)

// Notice is one message to one recipient, as a row of the outbox.
type Notice struct {
	ID        string // also the message's id on every attempt
	Kind      string
	Recipient notify.Recipient
	Channel   string
	RouteSeq  int // which of the recipient's routes, in their order
	State     State
	CreatedAt time.Time
	NotBefore time.Time // nothing is sent earlier
	SentAt    time.Time
	ToldAt    time.Time // when its cases counted as told: accepted, tried twice, relayed; zero = not yet
	Attempts  int       // sends begun
	ByRoute   int       // of them, by the present route
	Doubts    int       // attempts with an unknown outcome; after two it counts as told
	LastError string
	Cases     []int64 // ids, ascending
	Title     string
	Body      string          // plain text
	Document  notify.Document // rendered by channels
	Refs      []notify.CaseRef
	Hops      []ledger.Hop        // how this recipient was found
	Unread    Content             // of a due notice: Document and Refs, not decoded yet; else nil
	Files     []notify.Attachment // given when it is made; its sender asks Config.Files

	// Notifications are the notice's contents, as compose gives them when the notice is made; they
	// are kept with the cases and not read back with the notice.
	Notifications []ledger.Notification

	// Series names the digests of which this is one, and Since is where it
	// begins to tell; both are given when a digest is made and not read back.
	Series string
	Since  time.Time

	NextAt       time.Time // earliest next attempt (backoff, rate limit); zero = NotBefore
	TriedAt      time.Time // the moment at which its last send was claimed; its local day is the one whose budget it uses
	ClaimedBy    string    // the claim's owner while it is Sending
	ClaimedUntil time.Time
	Token        int64  // of that claim
	RelayedBy    string // person code, for Relayed
	Version      int    // grows with every write

	Said Wording // where the notice was read without its words; else zero
}

// Wording is a digest of what a notice says.
type Wording [16]byte

// Wording digests title, text and cases, and how the recipient was found.
func (n *Notice) Wording() (w Wording) {
	if n.Said != (Wording{}) {
		return n.Said
	}
	digest := sha256.New()
	words := []string{n.Title, n.Body, strconv.Itoa(len(n.Refs))}
	for _, r := range n.Refs {
		words = append(words, strconv.FormatInt(r.ID, 10), r.Rule, r.Clause, r.Basis, r.Unit, r.Group, r.GroupName, r.Account, r.Person, r.Title, r.Todo, r.DueOn)
	}
	for _, h := range n.Hops {
		words = append(words, h.To, h.Role, h.Reason)
	}
	var text []byte
	for _, word := range words {
		text = append(binary.AppendUvarint(text[:0], uint64(len(word))), word...)
		digest.Write(text)
	}
	copy(w[:], digest.Sum(nil))
	return w
}

// Digest keeps a Wording in the place of the words. Of a tried notice its cases stay, too: it is repeated
// in the same words while they hold.
func (n *Notice) Digest() {
	n.Said = n.Wording()
	n.Title, n.Body, n.Document, n.Hops = "", "", notify.Document{}, nil
	if n.Untried() || n.State == Dead {
		n.Refs = nil
	}
}

// Untried reports whether no send of the notice has begun: it may be taken back.
func (n Notice) Untried() bool {
	return (n.State == Planned || n.State == Pending || n.State == Manual) && n.Attempts == 0 && n.RouteSeq == 0
}

// Content is a notice's text, as the store keeps it. It is decoded by the sender: the store is asked
// by one for many, and much of it is in vain where nothing is sent.
type Content interface {
	// Whole gives everything.
	Whole() (notify.Document, []notify.CaseRef, error)
	// Plain is the document in the form for a notify.TextChannel.
	Plain() (notify.Document, []notify.CaseRef, error)
}

// Filter picks notices; an empty list means any. They come newest first.
type Filter struct {
	IDs    []string
	States []State
	Case   int64  // notices that are about the case; 0 = any
	Person string // notices to the person; empty = any
	Limit  int    // 0 = all
	Offset int
}
