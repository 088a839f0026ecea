package cli

import (
	"errors"
	"strings"
	"time"

	"qunguan/cmd/internal/app"
	"qunguan/jobs/check"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/workgroup"
	"qunguan/sql/base"
)

// openAt is open for a command that works as of --at, with the moment that it
// means. The caller closes the program.
func (c *call) openAt(at string, opt app.Options) (*app.App, time.Time, error) {
	a, err := c.open(opt)
	if err != nil {
		return nil, time.Time{}, err
	}
	moment, err := c.moment(at, a.Settings.Location)
	if err != nil {
		a.Close()
		return nil, time.Time{}, err
	}
	return a, moment, nil
}

// end ends something on a person's word and says so. base.ErrNotFound is bad input: there is none.
func (c *call) end(at string, people []string, do func(a *app.App, now time.Time) error, none, done phrase.Key, pairs ...any) error {
	a, now, err := c.openAt(at, app.Options{})
	if err != nil {
		return err
	}
	defer a.Close()
	if err := c.onFile(a, people...); err != nil {
		return err
	}
	switch err := do(a, now); {
	case errors.Is(err, base.ErrNotFound):
		return badInput(c.say(none, pairs...))
	case err != nil:
		return err
	}
	c.line(done, pairs...)
	return nil
}

// openUntil opens the program for a decision that holds until a day, with the
// world as it stands at --at. A decision without a reason is refused: an
// auditor who asks later must find one.
func (c *call) openUntil(at, until, reason string) (*app.App, *check.RegistrySnapshot, workgroup.Date, error) {
	if strings.TrimSpace(reason) == "" {
		return nil, nil, "", badUsage(c.say("cli.empty_reason"))
	}
	day, err := c.date(until)
	if err != nil {
		return nil, nil, "", err
	}
	a, moment, err := c.openAt(at, app.Options{})
	if err != nil {
		return nil, nil, "", err
	}
	w, err := check.ReadRegistry(c, a.Store, a.Policy.Policy, a.Calendar, moment)
	if err != nil {
		a.Close()
		return nil, nil, "", err
	}
	return a, w, day, nil
}

// moment reads --at: RFC 3339, or a date, which means 09:00 local that day.
// Empty is now.
func (c *call) moment(at string, loc *time.Location) (time.Time, error) {
	if at == "" {
		return time.Now().In(loc), nil
	}
	if d, err := workgroup.ParseDate(at); err == nil {
		return nineOClock(d, loc), nil
	}
	t, err := time.Parse(time.RFC3339, at)
	if err != nil {
		return time.Time{}, badUsage(c.say("cli.bad_at", "value", at))
	}
	return t.In(loc), nil
}

// date reads a day that a command was given.
func (c *call) date(value string) (workgroup.Date, error) {
	d, err := workgroup.ParseDate(value)
	if err != nil {
		return "", badUsage(c.say("cli.bad_date", "value", value))
	}
	return d, nil
}

// nineOClock is by the wall clock, also on a day whose clocks change.
func nineOClock(d workgroup.Date, loc *time.Location) time.Time {
	t := d.Time()
	return time.Date(t.Year(), t.Month(), t.Day(), 9, 0, 0, 0, loc)
}
