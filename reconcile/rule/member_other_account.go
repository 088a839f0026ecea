package rule

import (
	"qunguan/reconcile/identity"
	"qunguan/reconcile/workgroup"
)

// judgeOtherAccount: same name, but another account than the one on file: an
// impostor, or an old number.
func judgeOtherAccount(s *Seat) Verdict {
	switch {
	case s.Who.How != identity.Nickname && s.Who.How != identity.Loose:
		return allClear("not_by_nickname", nil)
	case s.Here != workgroup.InService:
		return allClear("not_in_service", nil)
	case s.Open:
		return allClear("open_group", nil)
	case !s.Member.OwnAccount():
		return allClear("no_account_shown", nil)
	}
	onFile := s.Matcher.AccountsOnFile(s.Person.Code)
	if len(onFile) == 0 {
		return allClear("no_account_on_file", nil)
	}
	for _, a := range onFile {
		if workgroup.AccountKey(a) == s.Member.Key() {
			return allClear("account_on_file", nil)
		}
	}
	return violated("different_account", s.evidence(Evidence{"on_file": onFile}))
}
