package rule

import "qunguan/reconcile/workgroup"

// judgeCard: a colleague in service whose card is none of the forms that the
// group accepts.
func judgeCard(s *Seat) Verdict {
	templates := s.Policy.Member.Nickname.TemplatesFor(s.Group.Category)
	switch {
	case !s.identified() || s.Here != workgroup.InService:
		return clear("not_in_service", nil)
	case !s.Roster.HasNicknames:
		return cannotJudge("no_nickname_column", nil)
	case s.Matcher.CardFits(s.Member, s.Person.Code):
		return clear("card_fits", Evidence{"nickname": s.Member.Nickname, "templates": templates})
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
