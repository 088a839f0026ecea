package channeltest

import (
	"encoding/json"
	"fmt"
	"testing"
)

// NewWeCom is a WeCom group robot. Answers are HTTP 200 with an errcode, and
// its errmsg quotes the caller's address and a hint, as the real one's does.
func NewWeCom(t testing.TB) *Fake {
	return start(t, &Fake{
		Channel: "wecom", path: "/cgi-bin/webhook/send?key=wecom-secret-key", provider: "qyapi.weixin.qq.com",
		ok: `{"errcode":0,"errmsg":"ok"}`,
		judge: func(f *Fake, a *Arrival) Answer {
			var m struct {
				MsgType  string `json:"msgtype"`
				Markdown *struct {
					Content string `json:"content"`
				} `json:"markdown"`
			}
			switch err := json.Unmarshal(a.Body, &m); {
			case a.Path != "/cgi-bin/webhook/send" || a.Query.Get("key") != "wecom-secret-key":
				return WeComCode(93000)
			case err != nil || m.MsgType != "markdown" || m.Markdown == nil:
				return WeComCode(40008)
			case m.Markdown.Content == "":
				return WeComCode(44004)
			case len(m.Markdown.Content) > 4096:
				return WeComCode(40058)
			case f.tooMany(a.At):
				return WeComCode(45009)
			}
			return Answer{}
		},
	})
}

// WeComCode is WeCom's answer with an error code.
func WeComCode(code int) Answer {
	return Answer{Status: 200, Body: fmt.Sprintf(
		`{"errcode":%d,"errmsg":"refused, hint: [1700000000_36_wecom-secret-hint], from ip: 203.0.113.77, more info at https://open.work.weixin.qq.com/devtool/query?e=%d"}`, code, code)}
}

// WeComContent is the markdown of a WeCom message.
func WeComContent(body []byte) string {
	var m struct {
		Markdown struct {
			Content string `json:"content"`
		} `json:"markdown"`
	}
	_ = json.Unmarshal(body, &m)
	return m.Markdown.Content
}
