package calendar

import (
	"fmt"
	"time"

	"qunguan/reconcile/workgroup"
)

// Quiet is the part of every day in which people are not disturbed, by the wall clock. The zero value
// has no quiet hours.
type Quiet struct {
	from, to int // minutes after midnight; from is quiet, to is not
}

// ParseQuiet reads two times of the form 15:04. From may be later than to:
// 18:00 to 08:30 is quiet over midnight. Two empty strings are no quiet
// hours; equal times are an error, because they could mean all day or never.
func ParseQuiet(from, to string) (Quiet, error) {
	if from == "" && to == "" {
		return Quiet{}, nil
	}
	f, err := minuteOfDay(from)
	if err != nil {
		return Quiet{}, err
	}
	t, err := minuteOfDay(to)
	if err != nil {
		return Quiet{}, err
	}
	if f == t {
		return Quiet{}, fmt.Errorf("quiet hours from %s to %s: the two times must differ", from, to)
	}
	return Quiet{f, t}, nil
}

func minuteOfDay(s string) (int, error) {
	t, err := time.Parse("15:04", s)
	if err != nil || len(s) != len("15:04") {
		return 0, fmt.Errorf("time of day %q: want HH:MM, such as 08:30", s)
	}
	return t.Hour()*60 + t.Minute(), nil
}

// Contains reports whether the moment is quiet by the clock of its location.
func (q Quiet) Contains(t time.Time) bool {
	minute := t.Hour()*60 + t.Minute()
	if q.from <= q.to {
		return q.from <= minute && minute < q.to
	}
	return q.from <= minute || minute < q.to
}

// NotBefore is the earliest moment, t or later, that is not quiet and, if
// workingDaysOnly, lies on a working day; dates and clock are those of t's
// location.
func (d *Days) NotBefore(t time.Time, quiet Quiet, workingDaysOnly bool) time.Time {
	for {
		switch {
		case workingDaysOnly && !d.IsWorkingDay(workgroup.DateOf(t)):
			t = nextDay(t)
		case quiet.Contains(t):
			// By single minutes: on days when clocks change, the end of
			// the quiet hours may not exist or come twice, and walking is
			// right about both. A day has 1,440 steps of nanoseconds.
			t = t.Truncate(time.Minute).Add(time.Minute)
		default:
			return t
		}
	}
}

// nextDay is the first moment of the next date. Some zones change their
// clocks at midnight; there that date begins at 01:00.
func nextDay(t time.Time) time.Time {
	midnight := time.Date(t.Year(), t.Month(), t.Day()+1, 0, 0, 0, 0, t.Location())
	if midnight.Day() == t.Day() {
		_, midnight = midnight.ZoneBounds()
	}
	return midnight
}
