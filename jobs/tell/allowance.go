package tell

import (
	"time"

	"qunguan/jobs"
	"qunguan/jobs/schedule"
	"qunguan/notify"
	"qunguan/reconcile/calendar"
	"qunguan/reconcile/policy"
)

// afterCompose is the time after the day's compose from which digests to people may leave: the day's
// reminders go first.
const afterCompose = 5 * time.Minute

// Allowance computes when a recipient may be written to: in working hours on working days; operators
// always, and offices get their digests at the times of their schedule. A person's digest waits for the
// day's compose: a budget of one message a day must not be spent on it minutes before a deadline is
// told.
func Allowance(p *policy.Policy, days *calendar.Days) func(kind string, to notify.Recipient, t time.Time) time.Time {
	var quiet calendar.Quiet
	if len(p.People.Quiet) == 2 {
		// The policy's check has parsed the same text, so it can be read here.
		quiet, _ = calendar.ParseQuiet(p.People.Quiet[0], p.People.Quiet[1])
	}
	composed := firstOfDay(p.Schedule[jobs.Compose])
	return func(kind string, to notify.Recipient, t time.Time) time.Time {
		if kind == notify.KindOps || to.Type == notify.ToOps || kind == notify.KindDigest && to.Type == notify.ToOffice {
			return t
		}
		at := days.NotBefore(t, quiet, p.People.WorkingDaysOnly)
		if kind != notify.KindDigest || p.People.MaxNoticesPerDay == 0 {
			return at
		}
		later := composed(at).Add(afterCompose)
		if later.Before(at) || !days.NotBefore(later, quiet, p.People.WorkingDaysOnly).Equal(later) {
			return at // compose is over, or comes in hours without messages
		}
		return later
	}
}

// firstOfDay is the schedule's first tick on a moment's day; the zero time where that day has none.
func firstOfDay(expression string) func(t time.Time) time.Time {
	return func(t time.Time) time.Time {
		s, err := schedule.Parse(expression, t.Location())
		if err != nil {
			return time.Time{} // never, or by hand only
		}
		midnight := time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, t.Location())
		tick := s.Next(midnight.Add(-time.Second))
		if tick.IsZero() || tick.YearDay() != t.YearDay() || tick.Year() != t.Year() {
			return time.Time{}
		}
		return tick
	}
}
