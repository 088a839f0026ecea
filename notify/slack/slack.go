// Package slack sends messages to Slack's incoming webhooks. It knows Slack's blocks, limits and
// answers, and does not choose recipients.
package slack

import (
	"context"

	"qunguan/notify"
	"qunguan/notify/internal/httppost"
)

// Channel posts to incoming webhooks. A route's address is the webhook's URL;
// it has no secret and no keyword.
type Channel struct {
	httppost.Robot
}

// New is the Slack channel.
func New(out notify.Outgoing) *Channel {
	return &Channel{Robot: httppost.Robot{HTTP: httppost.New(out, notify.Slack, "hooks.slack.com", "hooks.slack-gov.com")}}
}

// Send implements notify.Channel.
func (c *Channel) Send(ctx context.Context, route notify.Route, m notify.Message) (notify.Receipt, error) {
	return c.PostJSON(ctx, route.Address.Reveal(), render(m), judge)
}
