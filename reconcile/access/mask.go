package access

import (
	"encoding/json"
	"strings"

	"qunguan/reconcile/ledger"
)

// MaskPhone hides the middle of a phone number: 138****1111.
func MaskPhone(number string) string {
	if len(number) < 8 {
		return strings.Repeat("*", len(number))
	}
	return number[:3] + strings.Repeat("*", len(number)-7) + number[len(number)-4:]
}

// MaskAccount hides an account but for its beginning: wx***. The stand-in for a row without an account
// (@昵称) is a nickname and stays visible.
func MaskAccount(account string) string {
	if account == "" || account[0] == '@' {
		return account
	}
	shown := []rune(account)
	return string(shown[:min(2, len(shown)/3)]) + "***"
}

// Hidden lists the accounts that a case names, each followed by its masked form,
// as strings.NewReplacer takes them.
func Hidden(c ledger.Case) (pairs []string) {
	add := func(account string) {
		if masked := MaskAccount(account); masked != account {
			pairs = append(pairs, account, masked)
		}
	}
	add(c.Subject.Account)
	var evidence map[string]json.RawMessage
	if json.Unmarshal(c.Evidence, &evidence) != nil {
		return pairs
	}
	for key, raw := range evidence {
		if !strings.Contains(key, "account") && key != "on_file" {
			continue
		}
		var one string
		var list []string
		if json.Unmarshal(raw, &one) == nil {
			add(one)
		} else if json.Unmarshal(raw, &list) == nil {
			for _, account := range list {
				add(account)
			}
		}
	}
	return pairs
}
