package cli

import (
	"errors"
	"strings"
	"time"

	"qunguan/cmd/internal/app"
	"qunguan/cmd/internal/settings"
	"qunguan/notify"
	"qunguan/reconcile/workgroup"
	"qunguan/sql/base"
)

// faultsSince is how far back the doctor looks for routes that failed.
const faultsSince = 7 * 24 * time.Hour

// lately begins the days in which the doctor looks for failed sends. They end with the newest run: a
// program that stands still keeps the faults that nobody has mended.
func (u *checkup) lately(a *app.App, now time.Time) (time.Time, error) {
	runs, err := a.Store.LastRuns(u)
	var newest time.Time
	for _, r := range runs {
		if r.Moment.After(newest) {
			newest = r.Moment
		}
	}
	if newest.IsZero() || newest.After(now) {
		newest = now
	}
	return newest.Add(-faultsSince), err
}

// mostShown is how many of a kind the doctor names.
const mostShown = 5

// examineRoutes counts reachable recipients, and finds routes that would fail
// when they are needed: the key is missing, or there is no mail server.
func (u *checkup) examineRoutes(a *app.App) {
	routes, err := a.Store.AllRoutes(u)
	if errors.Is(err, base.ErrUnreadable) {
		u.add("routes", broken, u.say("doctor.routes_unreadable"), u.say("doctor.todo_key"))
		return
	}
	if err != nil {
		u.failed("routes", err)
		return
	}
	people, err := a.Store.People(u)
	if err != nil {
		u.failed("routes", err)
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
	for p := range people.All() {
		switch {
		case p.Email != "":
			mails++
		case !reachable[p.Code] && p.ServiceOn(workgroup.DateOf(time.Now().In(a.Settings.Location))) == workgroup.InService:
			unreachable++
		}
	}
	status := healthy
	if unreachable > 0 {
		status = attention
	}
	u.add("routes", status, u.say("doctor.routes_count", "routes", len(routes), "people", people.Len(), "unreachable", unreachable), u.todoUnless(status, "doctor.todo_routes"))
	if mails > 0 && a.Settings.SMTP.Host == "" {
		u.add("mail", attention, u.say("doctor.no_smtp", "n", mails), u.say("doctor.todo_smtp"))
	}
}

// examineServers connects to the mail server and to each robot's host: a dead
// one shows before notices wait for it.
func (u *checkup) examineServers(a *app.App) {
	servers, err := a.ProbeServers(u)
	if errors.Is(err, base.ErrUnreadable) {
		return // the routes' own line says so
	}
	if err != nil {
		u.failed("servers", err)
		return
	}
	for _, s := range servers {
		if s.Reason == "" {
			u.add("server", healthy, u.say("doctor.server_ok", "channel", u.lang.Channel(s.Channel), "host", s.Host, "n", s.Routes))
			continue
		}
		status, code := broken, ""
		if s.Code != "" {
			code = u.say("doctor.code", "code", s.Code)
		}
		if a.Settings.Mode != settings.Act {
			status = attention // nothing is sent yet
		}
		todo := "doctor.todo_server"
		if s.Channel == notify.Email {
			todo = "doctor.todo_mail_server"
		}
		u.add("server", status, u.say("doctor.server_bad", "channel", u.lang.Channel(s.Channel), "host", s.Host, "n", s.Routes,
			"why", u.say(phraseKey("channel.reason."+s.Reason)), "code", code), u.say(phraseKey(todo)))
	}
}

// examineDelivery names the routes that failed of late, and the people who could not be reached if
// something fell due now.
func (u *checkup) examineDelivery(a *app.App, now time.Time) {
	since, err := u.lately(a, now)
	if err != nil {
		u.failed("faults", err)
		return
	}
	faults, err := a.Store.RouteFaults(u, since)
	if err != nil {
		u.failed("faults", err)
		return
	}
	if len(faults) > 0 {
		var named []string
		for _, f := range faults[:min(len(faults), mostShown)] {
			who := strings.TrimSpace(u.say(phraseKey("outbox.to."+f.To.Type)) + " " + f.To.Code)
			named = append(named, u.say("doctor.fault", "who", who, "channel", u.lang.Channel(f.Channel), "detail", f.Detail))
		}
		u.add("faults", attention, u.say("doctor.faults_found", "n", len(faults), "which", strings.Join(named, "; ")), u.say("doctor.todo_faults"))
	}
	u.examineUndelivered(a, now)
	people, err := a.Answering(u, workgroup.DateOf(now))
	if err == nil {
		people, err = withoutRoute(u.call, a, people)
	}
	switch {
	case err != nil:
		u.failed("unreachable", err)
	case len(people) > 0:
		var codes []string
		for _, p := range people[:min(len(people), mostShown)] {
			codes = append(codes, p.Code)
		}
		u.add("unreachable", attention, u.say("doctor.unreachable_found", "n", len(people), "which", strings.Join(codes, ", ")), u.say("doctor.todo_routes"))
	}
}

// examineUndelivered counts notices that did not arrive, or perhaps did not.
func (u *checkup) examineUndelivered(a *app.App, now time.Time) {
	since, err := u.lately(a, now)
	if err != nil {
		u.failed("undelivered", err)
		return
	}
	n, err := a.Store.UndeliveredSince(u, since)
	if err != nil {
		u.failed("undelivered", err)
		return
	}
	if n.Dead+n.Uncertain+n.TriedTwice == 0 {
		return
	}
	u.add("undelivered", attention, u.say("doctor.undelivered_found", "dead", n.Dead, "uncertain", n.Uncertain, "twice", n.TriedTwice), u.say("doctor.todo_undelivered"))
}

// examineOffices says which offices would be told by hand only.
func (u *checkup) examineOffices(a *app.App) {
	switch offices, err := officesWithoutRoute(u.call, a); {
	case err != nil:
		u.failed("offices", err)
	case len(offices) > 0:
		u.add("offices", attention, u.say("routes.office_missing", "offices", strings.Join(offices, "; ")), u.say("doctor.todo_offices"))
	}
}

// sendTests sends a test message by every route to operators.
func (u *checkup) sendTests(a *app.App) {
	states, err := a.RouteStates(u, []notify.Recipient{{Type: notify.ToOps}})
	switch {
	case err != nil:
		u.failed("send_test", err)
		return
	case len(states) == 0:
		u.add("send_test", attention, u.say("doctor.send_test_nowhere"), u.say("doctor.todo_ops_route"))
	}
	for _, s := range states {
		if reason, _ := a.SendTest(u.call, s); reason != "" {
			u.add("send_test", broken, s.Channel+": "+u.say(phraseKey("channel.reason."+reason)), u.say("doctor.todo_faults"))
		} else if s.Channel != notify.Manual {
			u.add("send_test", healthy, s.Channel+" "+s.Address)
		}
	}
}
