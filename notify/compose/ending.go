package compose

import (
	"encoding/json"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// Ending is a stage-limited group that ends soon, with the telling that announces it once.
type Ending struct {
	Group   workgroup.Group
	Telling ledger.Telling
}

// ruleStageEnds names the line about it. It is no rule, because the group breaks none yet.
const ruleStageEnds = "group.stage_ends"

// endingText is the line about a group that ends soon.
func (w writer) endingText(c ledger.Case) string {
	ends := w.in.Groups[c.Subject.Group].EndsOn
	if ends == "" {
		ends = c.DueOn
	}
	return w.say("notice.one."+ruleStageEnds, "date", w.date(string(ends)), "days", w.in.day().DaysUntil(ends))
}

// asCase is the ending in the form of a case, for a line. It has no number: it is no case.
func (e Ending) asCase(in Input) ledger.Case {
	evidence, err := json.Marshal(map[string]string{"ends_on": string(e.Group.EndsOn)})
	if err != nil {
		evidence = nil // writing two strings never fails
	}
	return ledger.Case{
		Rule: ruleStageEnds, Clause: in.Policy.Cites["group.stage_expired"], Unit: e.Group.Unit, State: ledger.Found, Severity: "normal",
		Subject: ledger.Subject{Type: ledger.SubjectGroup, Group: e.Group.Code}, DueOn: e.Group.EndsOn, LastSeenOn: in.day(), Evidence: evidence,
	}
}
