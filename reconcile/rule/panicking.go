//go:build faults

package rule

import "strings"

// Mistake is what makes rules panic in a program that is built with the tag
// faults: a test shows with it what a mistake in a rule harms. No other build
// has this file.
const Mistake = "【规则出错】"

func init() {
	for i, r := range accountRules {
		if r.ID == MemberCard {
			accountRules[i].Judge = func(s *Seat) Verdict {
				if strings.Contains(s.Member.Nickname, Mistake) {
					panic("index out of range")
				}
				return r.Judge(s)
			}
		}
	}
	for i, r := range groupRules {
		if r.ID == GroupNoAdmin {
			groupRules[i].Judge = func(g GroupFacts) Verdict {
				if strings.Contains(g.Group.Name, Mistake) {
					panic("nil map")
				}
				return r.Judge(g)
			}
		}
	}
}
