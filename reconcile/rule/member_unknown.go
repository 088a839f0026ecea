package rule

import "qunguan/reconcile/identity"

// judgeUnknown: nobody can say who this account is.
func judgeUnknown(s *Seat) Verdict {
	switch {
	case s.Who.How != identity.Unknown:
		return allClear("identified", nil)
	case s.Open:
		return allClear("open_group", nil)
	}
	e := Evidence{}
	if near := s.Matcher.Suggest(s.Member.Nickname); len(near) > 0 {
		e["suggestions"] = s.candidates(near)
	}
	return violated(string(s.Who.Reason), s.evidence(e))
}
