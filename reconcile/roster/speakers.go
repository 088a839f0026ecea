package roster

import (
	"strings"
	"time"

	"qunguan/reconcile/workgroup"
)

// Heard gives members the later times of speaking and reports whether there was any. A speaker named
// without an account is the only member with that card.
func Heard(members, speakers []workgroup.Member) bool {
	accounts, cards := map[string]time.Time{}, map[string]time.Time{}
	for _, s := range speakers {
		if s.Account != "" {
			later(accounts, s.Key(), s.SpokeAt)
		} else {
			later(cards, strings.TrimSpace(s.Nickname), s.SpokeAt)
		}
	}
	bearers := map[string]int{}
	for _, m := range members {
		bearers[strings.TrimSpace(m.Nickname)]++
	}
	found := false
	for i := range members {
		m := &members[i]
		at := accounts[m.Key()]
		if card := strings.TrimSpace(m.Nickname); card != "" && bearers[card] == 1 && cards[card].After(at) {
			at = cards[card]
		}
		if at.After(m.SpokeAt) {
			m.SpokeAt, found = at, true
		}
	}
	return found
}

func later(times map[string]time.Time, key string, at time.Time) {
	if at.After(times[key]) {
		times[key] = at
	}
}
