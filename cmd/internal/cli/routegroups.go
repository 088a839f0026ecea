package cli

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"qunguan/notify/outbox"
	"qunguan/reconcile/phrase"
)

// routeGroup is many routes that a terminal shows as one line: a county has a
// thousand mailboxes at one server.
type routeGroup struct {
	kind, channel, server, status, reason string

	outcome string
	sample  []string
	n       int
	last    routeJSON // the newest send
}

// printRouteGroups shows routes by type of recipient, channel and server,
// those that do not work apart; one recipient's own are shown by --code.
func (c *call) printRouteGroups(rows []routeJSON) error {
	var groups []*routeGroup
	for _, r := range rows {
		_, server, ok := strings.Cut(r.Address, "@")
		if !ok {
			server = r.Address
		}
		g := routeGroup{kind: r.RecipientType, channel: r.Channel, server: server, status: r.Status, reason: r.Reason, outcome: r.LastOutcome}
		i := slices.IndexFunc(groups, func(o *routeGroup) bool {
			return o.kind == g.kind && o.channel == g.channel && o.server == g.server && o.status == g.status && o.reason == g.reason && o.outcome == g.outcome
		})
		if i < 0 {
			i = len(groups)
			groups = append(groups, &g)
		}
		groups[i].n++
		if len(groups[i].sample) < sampleRoutes {
			groups[i].sample = append(groups[i].sample, r.Recipient)
		}
		if r.LastAt > groups[i].last.LastAt {
			groups[i].last = r
		}
	}
	slices.SortStableFunc(groups, func(a, b *routeGroup) int { return cmp.Compare(statusRank(a.status), statusRank(b.status)) })
	v := columns{headings: []string{c.say("col.recipient"), c.say("col.channel"), c.say("col.address"), c.say("col.routes"), c.say("col.status"), c.say("col.last_send"), c.say("col.codes")}}
	for _, g := range groups {
		status := c.say(phraseKey("routes.status." + g.status))
		if g.reason != "" {
			status = c.say("routes.because", "status", status, "why", c.say(phraseKey("channel.reason."+g.reason)))
		}
		sample := joined(slices.DeleteFunc(slices.Clone(g.sample), func(s string) bool { return s == "" }))
		if g.n > len(g.sample) {
			sample = c.say("routes.sample", "list", sample)
		}
		v.rows = append(v.rows, []string{c.say(phraseKey("outbox.to." + g.kind)), c.lang.Channel(g.channel), g.server, strconv.Itoa(g.n), status, lastSend(c, g.last), sample})
	}
	c.out.table(v)
	if slices.ContainsFunc(rows, func(r routeJSON) bool { return r.Status == "bad" }) {
		return partly()
	}
	return nil
}

// sampleRoutes is how many recipients of a group are named.
const sampleRoutes = 3

func statusRank(status string) int { return slices.Index([]string{"bad", "by_hand", "ok"}, status) }

// lastSend is the result of the newest send by a route.
func lastSend(c *call, r routeJSON) string {
	if r.LastAt == "" {
		return c.say("routes.never")
	}
	said := c.say(phraseKey("routes.outcome." + r.LastOutcome))
	if r.LastOutcome != "sent" {
		if key := phraseKey("channel.reason." + outbox.ReasonIn(r.LastDetail)); phrase.Has(key) {
			said = c.say("routes.because", "status", said, "why", c.say(key))
		}
	}
	return minute(r.LastAt) + " " + said
}
