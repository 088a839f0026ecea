// Package schedule computes when a job is due: cron expressions, their next and their latest tick, and
// an alarm clock that rings at them. It is the only package that imports robfig/cron, and it knows no
// job and no database.
//
// A tick is a nominal time of the wall clock in one location. It exists once however the clocks change:
// a time that is skipped in spring is due at the jump, a time that comes twice in autumn is due the
// first time. (cron itself leaves the first out and fires the second twice.)
package schedule

import (
	"sort"
	"strings"
	"time"

	"github.com/robfig/cron/v3"

	"qunguan/reconcile/phrase"
)

// Schedule is a checked cron expression in a location. It never changes.
type Schedule struct {
	expr string
	spec *cron.SpecSchedule
	loc  *time.Location
}

// Parse reads the five fields (minute, hour, day, month, weekday) or @yearly, @monthly, @weekly,
// @daily, @hourly. It refuses, with an *ExprError, expressions that cron accepts and an operator would
// regret: one that never fires, a time zone of its own, and @every, whose ticks would depend on the
// start of the process.
func Parse(expr string, loc *time.Location) (*Schedule, error) {
	expr = strings.TrimSpace(expr)
	switch {
	case strings.Contains(expr, "TZ="):
		return nil, &ExprError{Expr: expr, Reason: phrase.ScheduleZone}
	case strings.HasPrefix(expr, "@every"):
		return nil, &ExprError{Expr: expr, Reason: phrase.ScheduleEvery}
	}
	parsed, err := parser.Parse(expr)
	if err != nil {
		return nil, &ExprError{Expr: expr, Reason: phrase.ScheduleForm, Err: err}
	}
	spec, ok := parsed.(*cron.SpecSchedule)
	if !ok {
		return nil, &ExprError{Expr: expr, Reason: phrase.ScheduleForm}
	}
	spec.Location = time.UTC // Next hands it wall-clock times as if they were UTC
	s := &Schedule{expr: expr, spec: spec, loc: loc}
	if spec.Next(leapYear).IsZero() {
		return nil, &ExprError{Expr: expr, Reason: phrase.ScheduleNever}
	}
	return s, nil
}

var parser = cron.NewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow | cron.Descriptor)

// leapYear begins the five years that cron searches, so that 29 February counts as a day that comes.
var leapYear = time.Date(2024, time.January, 1, 0, 0, 0, 0, time.UTC)

// String is the expression.
func (s *Schedule) String() string { return s.expr }

// Next is the first tick strictly after the moment, in the schedule's
// location.
func (s *Schedule) Next(after time.Time) time.Time {
	local := after.In(s.loc)
	wall := time.Date(local.Year(), local.Month(), local.Day(), local.Hour(), local.Minute(), local.Second(), 0, time.UTC)
	for {
		wall = s.spec.Next(wall)
		if wall.IsZero() {
			return time.Time{} // 29 February across the year 2100
		}
		if tick := moment(wall, s.loc); tick.After(after) {
			return tick
		}
	}
}

// Latest is the last tick after the one moment and not after the other, if there is any: the tick that
// a daemon owes when it comes back. It costs some thirty evaluations of the schedule however long the
// daemon was away; ticks of more than ten years ago are left out.
func (s *Schedule) Latest(after, now time.Time) (time.Time, bool) {
	if oldest := now.AddDate(-10, 0, 0); after.Before(oldest) {
		after = oldest
	}
	due := func(t time.Time) bool {
		next := s.Next(t)
		return !next.IsZero() && !next.After(now)
	}
	if !now.After(after) || !due(after) {
		return time.Time{}, false
	}
	// From any moment before the latest tick, some tick is due by now; from the latest tick on, none
	// is. The boundary is the tick.
	seconds := int(now.Sub(after)/time.Second) + 1
	first := sort.Search(seconds, func(i int) bool {
		return !due(after.Add(time.Duration(i) * time.Second))
	})
	return s.Next(after.Add(time.Duration(first-1) * time.Second)), true
}

// moment is the time at which the location's clocks first show the wall-clock time, or at which they
// jump over it.
func moment(wall time.Time, loc *time.Location) time.Time {
	const day = 24 * time.Hour
	_, before := wall.Add(-day).In(loc).Zone()
	_, after := wall.Add(day).In(loc).Zone()
	early := wall.Add(-time.Duration(max(before, after)) * time.Second).In(loc)
	late := wall.Add(-time.Duration(min(before, after)) * time.Second).In(loc)
	for _, t := range []time.Time{early, late} {
		if t.Day() == wall.Day() && t.Hour() == wall.Hour() && t.Minute() == wall.Minute() {
			return t
		}
	}
	jump, _ := late.ZoneBounds()
	return jump
}
