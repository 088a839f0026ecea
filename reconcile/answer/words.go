package answer

import (
	"strings"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/phrase"
)

// Words is a refusal for people: the reason, and the people who may.
func Words(lang phrase.Lang, c ledger.Case, a Answer, r *Refusal, name func(code string) string) string {
	var may, takes []string
	for _, code := range r.May {
		may = append(may, strings.TrimSpace(code+" "+name(code)))
	}
	for _, t := range Takes(c) {
		takes = append(takes, lang.Say(phrase.Key("answer."+string(t))))
	}
	if len(may) == 0 {
		may = []string{lang.Say("cli.nobody")}
	}
	comma := lang.Say("notice.comma")
	return lang.Say(phrase.Key("answer.no."+r.Reason), "id", c.ID, "by", strings.TrimSpace(a.By+" "+name(a.By)), "due", c.DueOn,
		"action", lang.Say(phrase.Key("answer."+string(a.Action))), "may", strings.Join(may, comma), "takes", strings.Join(takes, comma))
}
