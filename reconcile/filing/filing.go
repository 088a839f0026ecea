// Package filing is the filing before a group, an official account or an application is set up: its
// contents, the order of the people who agree to it, and its outcome. It knows no registry; time is
// an argument.
package filing

import (
	"slices"
	"strings"
	"time"

	"qunguan/reconcile/workgroup"
)

// Kinds of what is filed.
const (
	Group   = "group"
	Account = "account"
	App     = "app"
)

// State is where a filing stands.
type State string

// The states.
const (
	Submitted State = "submitted" // no step was taken
	Agreed    State = "agreed"    // some steps were, not the last
	Approved  State = "approved"
	Rejected  State = "rejected"
	Withdrawn State = "withdrawn"
	Used      State = "used"   // the approved group is there
	Lapsed    State = "lapsed" // its time passed, and it never was
)

// Waiting reports whether somebody has to decide.
func (s State) Waiting() bool { return s == Submitted || s == Agreed }

// Request is an applicant's request.
type Request struct {
	Kind      string          `json:"kind"`
	Name      string          `json:"name"`
	Unit      string          `json:"unit"`
	By        string          `json:"by"` // person code
	Platform  string          `json:"platform"`
	Purpose   string          `json:"purpose"`
	Owner     string          `json:"owner"`
	Admins    []string        `json:"admins"`
	Scope     workgroup.Scope `json:"scope"`
	AllStaff  bool            `json:"all_staff"`
	Category  string          `json:"category"`
	Reach     string          `json:"reach"`
	Staged    bool            `json:"staged"`
	From      workgroup.Date  `json:"from"`
	Until     workgroup.Date  `json:"until"`
	OpenEnded string          `json:"open_ended"` // why there is no end
	Protected bool            `json:"protected"`  // people with protected posts may sit in it
	Group     string          `json:"group"`      // the group that is there already; empty: it is to be founded

	Via string `json:"via,omitempty"` // ByForm; empty: by command
}

// The things that a request must say.
const (
	NoName    = "name"
	NoUnit    = "unit"
	NoPurpose = "purpose"
	NoOwner   = "owner"
	NoUntil   = "until"
	NoPeople  = "scope"
)

// Missing lists the missing parts of the request, in the contract's order (S4.1: purpose, period,
// people, owner).
func (r *Request) Missing() []string {
	var list []string
	for _, need := range []struct {
		what string
		has  bool
	}{
		{NoName, strings.TrimSpace(r.Name) != ""},
		{NoUnit, r.Unit != ""},
		{NoPurpose, strings.TrimSpace(r.Purpose) != ""},
		{NoOwner, r.Owner != ""},
		{NoUntil, r.Until != "" || strings.TrimSpace(r.OpenEnded) != ""},
		{NoPeople, r.Kind != Group || r.AllStaff || r.Scope.NamesAnybody() || r.Scope.Outsiders},
	} {
		if !need.has {
			list = append(list, need.what)
		}
	}
	return list
}

// Decision is one step that somebody took.
type Decision struct {
	Step  string    `json:"step"` // of the policy; empty: a withdrawal
	By    string    `json:"by"`
	At    time.Time `json:"at"`
	Note  string    `json:"note"`
	State State     `json:"state"` // after it
}

// Filing is a request with all decisions about it, and the comparison of the day on which it was
// filed.
type Filing struct {
	ID        int64
	State     State
	Number    string // 备案编号, once it is approved
	Request   Request
	Shown     Comparison
	Decisions []Decision
	FiledAt   time.Time
	DecidedAt time.Time // of the last decision
}

// Faults of a decision.
const (
	NotWaiting   = "filing_not_waiting"
	OwnFiling    = "filing_own"
	NotDeciding  = "filing_not_deciding"
	NotApplicant = "filing_not_applicant"
)

// FaultError is the reason why a decision cannot stand, with the people who may decide.
type FaultError struct {
	Reason string
	May    []string // person codes
}

