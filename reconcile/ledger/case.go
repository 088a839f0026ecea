// Package ledger is the life of a case 问题: its states, the events that move it from one state to the
// next, its deadline, and the notifications that are due. It is pure: time, calendar and policy are
// arguments, and the store writes the results.
package ledger

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
	"time"

	"qunguan/reconcile/workgroup"
)

// State is the stage a case has reached (contract §4).
type State string

// The states of a case. Closed and exempt cases are not open.
const (
	Found          State = "found"          // 排查
	HandedOver     State = "handed_over"    // 移交
	Handling       State = "handling"       // 处置
	Accountability State = "accountability" // 追责
	Circulated     State = "circulated"     // 通报
	Closed         State = "closed"         // 销号
	Exempt         State = "exempt"         // 豁免
)

// Open reports whether the case is neither closed nor exempt.
func (s State) Open() bool { return s != Closed && s != Exempt }

// CloseReason says why a case was closed.
type CloseReason string

// The reasons for closing.
const (
	Fixed         CloseReason = "fixed"
	SubjectGone   CloseReason = "subject_gone"
	GroupEnded    CloseReason = "group_ended"
	RuleOff       CloseReason = "rule_off"
	PolicyChanged CloseReason = "policy_changed"
	ByHand        CloseReason = "by_hand"
)

// SubjectType is the kind of thing a case is about.
type SubjectType string

// The kinds of subjects.
const (
	SubjectAccount         SubjectType = "account"
	SubjectPerson          SubjectType = "person"
	SubjectGroup           SubjectType = "group"
	SubjectPair            SubjectType = "pair"
	SubjectUnit            SubjectType = "unit"
	SubjectPlatformGroup   SubjectType = "platform_group"
	SubjectOfficialAccount SubjectType = "official_account"
	SubjectApp             SubjectType = "app"
)

// Subject is the thing a case is about. Type decides which fields are set. Account keeps the spelling
// of the newest file and is compared without case.
type Subject struct {
	Type    SubjectType
	Group   string // group code, where the case is about a group or a member of it
	Group2  string // the other group of a pair
	Account string
	Person  string // person code; evidence for account cases, identity for person cases
	Code    string // code of the subject itself: unit, official account, app, platform group
}

// Key identifies the subject within a rule, in a form of fixed length. The person recognised behind an
// account is evidence and not part of the key: otherwise a better recognition would open a second case
// about the same account.
func (s Subject) Key() string {
	person := s.Person
	if s.Type == SubjectAccount {
		person = ""
	}
	sum := sha256.Sum256([]byte(strings.Join([]string{
		string(s.Type), s.Group, s.Group2, workgroup.AccountKey(s.Account), person, s.Code,
	}, "\x1f")))
	return hex.EncodeToString(sum[:])
}

// Case is a violation over time: a row of the 整改台账.
type Case struct {
	ID           int64
	Rule         string
	Clause       string // e.g. S6.2
	Unit         string
	Subject      Subject
	Title        string
	State        State
	Severity     string // high, normal, low
	OpenedOn     workgroup.Date
	DueOn        workgroup.Date
	LastSeenOn   workgroup.Date
	ClosedOn     workgroup.Date
	ClosedReason CloseReason
	Reopened     int
	Responsible  string // person code; empty: no responsible person was found
	ExemptUntil  workgroup.Date
	ExtendedBy   string          // person code of the approver of the present due day; empty: the rule's own due day stands
	Evidence     json.RawMessage // one JSON object; equal evidence is equal bytes

	// The notifications of the case so far.
	ToldOn    workgroup.Date // day of the first notification since it was (re)opened; empty: untold
	ToldAt    time.Time      // moment of the first notification; zero: untold, or told by a version that kept only the day
	Reminders int            // notices that reached the responsible person
	Rung      int            // rungs of the ladder that were told since it was (re)opened
	Life      int            // how often its ladder began anew: reopened, after an exemption, with a new deadline
	SaidAt    time.Time      // when a person last said that it is rectified; zero: not since it was (re)opened

	// People's requests about the case.
	PausedAt    time.Time      // when a request last paused the ladder; zero: not since it was (re)opened
	PausedUntil workgroup.Date // the first day on which the ladder goes on; empty = it is not paused
	Objection   string         // reason of an objection that is not decided yet
	Asked       int64          // id of the case that a task is about; 0: this case is no task

	// DataAt is the moment of the newest data that showed the case; zero where its rule judges the
	// registry alone.
	DataAt time.Time
}

// Step is one entry in a case's life.
type Step struct {
	ID        int64
	CaseID    int64
	At        time.Time // the run's moment, or the moment that the person gave
	WrittenAt time.Time // the real moment; no setting or option changes it (S13.4)
	State     State     // the state after the step
	By        string    // person code, or the job's name
	Reason    string    // the named reason: opened, reopened, fixed, due_moved, told …
	Note      string    // a person's words, or details
}
