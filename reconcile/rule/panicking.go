//go:build faults

package rule

import "strings"

// Mistake makes rules panic in a program that is built with the tag faults: a test shows with it the
// harm of a mistake in a rule. No other build has this file.
const Mistake = "【规则出错】"

func init() {
	card, admin := memberCard.Judge.account, groupNoAdmin.Judge.group
	memberCard.Judge.account = func(m *MemberView) Verdict {
		if strings.Contains(m.Member.Nickname, Mistake) {
			panic("index out of range")
		}
		return card(m)
	}
	groupNoAdmin.Judge.group = func(g GroupFacts) Verdict {
		if strings.Contains(g.Group.Name, Mistake) {
			panic("nil map")
		}
		return admin(g)
	}
}
