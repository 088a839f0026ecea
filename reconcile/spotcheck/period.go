// Package spotcheck draws samples that anybody can draw again (contract-groups §10): the moment within
// a period, and the groups, official accounts and applications, follow from a secret whose hash was
// published before. It is pure: secrets, days and the population are arguments.
package spotcheck

import (
	"fmt"
	"regexp"
	"strconv"
	"time"

	"qunguan/reconcile/workgroup"
)

// Period is a week, a month, a quarter or a year.
type Period struct {
	ID       string // 2026-W48, 2026-11, 2026-Q4, 2026
	From, To workgroup.Date
}

// PeriodOf is the period of the kind (week, month, quarter, year) in which the
// day lies.
func PeriodOf(every string, day workgroup.Date) Period {
	t := day.Time()
	on := func(year int, month time.Month, d int) workgroup.Date {
		return workgroup.DateOf(time.Date(year, month, d, 0, 0, 0, 0, t.Location()))
	}
	switch every {
	case "week":
		from := day.AddDays(-(int(t.Weekday()) + 6) % 7)
		year, week := t.ISOWeek()
		return Period{fmt.Sprintf("%04d-W%02d", year, week), from, from.AddDays(6)}
	case "quarter":
		first := t.Month() - (t.Month()-1)%3
		return Period{fmt.Sprintf("%04d-Q%d", t.Year(), (int(t.Month())+2)/3), on(t.Year(), first, 1), on(t.Year(), first+3, 0)}
	case "year":
		return Period{fmt.Sprintf("%04d", t.Year()), on(t.Year(), 1, 1), on(t.Year(), 12, 31)}
	}
	return Period{t.Format("2006-01"), on(t.Year(), t.Month(), 1), on(t.Year(), t.Month()+1, 0)}
}

var periodID = regexp.MustCompile(`^(\d{4})(?:-(?:W(\d{2})|Q([1-4])|(\d{2})))?$`)

// ParsePeriod reads a period's id; false for other texts.
func ParsePeriod(id string) (Period, bool) {
	m := periodID.FindStringSubmatch(id)
	if m == nil {
		return Period{}, false
	}
	year, _ := strconv.Atoi(m[1])
	every, day := "year", time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)
	switch {
	case m[2] != "":
		week, _ := strconv.Atoi(m[2])
		every, day = "week", time.Date(year, 1, 4+7*(week-1), 0, 0, 0, 0, time.UTC) // January 4th lies in week 1
	case m[3] != "":
		quarter, _ := strconv.Atoi(m[3])
		every, day = "quarter", time.Date(year, time.Month(quarter*3), 1, 0, 0, 0, 0, time.UTC)
	case m[4] != "":
		month, _ := strconv.Atoi(m[4])
		every, day = "month", time.Date(year, time.Month(month), 1, 0, 0, 0, 0, time.UTC)
	}
	p := PeriodOf(every, workgroup.DateOf(day))
	return p, p.ID == id
}

// Next is the period after p, of the same kind.
func (p Period) Next(every string) Period { return PeriodOf(every, p.To.AddDays(1)) }
