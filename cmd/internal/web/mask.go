package web

import (
	"encoding/json"
	"strings"

	"qunguan/reconcile/access"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// masked reports whether the reader sees a case's accounts only in part.
func (f frame) masked(c ledger.Case) bool {
	if f.viewer.Has(access.Office) || f.viewer.Person != "" && c.Responsible == f.viewer.Person {
		return false
	}
	g := workgroup.Group{Code: c.Subject.Group}
	return !f.viewer.Groups[g.Code] || g.Code == ""
}

// hide masks the case's accounts in lines about it.
func (f frame) hide(c ledger.Case, facts []fact) []fact {
	if !f.masked(c) {
		return facts
	}
	hide := strings.NewReplacer(hidden(c)...)
	for i := range facts {
		facts[i].Value = hide.Replace(facts[i].Value)
	}
	return facts
}

// hideText masks the case's accounts in a text about it.
func (f frame) hideText(c ledger.Case, text string) string {
	if !f.masked(c) {
		return text
	}
	return strings.NewReplacer(hidden(c)...).Replace(text)
}

// hidden lists the accounts that a case names, each with what stands for it.
func hidden(c ledger.Case) (pairs []string) {
	add := func(account string) {
		if masked := access.MaskAccount(account); masked != account {
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
