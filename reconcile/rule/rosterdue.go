package rule

import (
	"time"

	"qunguan/reconcile/calendar"
	"qunguan/reconcile/workgroup"
)

// RosterDue is how long a group's roster will do.
type RosterDue struct {
	Until workgroup.Date // the last day on which it is fresh; empty: there is none
	Stale bool           // it does no more
	Soon  bool           // it is stale, or will be within three working days
}

// soonDays is how many working days before its end a new roster is asked for.
const soonDays = 3

// DueRoster says how long the roster will do, as of the moment.
func DueRoster(r workgroup.Roster, moment time.Time, maxAgeDays int, days *calendar.Days) RosterDue {
	if r.TakenAt.IsZero() {
		return RosterDue{Stale: true, Soon: true}
	}
	end := r.TakenAt.Add(time.Duration(maxAgeDays) * 24 * time.Hour).In(moment.Location())
	d := RosterDue{Until: workgroup.DateOf(end), Stale: moment.After(end)}
	d.Soon = d.Stale || d.Until <= days.Due(workgroup.DateOf(moment), soonDays, calendar.WorkingDays)
	return d
}
