package channeltest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// lockFor is how long DingTalk refuses everything after too many messages.
const lockFor = 10 * time.Minute

// NewDingTalk is a DingTalk custom robot with a signing secret and a keyword.
// More than PerMin messages in a minute lock it for ten minutes.
func NewDingTalk(t testing.TB) *Fake {
	return start(t, &Fake{
		Channel: "dingtalk", path: "/robot/send?access_token=dingtalk-secret-token", provider: "oapi.dingtalk.com",
		Secret: "SECdingtalksigningsecret", Keyword: "群管", ok: `{"errcode":0,"errmsg":"ok"}`,
		judge: func(f *Fake, a *Arrival) Answer {
			switch {
			case a.Path != "/robot/send" || a.Query.Get("access_token") != "dingtalk-secret-token":
				return DingTalkCode(300005, "token is not exist")
			case a.At.Before(f.locked):
				return DingTalkCode(130101, "send too fast, exceed 20 times per minute")
			case f.tooMany(a.At):
				f.locked = a.At.Add(lockFor)
				return DingTalkCode(130101, "send too fast, exceed 20 times per minute")
			}
			if reason := dingTalkSigned(f.Secret, a); reason != "" {
				return DingTalkCode(310000, reason)
			}
			text, ok := dingTalkText(a.Body)
			switch {
			case !ok || text == "":
				return DingTalkCode(400014, "param is invalid")
			case len(text) > 20000:
				return DingTalkCode(460101, "message too long")
			case f.Keyword != "" && !strings.Contains(text, f.Keyword):
				return DingTalkCode(310000, "keywords not in content, more: [https://ding-doc.dingtalk.com/doc#/serverapi2/qf2nxq]")
			}
			return Answer{}
		},
	})
}

// DingTalkCode is DingTalk's answer with an error code.
func DingTalkCode(code int, msg string) Answer {
	raw, _ := json.Marshal(map[string]any{"errcode": code, "errmsg": msg + " dingtalk-secret-token 203.0.113.77"})
	return Answer{Status: 200, Body: string(raw)}
}

func dingTalkSigned(secret string, a *Arrival) string {
	if secret == "" {
		return ""
	}
	ms, err := strconv.ParseInt(a.Query.Get("timestamp"), 10, 64)
	if err != nil || a.At.Sub(time.UnixMilli(ms)).Abs() > time.Hour {
		return "invalid timestamp"
	}
	mac := hmac.New(sha256.New, []byte(secret))
	fmt.Fprintf(mac, "%d\n%s", ms, secret)
	if a.Query.Get("sign") != base64.StdEncoding.EncodeToString(mac.Sum(nil)) {
		return "sign not match, more: [https://ding-doc.dingtalk.com/doc#/serverapi2/qf2nxq]"
	}
	return ""
}

// DingTalkText is the markdown of a DingTalk message.
func DingTalkText(body []byte) string {
	text, _ := dingTalkText(body)
	return text
}

func dingTalkText(body []byte) (string, bool) {
	var m struct {
		MsgType    string `json:"msgtype"`
		ActionCard struct {
			Title, Text, SingleTitle, SingleURL string
		} `json:"actionCard"`
		Markdown struct{ Title, Text string } `json:"markdown"`
	}
	if json.Unmarshal(body, &m) != nil {
		return "", false
	}
	switch m.MsgType {
	case "actionCard":
		c := m.ActionCard
		return c.Text, c.Title != "" && c.SingleTitle != "" && c.SingleURL != ""
	case "markdown":
		return m.Markdown.Text, m.Markdown.Title != ""
	}
	return "", false
}

// DingTalkAt are the people whom a DingTalk message calls: the at object alone decides.
func DingTalkAt(body []byte) []string {
	var m struct {
		At struct {
			AtMobiles, AtUserIds []string
			IsAtAll              bool
		} `json:"at"`
	}
	_ = json.Unmarshal(body, &m)
	out := slices.Concat(m.At.AtUserIds, m.At.AtMobiles)
	if m.At.IsAtAll {
		out = append(out, "all")
	}
	return out
}
