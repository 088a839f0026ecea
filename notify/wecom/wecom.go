// Package wecom sends messages to WeCom (企业微信) group robots. It knows their markdown, limits and error
// codes, and does not choose recipients.
//
// Source of every fact here: developer.work.weixin.qq.com/document/path/99110 and the published error
// code list.
package wecom

import (
	"context"
	"encoding/json"

	"qunguan/notify"
	"qunguan/notify/internal/httppost"
)

// Channel posts to group robots. A route's address is the robot's webhook URL
// with its key; it has no secret and no keyword.
type Channel struct {
	http *httppost.Client
}

// New is the WeCom channel.
func New(out notify.Outgoing) *Channel {
	return &Channel{http: httppost.New(out, notify.WeCom, "qyapi.weixin.qq.com")}
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

type request struct {
	MsgType  string   `json:"msgtype"`
	Markdown markdown `json:"markdown"`
}

type markdown struct {
	Content string `json:"content"`
}

// Send implements notify.Channel.
func (c *Channel) Send(ctx context.Context, route notify.Route, m notify.Message) (notify.Receipt, error) {
	body, err := json.Marshal(request{MsgType: "markdown", Markdown: markdown{Content: render(m)}})
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
