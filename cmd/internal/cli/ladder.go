package cli

import (
	"cmp"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// rungJSON is one rung under a case: its day, its recipient, and its state.
type rungJSON struct {
	Rung   string `json:"rung"`
	Day    string `json:"day"`
	ToType string `json:"to_type"`
	To     string `json:"to"`
	Phone  bool   `json:"phone"`
	Reason string `json:"reason"`
	Notice string `json:"notice"`
	ToldOn string `json:"told_on"`
}

func rungsOf(ladder []ledger.RungStatus) []rungJSON {
	list := []rungJSON{}
	for _, f := range ladder {
		r := rungJSON{
			Rung: f.Rung.Name(), Day: string(f.Day), ToType: f.To.Type, To: f.To.Code, Phone: f.Phone,
			Reason: f.Reason, Notice: f.Notice, ToldOn: string(f.ToldOn),
		}
		if r.To == "" {
			r.ToType = ""
		}
		list = append(list, r)
	}
	return list
}

// standing is how a rung stands, in words.
func standing(c *call, reason string) string {
	if key := phraseKey("ladder." + reason); phrase.Has(key) {
		return c.say(key)
	}
	return reasonWord(c.lang, reason)
}

// ladderTable is the ladder of one case as a person reads it.
func ladderTable(c *call, t *rule.Teller, ladder []ledger.RungStatus) columns {
	v := columns{headings: []string{c.say("col.rung"), c.say("col.day"), c.say("col.recipient"), c.say("col.stands"), c.say("col.told_on"), c.say("col.notice")}}
	for _, f := range ladder {
		v.rows = append(v.rows, []string{rule.RungWords(c.lang, f.Rung), string(f.Day), recipientOf(t, f.To), standing(c, f.Reason), string(f.ToldOn), f.Notice})
	}
	return v
}

// recipientOf is a recipient by name: a person, or an office.
func recipientOf(t *rule.Teller, to workgroup.Recipient) string {
	switch {
	case to.Code == "":
		return ""
	case to.Type == workgroup.ToOffice && t.Policy != nil:
		return cmp.Or(t.Policy.Offices[to.Code].Name, t.Say("notice.office"))
	case to.Private():
		return named(t.Person(to.Code).Name, to.Code)
	}
	return to.Code
}
