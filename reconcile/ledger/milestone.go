package ledger

import (
	"slices"
	"strings"

	"qunguan/reconcile/calendar"
	"qunguan/reconcile/workgroup"
)

// Milestone is a measure 整改措施 that a person has set for a case, with the day by which it is to be done
// (S5.7).
type Milestone struct {
	Case  int64
	Until workgroup.Date
	Words string
	By    string         // person code
	SetOn workgroup.Date // local day on which it was set
}

// Note is the milestone in the form in which its step keeps it.
func (m Milestone) Note() string { return string(m.Until) + " " + m.Words }

// ParseMilestone reads a note that Note wrote.
func ParseMilestone(note string) Milestone {
	day, words, _ := strings.Cut(note, " ")
	return Milestone{Until: workgroup.Date(day), Words: words}
}

// RemindOn is the day of the measure's reminder: the working day before the measure is to be done, so
// that a day is left to do it. For a measure that was set later than that it is the measure's day
// itself, or the last working day before it. Empty: the measure was set too late for any reminder.
func (m Milestone) RemindOn(days *calendar.Days) workgroup.Date {
	for _, on := range []workgroup.Date{days.WorkingDaysBefore(m.Until, 1), OnOrBeforeWorkingDay(m.Until, days)} {
		if m.SetOn < on {
			return on
		}
	}
	return ""
}

// DueNow picks the measures that need a reminder on the day.
func DueNow(all []Milestone, days *calendar.Days, day workgroup.Date) []Milestone {
	var now []Milestone
	for _, m := range all {
		if on := m.RemindOn(days); on != "" && on <= day && day <= m.Until {
			now = append(now, m)
		}
	}
	return now
}

// milestones reminds the responsible person once of each day on which a measure is to be done.
// Acknowledging the case does not silence these reminders, because measures are set by people who are
// already handling it.
func (w *walk) milestones() {
	for _, m := range w.Milestones {
		r := Rung{Kind: MeasureDue, Step: string(m.Until), Target: ToResponsible}
		if slices.ContainsFunc(w.statuses, func(f RungStatus) bool { return f.Rung == r }) {
			continue // several measures of one day are one reminder
		}
		on := m.RemindOn(w.Days)
		if _, recorded := w.recorded[r]; !recorded && (on == "" || m.Until < w.Day) {
			continue
		}
		f := RungStatus{Rung: r, Day: on, To: w.responsible()}
		w.stand(&f, nil)
		w.statuses = append(w.statuses, f)
	}
}
