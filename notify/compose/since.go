package compose

import (
	"strings"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// since tells the changes since the reader's last notice, because people stop reading words that repeat
// week after week. A reader who hears for the first time, and has finished no case, gets no such line.
func (w writer) since(d *draft) []string {
	fresh, still, unseen := 0, 0, 0
	for _, c := range d.told {
		switch {
		case c.inSet || c.manner != asked && c.manner != demanded || c.ID == 0:
		case c.ToldOn == "":
			fresh++
		case w.in.proven(c.Case):
			still++
		default:
			unseen++ // it may be done
		}
	}
	var lines []string
	switch all := d.size(); {
	case still == all:
		lines = append(lines, w.say("notice.since.all"))
	case unseen == all:
		lines = append(lines, w.say("notice.since.all_unseen"))
	case still+unseen > 0:
		var parts []string
		for _, p := range []struct {
			key string
			n   int
		}{{"notice.since.fresh", fresh}, {"notice.since.still", still}, {"notice.since.unseen", unseen}} {
			if p.n > 0 {
				parts = append(parts, w.say(p.key, "n", p.n))
			}
		}
		lines = append(lines, w.say("notice.since", "parts", strings.Join(parts, w.say("notice.since.then"))))
	}
	if d.to.Private() {
		if done := w.in.Done[d.to.Code]; done > 0 {
			lines = append(lines, w.say("notice.since.done", "done", done, "days", DoneDays))
		}
	}
	return lines
}

// answered adds to a line that somebody has said the case to be done, and the finding of newer data.
func (w writer) answered(text string, c ledger.Case) string {
	if c.SaidAt.IsZero() {
		return text
	}
	said := w.teller.ShortDay(workgroup.DateOf(c.SaidAt.In(w.in.Now.Location())))
	if w.unchecked(c) {
		return w.say("notice.said.unchecked", "text", text, "day", said, "what", w.say(rule.RestsOn(c.Rule)+".new"))
	}
	return w.say("notice.said.still", "text", text, "day", said, "data", w.teller.Rests(c))
}

// unchecked reports whether somebody has said the case to be done, and no data has been judged since.
func (w writer) unchecked(c ledger.Case) bool { return rule.Unchecked(c, w.in.Now.Location()) }

// DoneDays is the number of days for which finished cases are counted to their reader.
const DoneDays = 7

// DoneOf counts, by responsible person, the told cases that were found rectified since the day.
func DoneOf(cases []ledger.Case, since workgroup.Date) map[string]int {
	done := map[string]int{}
	for _, c := range cases {
		if c.State == ledger.Closed && c.ClosedReason == ledger.Fixed && c.ToldOn != "" && c.ClosedOn >= since && c.Responsible != "" {
			done[c.Responsible]++
		}
	}
	return done
}
