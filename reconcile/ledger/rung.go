package ledger

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"qunguan/reconcile/calendar"
	"qunguan/reconcile/workgroup"
)

// Recipients of rungs, as policies write them; an office is OfficePrefix and
// its key.
const (
	ToResponsible     = "responsible"
	ToSecondAdmin     = "second_admin"
	ToUnitPrincipal   = "unit_principal"
	ToParentPrincipal = "parent_principal"
	OfficePrefix      = "office:"
)

// ByPhone is a rung that a person carries out: they call, and note it (S4.6).
const ByPhone = "phone"

// Rung is one step of the escalation ladder, read from the policy.
type Rung struct {
	Name  string // what it is remembered by: "due-3wd responsible"
	To    string
	Phone bool

	n       int // negative: before the due day
	unit    string
	measure bool // it reminds of a measure, and is none of the policy's
}

var rungDay = regexp.MustCompile(`^due(?:([+-])([0-9]{1,4})(wd|d|m))?$`)

// ParseRung reads a rung: at is due, due-3wd, due+6wd …; by is empty or phone.
func ParseRung(at, to, by string) (Rung, error) {
	m := rungDay.FindStringSubmatch(at)
	if m == nil || to == "" || (by != "" && by != ByPhone) {
		return Rung{}, fmt.Errorf("rung at %q to %q by %q", at, to, by)
	}
	r := Rung{Name: at + " " + to, To: to, Phone: by == ByPhone, unit: calendar.CalendarDays}
	if m[2] == "" {
		return r, nil
	}
	n, err := strconv.Atoi(m[2])
	if err != nil {
		return Rung{}, fmt.Errorf("rung at %q: %w", at, err)
	}
	if m[1] == "-" {
		n = -n
	}
	r.n, r.unit = n, m[3]
	return r, nil
}

// Above reports whether the rung tells somebody else than the responsible
// person: nobody of them hears before the due day.
func (r Rung) Above() bool { return r.To != ToResponsible }

// Day is the rung's day for a case that is due on the day. One that falls on
// a day off moves away from nobody's deadline: before the due day to the
// working day before, after it to the next one.
func (r Rung) Day(due workgroup.Date, days *calendar.Days) workgroup.Date {
	switch {
	case r.n == 0:
		return due
	case r.n > 0:
		return days.Due(due, r.n, r.unit)
	}
	switch r.unit {
	case calendar.WorkingDays:
		return days.WorkingDaysBefore(due, -r.n)
	case calendar.Months:
		due = due.AddMonths(r.n)
	default:
		due = due.AddDays(r.n)
	}
	return OnOrBeforeWorkingDay(due, days)
}

// OnOrBeforeWorkingDay is the day itself if it is a working day, else the
// last one before it.
func OnOrBeforeWorkingDay(day workgroup.Date, days *calendar.Days) workgroup.Date {
	if days.IsWorkingDay(day) {
		return day
	}
	return days.WorkingDaysBefore(day, 1)
}

// office is the key of an office rung.
func (r Rung) office() (key string, ok bool) { return strings.CutPrefix(r.To, OfficePrefix) }
