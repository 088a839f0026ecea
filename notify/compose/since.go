package compose

import (
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// since tells the changes since the reader's last notice, because people stop reading words that repeat
// week after week. A reader who hears for the first time, and has finished no case, gets no such line.
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
