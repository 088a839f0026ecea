package rule

import "qunguan/reconcile/identity"

// judgeAmbiguous: the card fits several people, whatever their states.
func judgeAmbiguous(s *Seat) Verdict {
	switch {
	case s.Who.How != identity.Ambiguous:
		return allClear("not_ambiguous", nil)
	case s.Open:
		return allClear("open_group", nil)
	}
	return violated(string(s.Who.Reason), s.evidence(Evidence{"candidates": s.candidates(s.Who.Candidates)}))
}
