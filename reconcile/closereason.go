package reconcile

import (
	"bytes"
	"encoding/json"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/rule"
)

// closeReason is the reason to close a case that was judged and not found again.
func closeReason(c *ledger.Case, v rule.Verdict) ledger.CloseReason {
	switch {
	case v.Reason == "", v.Reason == rule.ReasonSuperseded:
		return ledger.SubjectGone
	case v.ByPolicy():
		return ledger.PolicyChanged
	}
	r := rule.Of(c.Rule)
	if r == nil || r.Figure.Fact == "" {
		return ledger.Fixed
	}
	f := r.Figure
	var then, now map[string]json.RawMessage
	if json.Unmarshal(c.Evidence, &then) != nil || json.Unmarshal(v.Inputs(), &now) != nil {
		return ledger.Fixed
	}
	if len(now[f.Fact]) > 0 && bytes.Equal(then[f.Fact], now[f.Fact]) && !bytes.Equal(then[f.By], now[f.By]) {
		return ledger.PolicyChanged
	}
	return ledger.Fixed
}
