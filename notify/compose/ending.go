package compose

import (
	"encoding/json"

	"qunguan/notify"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// Ending is a stage-limited group that ends soon, with the notification that announces it once.
type Ending struct {
	Group        workgroup.Group
	Notification ledger.Notification
}

// ruleStageEnds names the line about it. It is no rule, because the group breaks none yet.
const ruleStageEnds = "group.stage_ends"

// endingText is the line about a group that ends soon.
func (w writer) endingText(c ledger.Case) string {
	ends := w.in.Groups.Of(c.Subject.Group).EndsOn
	if ends == "" {
		ends = c.DueOn
	}
	return w.say("notice.one."+ruleStageEnds, "date", w.date(string(ends)), "days", w.in.day().DaysUntil(ends))
}

// asCase is the ending in the form of a case, for a line. It has no number: it is no case.
func (e Ending) asCase(in Input) ledger.Case {
	evidence, err := json.Marshal(map[string]string{"ends_on": string(e.Group.EndsOn)})
	if err != nil {
		evidence = nil // writing two strings never fails
	}
	return ledger.Case{
		Rule: ruleStageEnds, Clause: in.Policy.Cites["group.stage_expired"], Unit: e.Group.Unit, State: ledger.Found, Severity: "normal",
		Subject: ledger.Subject{Type: ledger.SubjectGroup, Group: e.Group.Code}, DueOn: e.Group.EndsOn, LastSeenOn: in.day(), Evidence: evidence,
	}
}

// RosterDue is a group whose roster will soon be stale.
type RosterDue struct {
	Group string
	Until workgroup.Date // the last day on which it does
}

// dueNamed is the most groups with a due roster that a notice names.
const dueNamed = 5

// rostersDue asks for the due rosters in a notice with another subject: no notice is made for them
// alone, because it would use up the reader's message of the day.
func (w writer) rostersDue(d *draft) []string {
	if d.to.Type != notify.ToPerson || d.phone {
		return nil
	}
	due := w.in.RostersDue[d.to.Code]
	if len(due) == 0 {
		return nil
	}
	var names []string
	for i, r := range due {
		if i == dueNamed {
			names = append(names, w.say("notice.rosters_due.more", "n", len(due)-i))
			break
		}
		names = append(names, w.teller.GroupName(r.Group))
	}
	key := "notice.rosters_due"
	if w.in.Links {
		key += ".link"
	}
	return []string{w.say(key, "n", len(due), "groups", w.list(names), "date", w.teller.ShortDay(due[0].Until))}
}
