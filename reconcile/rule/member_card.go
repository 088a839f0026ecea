package rule

import "qunguan/reconcile/workgroup"

// judgeCard: a colleague in service whose card is none of the forms that the
// group accepts.
func judgeCard(s *Seat) Verdict {
	switch {
	case !s.identified() || s.Here != workgroup.InService:
		return allClear("not_in_service", nil)
	case !s.Roster.HasNicknames:
		return cannotJudge("no_nickname_column", nil)
	}
	fits := s.Matcher.Wears(s.Who, s.Member.Nickname, &s.Person)
	if fits && !s.Detail {
		return allClear("card_fits", nil)
	}
	templates := s.Policy.Member.Nickname.TemplatesFor(s.Group.Category)
	if fits {
		return allClear("card_fits", Evidence{"nickname": s.Member.Nickname, "templates": templates})
	}
	reason := "card_differs"
	if s.Member.Nickname == "" {
		reason = "no_card"
	}
	return violated(reason, s.evidence(Evidence{
		"accepted":  s.Matcher.AcceptedCards(s.Person.Code),
		"templates": templates,
	}))
}
