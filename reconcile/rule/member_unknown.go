package rule

import "qunguan/reconcile/identity"

// judgeUnknown: nobody can say who this account is.
func judgeUnknown(s *Seat) Verdict {
	switch {
	case s.Who.How != identity.Unknown:
		return clear("identified", nil)
	case s.Open:
		return clear("open_group", nil)
	}
	return violated(string(s.Who.Reason), s.evidence(nil))
}
