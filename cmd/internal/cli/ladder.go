package cli

import (
	"strings"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/phrase"
)

// rungJSON is one rung under a case: when, whom, and how it stands.
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
			Rung: f.Rung.Name, Day: string(f.Day), ToType: f.To.Type, To: f.To.Code, Phone: f.Rung.Phone,
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
func ladderTable(c *call, rungs []rungJSON) columns {
	v := columns{headings: []string{c.say("col.rung"), c.say("col.day"), c.say("col.recipient"), c.say("col.stands"), c.say("col.told_on"), c.say("col.notice")}}
	for _, r := range rungs {
		at, to, _ := strings.Cut(r.Rung, " ")
		if day, measure := strings.CutPrefix(at, ledger.MilestoneRung); measure {
			at = c.say("reason.milestone") + " " + day
		}
		role, _, _ := strings.Cut(to, ":")
		if word := phraseKey("role." + role); c.say(word) != string(word) {
			at += " " + c.say(word)
		} else {
			at = r.Rung
		}
		v.rows = append(v.rows, []string{at, r.Day, r.To, standing(c, r.Reason), r.ToldOn, r.Notice})
	}
	return v
}
