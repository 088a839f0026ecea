package feishu

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"qunguan/notify"
	"qunguan/notify/channeltest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func newLab(t *testing.T, timeouts notify.Timeouts) (channeltest.Lab, *channeltest.Fake) {
	fake := channeltest.NewFeishu(t)
	out := fake.Outgoing()
	out.Timeouts = timeouts
	c := New(out)
	t.Cleanup(c.HTTP.Close)
	l := fake.Lab(c)
	l.Reads = func(body []byte) string {
		var out []string
		for _, t := range channeltest.FeishuTexts(body) {
			_, text, _ := strings.Cut(t, " ")
			out = append(out, text)
		}
		return strings.Join(out, "\n")
	}
	l.Calls = calls
	l.Fits = func(body []byte) string {
		if len(body) > 20000 {
			return "body over 20,000 bytes"
		}
		return ""
	}
	return l, fake
}

var at = regexp.MustCompile(`<at id=([^>]*)></at>`)

// calls is every mention and all other markup in the texts that Feishu reads
// as markup; plain_text is literal.
func calls(body []byte) []string {
	var out []string
	for _, t := range channeltest.FeishuTexts(body) {
		tag, text, _ := strings.Cut(t, " ")
		if tag != "lark_md" {
			continue
		}
		for _, m := range at.FindAllStringSubmatch(text, -1) {
			out = append(out, m[1])
		}
		rest := at.ReplaceAllString(text, "")
		if inner, ok := strings.CutPrefix(rest, "**"); ok {
			rest = strings.TrimSuffix(inner, "**")
		}
		if strings.ContainsAny(rest, "<>*`[]~") {
			out = append(out, "markup: "+rest)
		}
	}
	return out
}

func TestFeishuPassesTheSuite(t *testing.T) {
	channeltest.Run(t, channeltest.Subject{
		New: func(t *testing.T, timeouts notify.Timeouts) channeltest.Lab {
			l, _ := newLab(t, timeouts)
			return l
		},
		BadAddresses: []string{"http://open.feishu.cn/open-apis/bot/v2/hook/x", "https://open.feishu.cn.evil.example/open-apis/bot/v2/hook/x"},
	})
}

func TestEveryFeishuAnswerHasItsClass(t *testing.T) {
	channeltest.RunAnswers(t, func(t *testing.T) (channeltest.Lab, *channeltest.Fake) {
		return newLab(t, notify.Timeouts{})
	}, channeltest.FeishuAnswers())
}

// The vector was computed with Go and with openssl (apis.md G).
func TestTheSignatureEqualsThePublishedVector(t *testing.T) {
	got := sign("demo", timestamp(time.Unix(1700000000, 0)))
	if want := "8oT2n3SMKFfEnDoiwer8BUM/SjKLwe9SqoEIHlhDTKo="; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestAnOlderBotsSuccessIsAcceptance(t *testing.T) {
	l, fake := newLab(t, notify.Timeouts{})
	fake.Next(channeltest.Answer{Status: 200, Body: `{"Extra":null,"StatusCode":0,"StatusMessage":"success"}`})
	if _, err := l.Channel.Send(t.Context(), l.Route, channeltest.Reminder()); err != nil {
		t.Error(err)
	}
}

func TestTheWrongSecretOrClockIsNamed(t *testing.T) {
	l, _ := newLab(t, notify.Timeouts{})
	l.Channel.(*Channel).now = func() time.Time { return time.Now().Add(-2 * time.Hour) }
	_, err := l.Channel.Send(t.Context(), l.Route, channeltest.Reminder())
	channeltest.CheckFailure(t, notify.AsFailure(err), notify.Failure{Class: notify.Permanent, Reason: notify.ReasonSignature})
}

func TestAKeywordIsAddedOnlyWhereTheTextLacksIt(t *testing.T) {
	for _, c := range []struct {
		name, intro string
		want        int
	}{
		{"missing: it stands at the end", "您好", 1},
		{"in the text already: not twice", "群管提醒您", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			raw, err := json.Marshal(render(notify.Message{Document: notify.Document{Title: "提醒", Intro: []string{c.intro}}}, "群管"))
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Count(string(raw), "群管"); got != c.want {
				t.Errorf("%d times, want %d: %s", got, c.want, raw)
			}
		})
	}
}
