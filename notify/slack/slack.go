// Package slack sends messages to Slack's incoming webhooks. It knows Slack's blocks, limits and
// answers, and does not choose recipients.
package slack

import (
	"context"
	"encoding/json"

	"qunguan/notify"
	"qunguan/notify/internal/httppost"
)

// Channel posts to incoming webhooks. A route's address is the webhook's URL;
// it has no secret and no keyword.
type Channel struct {
	http *httppost.Client
}

// New is the Slack channel.
func New(out notify.Outgoing) *Channel {
	return &Channel{http: httppost.New(out, notify.Slack, "hooks.slack.com", "hooks.slack-gov.com")}
}

// Probe implements notify.Prober.
func (c *Channel) Probe(ctx context.Context, route notify.Route) error {
	return c.http.Probe(ctx, route.Address.Reveal())
}

// CheckRoute implements notify.RouteChecker.
func (c *Channel) CheckRoute(route notify.Route) error {
	if f := c.http.CheckAddress(route.Address.Reveal()); f != nil {
		return f
	}
	return nil
}

// Send implements notify.Channel.
func (c *Channel) Send(ctx context.Context, route notify.Route, m notify.Message) (notify.Receipt, error) {
	body, err := json.Marshal(render(m))
	if err != nil {
		return notify.Receipt{}, &notify.Failure{Class: notify.Permanent, Reason: notify.ReasonInternal, Ops: true}
	}
	a, fail := c.http.Post(ctx, httppost.Request{
		Address:     route.Address.Reveal(),
		ContentType: "application/json; charset=utf-8",
		Body:        body,
	})
	if fail != nil {
		return notify.Receipt{}, fail
	}
	return judge(a)
}
