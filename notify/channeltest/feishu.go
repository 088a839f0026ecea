package channeltest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"
)

// NewFeishu is a Feishu custom bot with a signing secret and a keyword.
func NewFeishu(t testing.TB) *Fake {
	return start(t, &Fake{
		Channel: "feishu", path: "/open-apis/bot/v2/hook/feishu-secret-hook", provider: "open.feishu.cn",
		Secret: "feishusigningsecret", Keyword: "群管", ok: `{"StatusCode":0,"StatusMessage":"success","code":0,"data":{},"msg":"success"}`,
		judge: func(f *Fake, a *Arrival) Answer {
			texts, ok := feishuTexts(a.Body)
			switch {
			case a.Path != f.path:
				return FeishuCode(19001, "param invalid: incoming webhook access token invalid")
			case len(a.Body) > 20*1024:
				return FeishuCode(9499, "Bad Request")
			case !feishuSigned(f.Secret, a):
				return FeishuCode(19021, "sign match fail or timestamp is not within one hour from current time")
			case !ok:
				return FeishuCode(9499, "Bad Request")
			case f.Keyword != "" && !strings.Contains(strings.Join(texts, "\n"), f.Keyword):
				return FeishuCode(19024, "Key Words Not Found")
			case f.tooMany(a.At):
				return FeishuCode(11232, "frequency limited")
			}
			return Answer{}
		},
	})
}

// FeishuCode is Feishu's answer with an error code.
func FeishuCode(code int, msg string) Answer {
	return Answer{Status: 200, Body: fmt.Sprintf(`{"code":%d,"data":{},"msg":"%s feishu-secret-hook"}`, code, msg)}
}

func feishuSigned(secret string, a *Arrival) bool {
	if secret == "" {
		return true
	}
	var m struct{ Timestamp, Sign string }
	if json.Unmarshal(a.Body, &m) != nil {
		return false
	}
	s, err := strconv.ParseInt(m.Timestamp, 10, 64)
	if err != nil || a.At.Sub(time.Unix(s, 0)).Abs() > time.Hour {
		return false
	}
	mac := hmac.New(sha256.New, []byte(m.Timestamp+"\n"+secret))
	return m.Sign == base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// FeishuTexts are a card's texts in their order, each with its tag before it:
// "plain_text 1. 张三 …".
func FeishuTexts(body []byte) []string {
	texts, _ := feishuTexts(body)
	return texts
}

func feishuTexts(body []byte) ([]string, bool) {
	type text struct{ Tag, Content string }
	var m struct {
		MsgType string `json:"msg_type"`
		Card    struct {
			Header   struct{ Title text }
			Elements []struct {
				Tag      string
				Text     *text
				Elements []text
				Actions  []struct{ Text text }
			}
		}
	}
	if json.Unmarshal(body, &m) != nil || m.MsgType != "interactive" || m.Card.Header.Title.Content == "" {
		return nil, false
	}
	var out []string
	add := func(t text) { out = append(out, t.Tag+" "+t.Content) }
	add(m.Card.Header.Title)
	for _, e := range m.Card.Elements {
		if e.Text != nil {
			add(*e.Text)
		}
		for _, t := range e.Elements {
			add(t)
		}
		for _, b := range e.Actions {
			add(b.Text)
		}
	}
	return out, true
}
