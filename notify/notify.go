// Package notify holds the nouns of delivery: a neutral document, the message that carries it, the
// route it takes, and the classes of failure. It knows no channel's markup and no database.
package notify

import (
	"context"
	"errors"
	"fmt"
	"time"

	"qunguan/reconcile/phrase"
	"qunguan/reconcile/workgroup"
)

// Kinds of a message (contract §4).
const (
	KindReminder   = "reminder"
	KindEscalation = "escalation"
	KindDigest     = "digest"
	KindOps        = "ops"
	KindRenew      = "renew" // a fresh link on request; it is no notice of the outbox
	KindLogin      = "login" // a code to sign in with; it is no notice of the outbox
)

// Channel names, the values of 渠道.
const (
	Slack    = "slack"
	WeCom    = "wecom"
	DingTalk = "dingtalk"
	Feishu   = "feishu"
	Webhook  = "webhook"
	Email    = "email"
	Manual   = "manual"
)

// Recipient types in JSON.
const (
	ToPerson = workgroup.ToPerson
	ToGroup  = workgroup.ToGroup
	ToUnit   = workgroup.ToUnit
	ToOffice = workgroup.ToOffice
	ToOps    = workgroup.ToOps
)

// Recipient is the addressee of a message.
type Recipient = workgroup.Recipient

// Document is the content of a message, free of any markup. Channels render it.
type Document struct {
	Lang     phrase.Lang `json:",omitempty"` // language of the words that rendering adds; empty = Chinese
	Title    string
	Intro    []string  // paragraphs before the sections
	Sections []Section // one for each group
	LeftOut  int       `json:",omitempty"` // number of lines left out; a sentence states it
	Outro    []string  // paragraphs after the sections
	LinkText string
	LinkURL  string // empty = no link; LinkPlaceholder = an action link
}

// Section is the part of a document about one group: at most 20 lines over all sections of a document.
type Section struct {
	Heading string
	Lines   []Line
}

// Line is one thing to do.
type Line struct {
	Text   string // the fault, with the person or group
	Todo   string // the task
	DueOn  string // the last day, as people write it (11月26日 周四); empty = no date
	Urgent bool
}

// Attachment is a file that channels which can carry files add.
type Attachment struct {
	Name        string
	ContentType string
	Data        []byte
}

// CaseRef is a case as the generic webhook carries it (contract §4).
type CaseRef struct {
	ID        int64  `json:"id"`
	Rule      string `json:"rule"`
	Clause    string `json:"clause"`
	Basis     string `json:"basis,omitempty"` // the owner's own clause
	Unit      string `json:"unit"`
	Group     string `json:"group"`
	GroupName string `json:"group_name"`
	Account   string `json:"account"`
	Person    string `json:"person"`
	Title     string `json:"title"`
	Todo      string `json:"todo"`
	DueOn     string `json:"due_on"`
}

// Message is one document on its way to one recipient.
type Message struct {
	ID          string // the same on every attempt
	Kind        string
	Recipient   Recipient
	Document    Document
	Text        string // the document as plain text, as `notices show` prints it
	Cases       []CaseRef
	Attachments []Attachment
	CreatedAt   time.Time
	Repeat      bool     // the message may have arrived already: 可能重复 stands before the text
	Mentions    []string // accounts of the route's platform that a chat channel calls by name; never taken from text
}

// Route is one way to a recipient, decrypted.
type Route struct {
	Channel string
	Address workgroup.Secret
	Secret  workgroup.Secret
	Keyword string
}

// Receipt says that the other side accepted a message.
type Receipt struct {
	Code   string // the channel's own word: HTTP status, errcode, SMTP reply
	Detail string // free of secrets
}

// Channel sends a message by one protocol. It returns a *Failure for every fault of the other side or
// the network; the error text holds no secret. Implementations are safe for concurrent use and end soon
// after their context does.
type Channel interface {
	Send(ctx context.Context, route Route, m Message) (Receipt, error)
}

// TextChannel is a channel that sends a message's text unchanged. It reads the title, the link and the
// language of the document; the rest may be empty.
type TextChannel interface {
	Channel
	SendsText()
}

// RouteChecker finds a fault of a route before the first send: nil or a permanent *Failure. Every
// channel of this program is one.
type RouteChecker interface {
	CheckRoute(route Route) error
}

// Prober connects to a route's server and sends nothing. It finds out before the first notice is due
// whether the server answers, has a good certificate and accepts our login. Nil or a *Failure. Every
// channel of this program is one.
type Prober interface {
	Probe(ctx context.Context, route Route) error
}

// Class is the consequence of a failed send for the next one.
type Class string

// The failure classes.
const (
	Transient   Class = "transient"    // try again later
	RateLimited Class = "rate_limited" // try again after Failure.After
	Permanent   Class = "permanent"    // this route will not work; the message is not lost
	Uncertain   Class = "uncertain"    // bytes left, no answer: it may have arrived
)

// Failure is a failed send with its class and reason.
type Failure struct {
	Class  Class
	After  time.Duration // for RateLimited: the shortest wait
	Tries  int           // the most tries in all for this failure; 0 = the policy's number
	Code   string        // the channel's own code: "404 no_service", "errcode 93000", "550 5.1.1"
	Reason string        // named reason, free of secrets, e.g. "webhook_invalid", "timeout_headers"
	Ops    bool          // the route itself is broken: operators must hear of it
	Err    error         // cause, already redacted; may be nil
}

// Error is safe to log and store.
func (f *Failure) Error() string {
	s := fmt.Sprintf("%s: %s", f.Class, f.Reason)
	if f.Code != "" {
		s += " (" + f.Code + ")"
	}
	if f.Err != nil {
		s += ": " + f.Err.Error()
	}
	return s
}

// Unwrap gives the cause.
func (f *Failure) Unwrap() error { return f.Err }

// AsFailure is the *Failure in err, nil for nil. Any other error comes from a fault of this program,
// after which it is unknown whether the message was sent: uncertain.
func AsFailure(err error) *Failure {
	if err == nil {
		return nil
	}
	if f, ok := errors.AsType[*Failure](err); ok {
		return f
	}
	return &Failure{Class: Uncertain, Reason: ReasonInternal, Ops: true}
}
