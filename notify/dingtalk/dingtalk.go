// Package dingtalk sends messages to DingTalk (钉钉) custom robots. It knows their signature, markdown,
// limits and error codes, and does not choose recipients.
package dingtalk

import (
	"context"
	"net/url"
	"strings"
	"time"

	"qunguan/notify"
	"qunguan/notify/internal/httppost"
)

// Channel posts to custom robots. A route's address is the robot's webhook URL
// with its access_token, its secret the robot's signing secret (SEC…, may be
// empty), its keyword a word the robot demands in every text.
type Channel struct {
	httppost.Robot

	now func() time.Time
}

// New is the DingTalk channel.
func New(out notify.Outgoing) *Channel {
	return &Channel{Robot: httppost.Robot{HTTP: httppost.New(out, notify.DingTalk, "oapi.dingtalk.com")}, now: time.Now}
}

// CheckRoute implements notify.RouteChecker.
func (c *Channel) CheckRoute(route notify.Route) error {
	if err := c.Robot.CheckRoute(route); err != nil {
		return err
	}
	if f := checkSecret(route.Secret); f != nil {
		return f
	}
	return nil
}

// Send implements notify.Channel.
func (c *Channel) Send(ctx context.Context, route notify.Route, m notify.Message) (notify.Receipt, error) {
	if f := checkSecret(route.Secret); f != nil {
		return notify.Receipt{}, f
	}
	return c.PostJSON(ctx, c.signed(route), render(m, route.Keyword), judge)
}

// signed is the address with this moment's timestamp and signature. A text that is no URL is returned
// unchanged: the client refuses it.
func (c *Channel) signed(route notify.Route) string {
	address := strings.TrimSpace(route.Address.Reveal())
	if route.Secret == "" {
		return address
	}
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	at := timestamp(c.now())
	q := u.Query()
	q.Set("timestamp", at)
	q.Set("sign", sign(route.Secret.Reveal(), at))
	u.RawQuery = q.Encode()
	return u.String()
}
