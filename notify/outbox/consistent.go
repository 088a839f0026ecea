package outbox

import (
	"fmt"
	"time"

	"qunguan/notify"
	"qunguan/reconcile/ledger"
)

// The possible flaws of a notice.
const (
	FlawRecipient = "no_recipient"        // there is no recipient
	FlawAttempts  = "attempts_differ"     // its sends are counted otherwise than they are noted
	FlawSent      = "sent_without_send"   // sent, and no send was accepted
	FlawTold      = "told_half"           // counts as told and was neither accepted nor tried twice, or the other way round
	FlawDoubts    = "doubts_differ"       // a repetition would not be marked, or was sent too often
	FlawClaim     = "claim_wrong"         // claimed without being sent, the other way round, or for too long
	FlawForgotten = "never_woken"         // no dispatcher would look at it when it is due, or one would when it is not
	FlawEarly     = "sent_too_early"      // a send began before it was allowed
	FlawNoCases   = "notice_without_case" // it names a case that does not exist
)

// Ended is one send of a notice that has ended.
type Ended struct {
	Number  int
	BegunAt time.Time
	Outcome State
}

// File is everything that is remembered of one notice but its text.
type File struct {
	Notice Notice
	Awake  bool // it is looked at again exactly when its state asks for it
	Sends  []Ended
}

// Flaws compares a notice's fields with its sends.
func (f File) Flaws() []ledger.Flaw {
	var flaws []ledger.Flaw
	n := f.Notice
	add := func(kind, format string, args ...any) {
		flaws = append(flaws, ledger.Flaw{Kind: kind, Notice: n.ID, Detail: fmt.Sprintf(format, args...)})
	}
	if n.Recipient.Type == "" || n.Recipient.Code == "" && n.Recipient.Type != notify.ToOps {
		add(FlawRecipient, "%q", n.Recipient.Type)
	}
	ended := n.Attempts
	if n.State == Sending {
		ended-- // the last one goes on
	}
	if len(f.Sends) != ended {
		add(FlawAttempts, "%s, %d, noted %d", n.State, n.Attempts, len(f.Sends))
	}
	doubts, accepted := 0, false
	for i, s := range f.Sends {
		if s.Number != i+1 {
			add(FlawAttempts, "send %d stands in place %d", s.Number, i+1)
		}
		if s.BegunAt.Before(n.NotBefore) {
			add(FlawEarly, "%s, not before %s", s.BegunAt.Format(time.RFC3339), n.NotBefore.Format(time.RFC3339))
		}
		switch s.Outcome {
		case Uncertain:
			doubts++
		case Sent:
			accepted = i == len(f.Sends)-1
		}
	}
	if doubts != n.Doubts || doubts > 2 {
		add(FlawDoubts, "%d, sends say %d", n.Doubts, doubts)
	}
	if sent := n.State == Sent; sent != accepted || sent && n.SentAt.IsZero() {
		add(FlawSent, "%s, accepted %t", n.State, accepted)
	}
	if told := n.State == Sent || n.State == Relayed || n.State == Uncertain && n.Doubts >= 2; told == n.ToldAt.IsZero() {
		add(FlawTold, "%s, %d in doubt, told %t", n.State, n.Doubts, !n.ToldAt.IsZero())
	}
	f.claim(add)
	if !f.Awake {
		add(FlawForgotten, "%s", n.State)
	}
	return flaws
}

func (f File) claim(add func(kind, format string, args ...any)) {
	n := f.Notice
	sending := n.State == Sending
	switch {
	case sending != (n.ClaimedBy != "") || sending == n.ClaimedUntil.IsZero():
		add(FlawClaim, "%s, claimed %t", n.State, n.ClaimedBy != "")
	case sending && n.ClaimedUntil.Sub(n.TriedAt) > MaxClaim:
		add(FlawClaim, "for %s", n.ClaimedUntil.Sub(n.TriedAt))
	}
}
