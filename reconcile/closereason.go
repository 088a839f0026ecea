package reconcile

import (
	"bytes"
	"encoding/json"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/rule"
)

// policyDecides are clear verdicts that the policy alone brought about.
var policyDecides = map[string]bool{"open_group": true, "always_allowed": true}

// figures names, for rules with a figure in the policy, the fact that was
// judged and the figure it was judged by. The same fact under another figure
// means that the policy changed, not that anybody mended anything.
var figures = map[string]struct{ fact, figure string }{
	rule.MemberCard:   {"nickname", "templates"},
	rule.GroupZombie:  {"last_activity", "days"},
	rule.GroupNoAdmin: {"present", "required"},
}

// closeReason says why a case that was judged and not found again is over.
func closeReason(c *ledger.Case, v rule.Verdict) ledger.CloseReason {
	switch {
	case v.Reason == "", v.Reason == rule.ReasonSuperseded:
		return ledger.SubjectGone
	case policyDecides[v.Reason]:
		return ledger.PolicyChanged
	}
	f, ok := figures[c.Rule]
	if !ok {
		return ledger.Fixed
	}
	var then, now map[string]json.RawMessage
	if json.Unmarshal(c.Evidence, &then) != nil || json.Unmarshal(v.Evidence.JSON(), &now) != nil {
		return ledger.Fixed
	}
	if len(now[f.fact]) > 0 && bytes.Equal(then[f.fact], now[f.fact]) && !bytes.Equal(then[f.figure], now[f.figure]) {
		return ledger.PolicyChanged
	}
	return ledger.Fixed
}
