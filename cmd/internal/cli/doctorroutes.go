package cli

import (
	"strings"
	"time"

	"qunguan/cmd/internal/app"
	"qunguan/notify"
	"qunguan/notify/outbox"
	"qunguan/reconcile/workgroup"
)

// faultsSince is how far back the doctor looks for routes that failed.
const faultsSince = 7 * 24 * time.Hour

// mostShown is how many of a kind the doctor names.
const mostShown = 5

// examineDelivery says which routes failed of late, and who could not be
// reached if something fell due now.
func (c *call) examineDelivery(a *app.App, now time.Time, add func(check, status, detail string)) {
	faults, err := a.Store.RouteFaults(c, now.Add(-faultsSince))
	if err != nil {
		add("faults", "bad", err.Error())
		return
	}
	if len(faults) > 0 {
		var named []string
		for _, f := range faults[:min(len(faults), mostShown)] {
			who := strings.TrimSpace(c.say(phraseKey("outbox.to."+f.To.Type)) + " " + f.To.Code)
			named = append(named, c.say("doctor.fault", "who", who, "channel", f.Channel, "detail", f.Detail))
		}
		add("faults", "warning", c.say("doctor.faults_found", "n", len(faults), "which", strings.Join(named, "; ")))
	}
	people, err := a.Answering(c, workgroup.DateOf(now))
	if err == nil {
		people, err = withoutRoute(c, a, people)
	}
	switch {
	case err != nil:
		add("unreachable", "bad", err.Error())
	case len(people) > 0:
		var codes []string
		for _, p := range people[:min(len(people), mostShown)] {
			codes = append(codes, p.Code)
		}
		add("unreachable", "warning", c.say("doctor.unreachable_found", "n", len(people), "which", strings.Join(codes, ", ")))
	}
}

// sendTests sends a test message by every route to operators.
func (c *call) sendTests(a *app.App, add func(check, status, detail string)) {
	states, err := a.RouteStates(c, []outbox.RecipientKey{{Type: notify.ToOps}})
	switch {
	case err != nil:
		add("send_test", "bad", err.Error())
		return
	case len(states) == 0:
		add("send_test", "warning", c.say("doctor.send_test_nowhere"))
	}
	for _, s := range states {
		if reason, _ := a.SendTest(c, s); reason != "" {
			add("send_test", "bad", s.Channel+": "+c.say(phraseKey("channel.reason."+reason)))
		} else if s.Channel != notify.Manual {
			add("send_test", "ok", s.Channel+" "+s.Address)
		}
	}
}
