// Package wire is the JSON of contract §4: what commands print with --format
// json and the API answers. Names and types here are a promise to programs.
package wire

import (
	"cmp"
	"encoding/json"
	"time"

	"qunguan/notify/outbox"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// Case is a case.
type Case struct {
	ID           int64           `json:"id"`
	Rule         string          `json:"rule"`
	Clause       string          `json:"clause"` // the pack's: a source, no legal basis
	Basis        string          `json:"basis"`  // the owner's own clause
	Unit         string          `json:"unit"`
	SubjectType  string          `json:"subject_type"`
	Group        string          `json:"group"`
	Group2       string          `json:"group2"`
	Account      string          `json:"account"`
	Person       string          `json:"person"`
	Subject      string          `json:"subject"`
	Title        string          `json:"title"`
	State        string          `json:"state"`
	Severity     string          `json:"severity"`
	OpenedOn     string          `json:"opened_on"`
	DueOn        string          `json:"due_on"`
	LastSeenOn   string          `json:"last_seen_on"`
	ClosedOn     string          `json:"closed_on"`
	ClosedReason string          `json:"closed_reason"`
	Reopened     int             `json:"reopened"`
	Responsible  string          `json:"responsible"`
	ExemptUntil  string          `json:"exempt_until"`
	ExtendedBy   string          `json:"extended_by"`
	Evidence     json.RawMessage `json:"evidence"`
}

// CaseOf writes a case; clauses are the owner's own, by rule.
func CaseOf(k ledger.Case, clauses map[string]string) Case {
	return Case{
		ID: k.ID, Rule: k.Rule, Clause: k.Clause, Basis: clauses[k.Rule], Unit: k.Unit,
		SubjectType: string(k.Subject.Type), Group: k.Subject.Group, Group2: k.Subject.Group2,
		Account: k.Subject.Account, Person: k.Subject.Person, Subject: SubjectCode(k.Subject),
		Title: k.Title, State: string(k.State), Severity: k.Severity,
		OpenedOn: string(k.OpenedOn), DueOn: string(k.DueOn), LastSeenOn: string(k.LastSeenOn),
		ClosedOn: string(k.ClosedOn), ClosedReason: string(k.ClosedReason), Reopened: k.Reopened,
		Responsible: k.Responsible, ExemptUntil: string(k.ExemptUntil), ExtendedBy: k.ExtendedBy, Evidence: k.Evidence,
	}
}

// SubjectCode is the code of a case's subject.
func SubjectCode(s ledger.Subject) string {
	switch s.Type {
	case ledger.SubjectAccount:
		return s.Account
	case ledger.SubjectPerson:
		return s.Person
	case ledger.SubjectGroup:
		return cmp.Or(s.Code, s.Group)
	case ledger.SubjectPair:
		return cmp.Or(s.Code, s.Group+"|"+s.Group2)
	}
	return s.Code
}

// Notice is a notice of the outbox.
type Notice struct {
	ID            string       `json:"id"`
	Kind          string       `json:"kind"`
	RecipientType string       `json:"recipient_type"`
	Recipient     string       `json:"recipient"`
	Channel       string       `json:"channel"`
	State         string       `json:"state"`
	CreatedAt     string       `json:"created_at"`
	NotBefore     string       `json:"not_before"`
	SentAt        string       `json:"sent_at"`
	Attempts      int          `json:"attempts"`
	LastError     string       `json:"last_error"`
	Cases         []int64      `json:"cases"`
	Title         string       `json:"title"`
	Body          string       `json:"body"`
	Hops          []ledger.Hop `json:"hops"`
}

// NoticeOf writes a notice with moments of the location.
func NoticeOf(n outbox.Notice, loc *time.Location) Notice {
	j := Notice{
		ID: n.ID, Kind: n.Kind, RecipientType: n.Recipient.Type, Recipient: n.Recipient.Code, Channel: n.Channel,
		State: string(n.State), CreatedAt: Moment(n.CreatedAt, loc), NotBefore: Moment(n.NotBefore, loc),
		SentAt: Moment(n.SentAt, loc), Attempts: n.Attempts, LastError: n.LastError,
		Cases: n.Cases, Title: n.Title, Body: n.Body, Hops: n.Hops,
	}
	if j.Cases == nil {
		j.Cases = []int64{}
	}
	if j.Hops == nil {
		j.Hops = []ledger.Hop{}
	}
	return j
}

// Member is one account of a roster.
type Member struct {
	Group      string   `json:"group"`
	Account    string   `json:"account"`
	Nickname   string   `json:"nickname"`
	Role       string   `json:"role"`
	How        string   `json:"how"`
	Person     string   `json:"person"`
	Candidates []string `json:"candidates"`
	LastSpoke  string   `json:"last_spoke"`
	TakenAt    string   `json:"taken_at"`
	Reason     string   `json:"reason"`
	Came       string   `json:"came"`
}

// Group is a registered group.
type Group struct {
	Group       string   `json:"group"`
	Platform    string   `json:"platform"`
	Number      string   `json:"number"`
	Name        string   `json:"name"`
	Purpose     string   `json:"purpose"`
	Category    string   `json:"category"`
	Reach       string   `json:"reach"`
	Unit        string   `json:"unit"`
	Owner       string   `json:"owner"`
	Admins      []string `json:"admins"`
	FoundedOn   string   `json:"founded_on"`
	Staged      bool     `json:"staged"`
	EndsOn      string   `json:"ends_on"`
	Filing      string   `json:"filing"`
	Scope       string   `json:"scope"`
	AllStaff    bool     `json:"all_staff"`
	Importance  string   `json:"importance"`
	State       string   `json:"state"`
	MergedInto  string   `json:"merged_into"`
	DissolvedOn string   `json:"dissolved_on"`
}

// GroupOf writes a group.
func GroupOf(g workgroup.Group) Group {
	j := Group{
		Group: g.Code, Platform: g.Platform, Number: g.Number, Name: g.Name, Purpose: g.Purpose, Category: g.Category, Reach: g.Reach, Unit: g.Unit,
		Owner: g.Owner, Admins: g.Admins, FoundedOn: string(g.FoundedOn), Staged: g.Staged, EndsOn: string(g.EndsOn), Filing: g.Filing, Scope: g.Scope.String(),
		AllStaff: g.AllStaff, Importance: g.Importance, State: g.State, MergedInto: g.MergedInto, DissolvedOn: string(g.DissolvedOn),
	}
	if j.Admins == nil {
		j.Admins = []string{}
	}
	return j
}

// Unit is a unit.
type Unit struct {
	Unit      string `json:"unit"`
	Name      string `json:"name"`
	ShortName string `json:"short_name"`
	Kind      string `json:"kind"`
	Parent    string `json:"parent"`
	Headcount int    `json:"headcount"`
	Principal string `json:"principal"`
	Leader    string `json:"leader"`
	Liaison   string `json:"liaison"`
}

// UnitOf writes a unit.
func UnitOf(u workgroup.Unit) Unit {
	return Unit{
		Unit: u.Code, Name: u.Name, ShortName: u.ShortName, Kind: u.Kind, Parent: u.Parent, Headcount: u.Headcount,
		Principal: u.Principal, Leader: u.Leader, Liaison: u.Liaison,
	}
}

// Moment is RFC 3339 in the location; empty for none.
func Moment(t time.Time, loc *time.Location) string {
	if t.IsZero() {
		return ""
	}
	return t.In(loc).Format(time.RFC3339)
}
