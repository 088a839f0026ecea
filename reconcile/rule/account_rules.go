package rule

// AccountRule judges one seat of a room.
type AccountRule struct {
	ID    string
	Judge func(*Seat) Verdict
}

// accountRules in the order of contract §5: an account has at most one of
// these cases, the first that holds.
var accountRules = []AccountRule{
	{MemberUnknown, judgeUnknown},
	{MemberAmbiguous, judgeAmbiguous},
	{MemberLeft, judgeLeft},
	{MemberOutOfScope, judgeOutOfScope},
	{MemberOtherAccount, judgeOtherAccount},
	{MemberCard, judgeCard},
}

// ReasonSuperseded says that another rule before this one holds for the account.
const ReasonSuperseded = "superseded"

// Answer is one rule's verdict.
type Answer struct {
	Rule string
	Verdict
}

// Judge asks the account rules in their order and stops at the first that is
// violated; rules that are off are left out. The answers so far are returned
// in order, the violated one last.
func (s *Seat) Judge() []Answer {
	answers := make([]Answer, 0, len(accountRules))
	s.judge(func(a Answer) { answers = append(answers, a) })
	return answers
}

// judge gives the answers of Judge one by one.
func (s *Seat) judge(each func(Answer)) {
	spared, isSpared := s.exempted()
	for _, r := range accountRules {
		if s.Policy.IsOff(r.ID) {
			continue
		}
		v := spared
		if !isSpared {
			*s.asked = r.ID
			v = r.Judge(s)
		}
		each(Answer{r.ID, v})
		if v.Outcome == Violated {
			return
		}
	}
}
