package cli

import (
	"errors"
	"os"
	"time"

	"qunguan/cmd/internal/app"
	"qunguan/cmd/internal/settings"
	"qunguan/notify"
	"qunguan/notify/outbox"
	"qunguan/reconcile/workgroup"
)

type doctorCmd struct {
	SendTest bool `help:"${help_send_test}"`
}

// finding is one line of the doctor's report.
type finding struct {
	Check  string `json:"check"`
	Status string `json:"status"` // ok, warning, bad
	Detail string `json:"detail"`
}

// Run looks at everything the program depends on and says what to do.
func (cmd *doctorCmd) Run(c *call) error {
	var list []finding
	add := func(check, status, detail string) { list = append(list, finding{check, status, detail}) }
	s, problems := settings.Load(c.LookupEnv, os.ReadFile)
	if len(problems) > 0 {
		add("settings", "bad", problems.Say(c.lang))
	} else {
		add("settings", "ok", c.say("doctor.settings_ok", "mode", s.Mode))
		c.examine(s, cmd.SendTest, add)
	}
	if err := c.out.print(list, func() columns {
		v := columns{headings: []string{c.say("col.check"), c.say("col.status"), c.say("col.detail")}}
		for _, f := range list {
			v.rows = append(v.rows, []string{c.say(phraseKey("doctor." + f.Check)), c.say(phraseKey("doctor.status_" + f.Status)), f.Detail})
		}
		return v
	}); err != nil {
		return err
	}
	for _, f := range list {
		if f.Status == "bad" {
			return &exitError{code: ExitFailed}
		}
	}
	return nil
}

func (c *call) examine(s *settings.Settings, sendTest bool, add func(check, status, detail string)) {
	now := time.Now().In(s.Location)
	add("clock", "ok", now.Format("2006-01-02 15:04:05 -0700 MST")+" "+s.Location.String())
	loaded, err := app.LoadPolicy(s.Policy, s.Location)
	var bad *app.PolicyError
	switch {
	case errors.As(err, &bad):
		add("policy", "bad", bad.Problems.Text(c.lang))
		return
	case err != nil:
		add("policy", "bad", err.Error())
		return
	}
	add("policy", "ok", s.Policy+" "+loaded.Policy.Title)
	a, err := c.openWith(s, app.Options{})
	if err != nil {
		add("database", "bad", errorText(c, err))
		return
	}
	defer a.Close()
	add("database", "ok", a.DB.Dialect.String())
	c.examineCalendar(a, now, add)
	c.examineRoutes(a, add)
	c.examineDelivery(a, now, add)
	if sendTest {
		c.sendTests(a, add)
	}
}

func (c *call) examineCalendar(a *app.App, now time.Time, add func(check, status, detail string)) {
	from, to := a.Calendar.Covered()
	today := workgroup.DateOf(now)
	switch left := today.DaysUntil(to); {
	case today < from || left < 0:
		add("calendar", "bad", c.say("calendar.uncovered", "from", from, "to", to, "years", now.Year()))
	case left < 60:
		add("calendar", "warning", c.say("calendar.ends_soon", "to", to, "days", left))
	default:
		add("calendar", "ok", c.say("calendar.covered", "from", from, "to", to))
	}
}

// examineRoutes counts who can be reached, and finds routes that could not be
// used if they were needed: the key is missing, or there is no mail server.
func (c *call) examineRoutes(a *app.App, add func(check, status, detail string)) {
	routes, err := a.Store.AllRoutes(c)
	if errors.Is(err, outbox.ErrRouteUnreadable) {
		add("routes", "bad", c.say("doctor.routes_unreadable"))
		return
	}
	if err != nil {
		add("routes", "bad", err.Error())
		return
	}
	people, err := a.Store.People(c)
	if err != nil {
		add("routes", "bad", err.Error())
		return
	}
	mails, reachable := 0, map[string]bool{}
	for _, r := range routes {
		if r.TargetType == "人员" {
			reachable[r.Target] = true
		}
		if r.Channel == notify.Email {
			mails++
		}
	}
	unreachable := 0
	for code, p := range people {
		switch {
		case p.Email != "":
			mails++
		case !reachable[code] && p.ServiceOn(workgroup.DateOf(time.Now().In(a.Settings.Location))) == workgroup.InService:
			unreachable++
		}
	}
	status := "ok"
	if unreachable > 0 {
		status = "warning"
	}
	add("routes", status, c.say("doctor.routes_count", "routes", len(routes), "people", len(people), "unreachable", unreachable))
	if mails > 0 && a.Settings.SMTP.Host == "" {
		add("mail", "warning", c.say("doctor.no_smtp", "n", mails))
	}
}
