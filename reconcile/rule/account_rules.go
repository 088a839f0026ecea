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

// ReasonSuperseded: another rule before this one holds for the account.
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
	var answers []Answer
	for _, r := range accountRules {
		if s.Policy.IsOff(r.ID) {
			continue
		}
		v := s.judge(r)
		answers = append(answers, Answer{r.ID, v})
		if v.Outcome == Violated {
			break
		}
	}
	return answers
}

func (s *Seat) judge(r AccountRule) Verdict {
	if v, ok := s.exempted(); ok {
		return v
	}
	return r.Judge(s)
}
