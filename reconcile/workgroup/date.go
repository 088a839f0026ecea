package workgroup

import (
	"fmt"
	"time"
)

// Date is a civil date "2006-01-02"; empty means absent. Dates of this form
// compare as strings, are JSON and database values as they stand, and know no
// time zone.
type Date string

const dateLayout = "2006-01-02"

// ParseDate takes only the form 2006-01-02; empty is the absent date.
func ParseDate(s string) (Date, error) {
	if s == "" {
		return "", nil
	}
	if _, err := time.Parse(dateLayout, s); err != nil {
		return "", fmt.Errorf("date %q: want YYYY-MM-DD", s)
	}
	return Date(s), nil
}

// DateOf is the date that a moment has in its own location.
func DateOf(t time.Time) Date {
	if t.IsZero() {
		return ""
	}
	return Date(t.Format(dateLayout))
}

// IsZero reports whether the date is absent.
func (d Date) IsZero() bool { return d == "" }

// Time is midnight UTC of the date, for arithmetic; the zero time if absent.
func (d Date) Time() time.Time {
	t, err := time.Parse(dateLayout, string(d))
	if err != nil {
		return time.Time{}
	}
	return t
}

// In is midnight of the date in the location.
func (d Date) In(loc *time.Location) time.Time {
	t := d.Time()
	if t.IsZero() {
		return t
	}
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, loc)
}

// AddDays moves by calendar days; absent stays absent.
func (d Date) AddDays(n int) Date {
	if d == "" {
		return ""
	}
	return DateOf(d.Time().AddDate(0, 0, n))
}

// AddMonths moves by months and clips to the month's end: 01-31 plus one
// month is 02-28 (or 29).
func (d Date) AddMonths(n int) Date {
	if d == "" {
		return ""
	}
	t := d.Time()
	first := time.Date(t.Year(), t.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return DateOf(first.AddDate(0, 0, min(t.Day(), last)-1))
}

// DaysUntil counts calendar days from d to other; negative if other is earlier.
func (d Date) DaysUntil(other Date) int {
	return int(other.Time().Sub(d.Time()) / (24 * time.Hour))
}
