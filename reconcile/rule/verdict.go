package rule

import (
	"encoding/json"
	"time"

	"qunguan/reconcile/ledger"
)

// Outcome is a verdict in one word.
type Outcome string

// A rule is broken, is kept, or its input is absent, stale or failed.
const (
	Violated    Outcome = "violated"
	Clear       Outcome = "clear"
	CannotJudge Outcome = "cannot_judge"
)

// Verdict is one rule's answer about one subject. The evidence of a violation
// is the rule's struct; a clear verdict may show other inputs.
type Verdict struct {
	Outcome  Outcome
	Reason   string // named reason, e.g. template_mismatch, roster_stale, young
	Evidence any    // nil = nothing to show
}

func violated(r Reason, evidence any) Verdict { return Verdict{Violated, r.ID, evidence} }
func allClear(r Reason, inputs any) Verdict   { return Verdict{Clear, r.ID, inputs} }
func cannotJudge(r Reason, inputs any) Verdict {
	return Verdict{CannotJudge, r.ID, inputs}
}

// Inputs is the verdict's evidence as one JSON object with sorted keys.
func (v Verdict) Inputs() json.RawMessage { return encode(v.Evidence) }

// Answer is one rule's verdict.
type Answer struct {
	Rule string
	Verdict
}

// Violation is the breach of a rule by one subject now.
type Violation struct {
	Rule     string
	Subject  ledger.Subject
	Unit     string
	Reason   string
	Evidence any // the rule's struct
}

// Case is the violation as a case that nothing has happened to yet.
func (v Violation) Case() ledger.Case {
	return ledger.Case{Rule: v.Rule, Unit: v.Unit, Subject: v.Subject, Evidence: encode(v.Evidence)}
}

// Ruling is the verdict of a rule over many groups on one subject. Unit is the unit of its case; Data
// the moment of the oldest data that it rests on, zero for the registry's own.
type Ruling struct {
	Subject ledger.Subject
	Unit    string
	Data    time.Time
	Verdict
}
