package compose

import (
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// since says what has changed since the reader was written to last: the same
// words week after week are not read. Who hears for the first time, and has
// finished nothing, needs no such line.
func (w writer) since(d *draft) []string {
	fresh, still := 0, 0
	for _, c := range d.told {
		switch {
		case c.inSet || c.manner != asked && c.manner != demanded || c.ID == 0:
		case c.ToldOn == "":
			fresh++
		default:
			still++
		}
	}
	done := 0
	if d.to.Private() {
		done = w.in.Done[d.to.Code]
	}
	var lines []string
	switch {
	case fresh > 0 && still > 0:
		lines = append(lines, w.say("notice.since.both", "fresh", fresh, "still", still))
	case still > 0 && still == d.size():
		lines = append(lines, w.say("notice.since.all"))
	case still > 0:
		lines = append(lines, w.say("notice.since.still", "still", still))
	}
	if done > 0 {
		lines = append(lines, w.say("notice.since.done", "done", done, "days", DoneDays))
	}
	return lines
}

// DoneDays is for how many days what was finished is counted to its reader.
const DoneDays = 7

// DoneOf counts, by responsible person, the cases that were found mended within
// DoneDays before a day and had been told.
func DoneOf(cases []ledger.Case, since workgroup.Date) map[string]int {
	done := map[string]int{}
	for _, c := range cases {
		if c.State == ledger.Closed && c.ClosedReason == ledger.Fixed && c.ToldOn != "" && c.ClosedOn >= since && c.Responsible != "" {
			done[c.Responsible]++
		}
	}
	return done
}
