package cli

import (
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/phrase"
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

func rungsOf(ladder []ledger.Footing) []rungJSON {
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

// rungWords is a rung in words: its day and its recipient.
func rungWords(c *call, r ledger.Rung) string {
	when := r.When()
	if r.Kind != ledger.LadderRung {
		when = reasonWord(c.lang, when) + " " + r.Step
	}
	if word := phraseKey("role." + r.Target); phrase.Has(word) {
		return when + " " + c.say(word)
	}
	return r.Name()
}

// ladderTable is the ladder of one case as a person reads it.
func ladderTable(c *call, ladder []ledger.Footing) columns {
	v := columns{headings: []string{c.say("col.rung"), c.say("col.day"), c.say("col.recipient"), c.say("col.stands"), c.say("col.told_on"), c.say("col.notice")}}
	for _, f := range ladder {
		v.rows = append(v.rows, []string{rungWords(c, f.Rung), string(f.Day), f.To.Code, standing(c, f.Reason), string(f.ToldOn), f.Notice})
	}
	return v
}
