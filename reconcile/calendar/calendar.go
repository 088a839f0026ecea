// Package calendar knows the working days of China and the hours in which people may be disturbed:
// holidays and make-up days, due days, quiet hours.
//
// Days outside the covered years are answered by the plain week, Monday to Friday, and remembered, so
// that the run can report them: a calendar that fell back silently would set wrong deadlines every
// January. The package imports nothing of ours but the date and reads no clock; the time is an
// argument.
package calendar

import (
	"sync"
	"time"

	"qunguan/reconcile/workgroup"
)

// Calendar knows the days that differ from the plain week, for a range of
// whole years. It never changes and is safe for concurrent use.
type Calendar struct {
	days     map[workgroup.Date]kind
	from, to int // covered years, inclusive
}

type kind bool

const (
	off  kind = false
	work kind = true
)

// stretch is a run of days of one kind, both ends included.
type stretch struct {
	from, to workgroup.Date
	kind     kind
	name     string // the holiday that the stretch belongs to
}

// China is the calendar of the embedded notices of the State Council.
var China = sync.OnceValue(func() *Calendar {
	c := &Calendar{days: map[workgroup.Date]kind{}, from: chinaFrom, to: chinaTo}
	for _, s := range chinaTable {
		for d := s.from; d <= s.to; d = d.AddDays(1) {
			c.days[d] = s.kind
		}
	}
	return c
})

// Covered is the first and the last day for which the notices are known.
func (c *Calendar) Covered() (from, to workgroup.Date) {
	return yearStart(c.from), yearStart(c.to + 1).AddDays(-1)
}

// IsWorkingDay reports whether people work on the day. Where covered is false the answer is the plain
// week's, Monday to Friday, and may be wrong; callers must report that (see Days). The absent date is
// no working day.
func (c *Calendar) IsWorkingDay(d workgroup.Date) (working, covered bool) {
	if k, ok := c.days[d]; ok {
		return k == work, true
	}
	t := d.Time()
	if t.IsZero() {
		return false, true
	}
	weekend := t.Weekday() == time.Saturday || t.Weekday() == time.Sunday
	return !weekend, c.from <= t.Year() && t.Year() <= c.to
}

func yearStart(year int) workgroup.Date {
	return workgroup.DateOf(time.Date(year, time.January, 1, 0, 0, 0, 0, time.UTC))
}
