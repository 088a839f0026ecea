package calendar

import (
	"fmt"
	"maps"
	"slices"
	"sync"

	"qunguan/reconcile/workgroup"
)

// Days answers questions about working days during one run and remembers every answer that rests on the
// plain week instead of a notice. It is safe for concurrent use.
//
// Every method returns the absent date for the absent date.
type Days struct {
	calendar *Calendar

	mu      sync.Mutex
	guessed map[workgroup.Date]struct{}
}

// For begins a run. At its end Uncovered lists the days that had to be guessed.
func (c *Calendar) For() *Days {
	return &Days{calendar: c, guessed: map[workgroup.Date]struct{}{}}
}

// Covered is the range of days for which the notices are known.
func (d *Days) Covered() (from, to workgroup.Date) { return d.calendar.Covered() }

// Uncovered lists the days outside the covered years that the run asked about, in order. If the list is
// not empty the run must report it, in its output and its log.
func (d *Days) Uncovered() []workgroup.Date {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Sorted(maps.Keys(d.guessed))
}

// UncoveredYears lists the years of Uncovered, in order.
func (d *Days) UncoveredYears() []int {
	var years []int
	for _, day := range d.Uncovered() {
		years = append(years, day.Time().Year())
	}
	return slices.Compact(years)
}

// IsWorkingDay reports whether people work on the day.
func (d *Days) IsWorkingDay(day workgroup.Date) bool {
	working, covered := d.calendar.IsWorkingDay(day)
	if !covered {
		d.mu.Lock()
		d.guessed[day] = struct{}{}
		d.mu.Unlock()
	}
	return working
}

// OnOrNextWorkingDay is the day itself if it is a working day, else the next
// one.
func (d *Days) OnOrNextWorkingDay(day workgroup.Date) workgroup.Date {
	return d.seek(day, 1)
}

// NextWorkingDay is the first working day strictly after the day.
func (d *Days) NextWorkingDay(day workgroup.Date) workgroup.Date {
	return d.seek(day.AddDays(1), 1)
}

// AddWorkingDays moves by n working days: the first one after the day is day
// 1, whether or not the day itself is worked. Zero leaves the day as it is,
// a negative n counts backwards.
func (d *Days) AddWorkingDays(day workgroup.Date, n int) workgroup.Date {
	if n < 0 {
		return d.WorkingDaysBefore(day, -n)
	}
	for ; n > 0; n-- {
		day = d.NextWorkingDay(day)
	}
	return day
}

// WorkingDaysBefore moves back by n working days: the last one before the day
// is day 1.
func (d *Days) WorkingDaysBefore(day workgroup.Date, n int) workgroup.Date {
	for ; n > 0; n-- {
		day = d.seek(day.AddDays(-1), -1)
	}
	return day
}

// Units of the spans that Due takes, as policies write them.
const (
	WorkingDays  = "wd"
	CalendarDays = "d"
	Months       = "m"
)

// Due is the day a span after the opening day (contract §5): d counts
// calendar days, wd working days, m months clipped to the month's end; a due
// day that is no working day moves to the next one. Any other unit is a
// programming error and panics: the policy's parser lets none through.
func (d *Days) Due(opened workgroup.Date, n int, unit string) workgroup.Date {
	switch unit {
	case WorkingDays:
		opened = d.AddWorkingDays(opened, n)
	case CalendarDays:
		opened = opened.AddDays(n)
	case Months:
		opened = opened.AddMonths(n)
	default:
		panic(fmt.Sprintf("calendar: unit %q of a span: want wd, d or m", unit))
	}
	return d.OnOrNextWorkingDay(opened)
}

// seek walks from the day, which counts, to the first working day in the
// direction of step. No table has a year without a working day, so it ends.
func (d *Days) seek(day workgroup.Date, step int) workgroup.Date {
	for !day.IsZero() && !d.IsWorkingDay(day) {
		day = day.AddDays(step)
	}
	return day
}
