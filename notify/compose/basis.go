package compose

import (
	"encoding/json"

	"qunguan/reconcile/ledger"
)

// basisOf is the clause of the owner's own rules for the case; empty where the policy's owner wrote
// none. The passages that a pack follows belong to other organisations and are no basis here.
func (w writer) basisOf(c ledger.Case) string {
	rule := c.Rule
	switch c.Rule {
	case ruleStageEnds:
		rule = "group.stage_expired"
	case ruleExemptEnds:
		var e struct {
			Rule string `json:"rule"`
		}
		_ = json.Unmarshal(c.Evidence, &e) // without it there is no clause
		rule = e.Rule
	}
	return w.in.Policy.Clauses[rule]
}

// withBasis appends the clause to a text.
func (w writer) withBasis(text string, c ledger.Case) string {
	if clause := w.basisOf(c); clause != "" {
		return w.say("notice.clause", "text", text, "clause", clause)
	}
	return text
}

// quotesClauses reports whether any line of the notice quotes a clause.
func (w writer) quotesClauses(d *draft) bool {
	for _, c := range d.told {
		if w.basisOf(c.Case) != "" {
			return true
		}
	}
	return false
}
