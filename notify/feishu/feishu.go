// Package feishu sends messages to Feishu (飞书) and Lark custom bots. It knows their signature, cards,
// limits and error codes, and does not choose recipients.
package feishu

import (
	"context"
	"encoding/json"
	"time"

	"qunguan/notify"
	"qunguan/notify/internal/httppost"
)

// Channel posts to custom bots. A route's address is the bot's webhook URL,
// its secret the bot's signing secret (may be empty), its keyword a word the
// bot demands in every text.
type Channel struct {
	http *httppost.Client
	now  func() time.Time
}

// New is the Feishu channel.
func New(out notify.Outgoing) *Channel {
	return &Channel{http: httppost.New(out, notify.Feishu, "open.feishu.cn", "open.larksuite.com"), now: time.Now}
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
	r := render(m, route.Keyword)
	if route.Secret != "" {
		r.Timestamp = timestamp(c.now())
		r.Sign = sign(route.Secret.Reveal(), r.Timestamp)
	}
	body, err := json.Marshal(r)
	if err != nil {
		return notify.Receipt{}, &notify.Failure{Class: notify.Permanent, Reason: notify.ReasonInternal, Ops: true}
	}
	a, fail := c.http.Post(ctx, httppost.Request{
		Address: route.Address.Reveal(), ContentType: "application/json; charset=utf-8", Body: body,
	})
	if fail != nil {
		return notify.Receipt{}, fail
	}
	return judge(a)
}
