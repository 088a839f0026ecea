// Package feishu sends messages to Feishu (飞书) and Lark custom bots. It knows their signature, cards,
// limits and error codes, and does not choose recipients.
package feishu

import (
	"context"
	"time"

	"qunguan/notify"
	"qunguan/notify/internal/httppost"
)

// Channel posts to custom bots. A route's address is the bot's webhook URL,
// its secret the bot's signing secret (may be empty), its keyword a word the
// bot demands in every text.
type Channel struct {
	httppost.Robot

	now func() time.Time
}

// New is the Feishu channel.
func New(out notify.Outgoing) *Channel {
	return &Channel{Robot: httppost.Robot{HTTP: httppost.New(out, notify.Feishu, "open.feishu.cn", "open.larksuite.com")}, now: time.Now}
}

// Send implements notify.Channel.
func (c *Channel) Send(ctx context.Context, route notify.Route, m notify.Message) (notify.Receipt, error) {
	r := render(m, route.Keyword)
	if route.Secret != "" {
		r.Timestamp = timestamp(c.now())
		r.Sign = sign(route.Secret.Reveal(), r.Timestamp)
	}
	return c.PostJSON(ctx, route.Address.Reveal(), r, judge)
}