// Error gives the named reason.
func (e *FaultError) Error() string { return "decision refused: " + e.Reason }

// Next is the step that waits; empty where none does.
func (f *Filing) Next(steps []string) string {
	done := 0
	for _, d := range f.Decisions {
		if d.Step != "" {
			done++
		}
	}
	if !f.State.Waiting() || done >= len(steps) {
		return ""
	}
	return steps[done]
}

// Decide takes the next step: agrees to it, or rejects the filing. may are
// those who can take it.
func (f Filing) Decide(steps, may []string, agree bool, by, note string, at time.Time) (Filing, error) {
	step := f.Next(steps)
	switch {
	case step == "":
		return f, &FaultError{Reason: NotWaiting}
	case by == f.Request.By:
		return f, &FaultError{Reason: OwnFiling, May: may}
	case !contains(may, by):
		return f, &FaultError{Reason: NotDeciding, May: may}
	}
	f.State = Rejected
	if agree {
		f.State = Agreed
		if f.Next(steps) == steps[len(steps)-1] && f.stepsTaken() == len(steps)-1 {
			f.State = Approved
		}
	}
	f.decided(Decision{Step: step, By: by, At: at, Note: note, State: f.State})
	return f, nil
}

// Withdraw takes the applicant's filing back.
func (f Filing) Withdraw(by, note string, at time.Time) (Filing, error) {
	switch {
	case !f.State.Waiting():
		return f, &FaultError{Reason: NotWaiting}
	case by != f.Request.By:
		return f, &FaultError{Reason: NotApplicant, May: []string{f.Request.By}}
	}
	f.State = Withdrawn
	f.decided(Decision{By: by, At: at, Note: note, State: Withdrawn})
	return f, nil
}

func (f *Filing) decided(d Decision) {
	f.Decisions = append(append([]Decision{}, f.Decisions...), d)
	f.DecidedAt = d.At
}

func (f *Filing) stepsTaken() int {
	n := 0
	for _, d := range f.Decisions {
		if d.Step != "" {
			n++
		}
	}
	return n
}

func contains(list []string, one string) bool {
	return slices.Contains(list, one)
}

// Effects are the changes of a decision beside the filing. A group that was not there has the zero
// group before it.
type Effects struct {
	Approval *workgroup.Filing  // the register's row
	Group    [2]workgroup.Group // as it was read, and as it becomes
	Drop     string             // the place of a group that is registered under another code
}

// Granted is the register's row of an approved filing, and the group that it
// allows: its place in the registry, which is no live group yet; or the group
// that is there already, with its number.
func (f *Filing) Granted(existing workgroup.Group, day workgroup.Date) Effects {
	r := &f.Request
	kinds := map[string]string{Group: workgroup.FilingGroup, Account: workgroup.FilingAccount, App: workgroup.FilingApp}
	e := Effects{Approval: &workgroup.Filing{
		Code: f.Number, Kind: kinds[r.Kind], Name: r.Name, Unit: r.Unit, Platform: r.Platform, Purpose: r.Purpose, Applicant: r.By,
		Approver: f.Decisions[len(f.Decisions)-1].By, ApprovedOn: day, Until: r.Until, Protected: r.Protected, Group: r.Group,
	}}
	switch {
	case r.Kind != Group:
	case r.Group != "":
		e.Group = [2]workgroup.Group{existing, existing}
		e.Group[1].Filing = f.Number
	default:
		e.Approval.Group = f.Number
		e.Group[1] = workgroup.Group{
			Code: f.Number, Platform: r.Platform, Name: r.Name, Purpose: r.Purpose, Category: r.Category, Reach: r.Reach, Unit: r.Unit,
			Owner: r.Owner, Admins: r.Admins, Staged: r.Staged, StartsOn: r.From, EndsOn: r.Until, Filing: f.Number,
			Scope: r.Scope, AllStaff: r.AllStaff, State: workgroup.StatePending,
		}
		if !r.Staged {
			e.Group[1].EndsOn = ""
		}
	}
	return e
}
