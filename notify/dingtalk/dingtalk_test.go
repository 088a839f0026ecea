package dingtalk

import (
	"net/url"
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
	fake := channeltest.NewDingTalk(t)
	out := fake.Outgoing()
	out.Timeouts = timeouts
	c := New(out)
	t.Cleanup(c.HTTP.Close)
	l := fake.Lab(c)
	l.Reads = channeltest.DingTalkText
	l.Calls = calls
	l.Fits = func(body []byte) string {
		if n := len(channeltest.DingTalkText(body)); n > 4000 {
			return "text over 4000 bytes"
		}
		return ""
	}
	return l, fake
}

var (
	tag  = regexp.MustCompile(`<[^>]*>?`)
	link = regexp.MustCompile(`\]\(([^)]*)\)`)
)

// calls is whom the at object names, and all markup that is not ours.
func calls(body []byte) []string {
	text := channeltest.DingTalkText(body)
	out := append(channeltest.DingTalkAt(body), tag.FindAllString(text, -1)...)
	for _, m := range link.FindAllStringSubmatch(text, -1) {
		if !strings.HasPrefix(m[1], "https://qunguan.example.gov.cn/") {
			out = append(out, m[1])
		}
	}
	if strings.Count(text, "**")%2 != 0 {
		out = append(out, "broken markup")
	}
	return out
}

func TestDingTalkPassesTheSuite(t *testing.T) {
	channeltest.Run(t, channeltest.Subject{
		New: func(t *testing.T, timeouts notify.Timeouts) channeltest.Lab {
			l, _ := newLab(t, timeouts)
			return l
		},
		BadAddresses: []string{"http://oapi.dingtalk.com/robot/send?access_token=k", "https://oapi.dingtalk.com.evil.example/?access_token=k"},
	})
}

func TestEveryDingTalkAnswerHasItsClass(t *testing.T) {
	channeltest.RunAnswers(t, func(t *testing.T) (channeltest.Lab, *channeltest.Fake) {
		return newLab(t, notify.Timeouts{})
	}, channeltest.DingTalkAnswers())
}

// The vector was computed with Go and with openssl (apis.md G).
func TestTheSignatureEqualsThePublishedVector(t *testing.T) {
	at := timestamp(time.UnixMilli(1700000000000))
	got := sign("SEC000000000000000000", at)
	if want := "l1HHxodrZBa09eXVyoY/3BnvrcqjRff4sGNSeAsKL9c="; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	c := New(notify.Outgoing{})
	c.now = func() time.Time { return time.UnixMilli(1700000000000) }
	address := c.signed(notify.Route{Address: "https://oapi.dingtalk.com/robot/send?access_token=T", Secret: "SEC000000000000000000"})
	if want := "sign=l1HHxodrZBa09eXVyoY%2F3BnvrcqjRff4sGNSeAsKL9c%3D"; !strings.Contains(address, want) {
		t.Errorf("got %s, want it to hold %s", address, want)
	}
	u, err := url.Parse(address)
	if err != nil || u.Query().Get("timestamp") != "1700000000000" || u.Query().Get("access_token") != "T" {
		t.Errorf("got %s, %v", address, err)
	}
}

func TestAKeywordIsAddedOnlyWhereTheTextLacksIt(t *testing.T) {
	for _, c := range []struct {
		name, title, keyword string
		want                 int
	}{
		{"missing: it stands at the end", "提醒", "群管", 1},
		{"in the text already: not twice", "群管提醒", "群管", 1},
		{"none demanded: nothing is added", "提醒", "", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := render(notify.Message{Document: notify.Document{Title: c.title}}, c.keyword).Markdown.Text
			if got := strings.Count(text, "群管"); got != c.want {
				t.Errorf("%d times, want %d: %q", got, c.want, text)
			}
		})
	}
}

func TestASecretThatIsNoRobotsIsFoundBeforeSending(t *testing.T) {
	l, fake := newLab(t, notify.Timeouts{})
	l.Route.Secret = "abc"
	_, err := l.Channel.Send(t.Context(), l.Route, channeltest.Reminder())
	channeltest.CheckFailure(t, notify.AsFailure(err), notify.Failure{Class: notify.Permanent, Reason: notify.ReasonSecret})
	if len(fake.Arrivals()) != 0 {
		t.Error("it was sent all the same")
	}
}

func TestTheWrongSecretClockAndKeywordAreNamed(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(c *Channel, l *channeltest.Lab, f *channeltest.Fake)
		want   string
	}{
		{"another secret", func(_ *Channel, l *channeltest.Lab, _ *channeltest.Fake) { l.Route.Secret = "SECother" }, notify.ReasonSignature},
		{"a clock two hours ahead", func(c *Channel, _ *channeltest.Lab, _ *channeltest.Fake) {
			c.now = func() time.Time { return time.Now().Add(2 * time.Hour) }
		}, notify.ReasonClock},
		{"a keyword the route does not name", func(_ *Channel, l *channeltest.Lab, f *channeltest.Fake) {
			l.Route.Keyword, f.Keyword = "", "别的词"
		}, notify.ReasonKeyword},
	} {
		t.Run(c.name, func(t *testing.T) {
			l, fake := newLab(t, notify.Timeouts{})
			c.change(l.Channel.(*Channel), &l, fake)
			_, err := l.Channel.Send(t.Context(), l.Route, channeltest.Reminder())
			channeltest.CheckFailure(t, notify.AsFailure(err), notify.Failure{Class: notify.Permanent, Reason: c.want})
		})
	}
}

func TestTheTwentyFirstMessageOfAMinuteWaitsTenMinutes(t *testing.T) {
	l, fake := newLab(t, notify.Timeouts{})
	fake.PerMin = 20
	for i := range 22 {
		_, err := l.Channel.Send(t.Context(), l.Route, channeltest.Reminder())
		if i < 20 {
			if err != nil {
				t.Fatalf("message %d: %v", i+1, err)
			}
			continue
		}
		channeltest.CheckFailure(t, notify.AsFailure(err), notify.Failure{Class: notify.RateLimited, After: 10 * time.Minute})
	}
}
