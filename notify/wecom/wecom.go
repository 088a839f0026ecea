// Package wecom sends messages to WeCom (企业微信) group robots. It knows their markdown, limits and error
// codes, and does not choose recipients.
//
// Source of every fact here: developer.work.weixin.qq.com/document/path/99110 and the published error
// code list.
package wecom

import (
	"context"

	"qunguan/notify"
	"qunguan/notify/internal/httppost"
)

// Channel posts to group robots. A route's address is the robot's webhook URL
// with its key; it has no secret and no keyword.
type Channel struct {
	httppost.Robot
}

// New is the WeCom channel.
func New(out notify.Outgoing) *Channel {
	return &Channel{Robot: httppost.Robot{HTTP: httppost.New(out, notify.WeCom, "qyapi.weixin.qq.com")}}
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
	return c.PostJSON(ctx, route.Address.Reveal(), request{MsgType: "markdown", Markdown: markdown{Content: render(m)}}, judge)
}
