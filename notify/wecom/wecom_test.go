package wecom

import (
	"regexp"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"qunguan/notify"
	"qunguan/notify/channeltest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func newLab(t *testing.T, timeouts notify.Timeouts) (channeltest.Lab, *channeltest.Fake) {
	fake := channeltest.NewWeCom(t)
	out := fake.Outgoing()
	out.Timeouts = timeouts
	c := New(out)
	t.Cleanup(c.HTTP.Close)
	l := fake.Lab(c)
	l.Reads = channeltest.WeComContent
	l.Calls = calls
	l.Fits = func([]byte) string { return "" } // the fake refuses what breaks the limit
	return l, fake
}

var (
	tag  = regexp.MustCompile(`<[^>]*>?`)
	link = regexp.MustCompile(`\]\(([^)]*)\)`)
)

// calls is every mention, and all markup that is not ours.
func calls(body []byte) []string {
	content := channeltest.WeComContent(body)
	var out []string
	for _, m := range tag.FindAllString(content, -1) {
		switch m {
		case `<font color="warning">`, `<font color="comment">`, `</font>`:
		default:
			out = append(out, strings.Trim(m, "<@>"))
		}
	}
	for _, m := range link.FindAllStringSubmatch(content, -1) {
		if !strings.HasPrefix(m[1], "https://qunguan.example.gov.cn/") {
			out = append(out, m[1])
		}
	}
	if strings.Count(content, "<font") != strings.Count(content, "</font>") || strings.Count(content, "**")%2 != 0 {
		out = append(out, "broken markup")
	}
	return out
}

func TestWeComPassesTheSuite(t *testing.T) {
	channeltest.Run(t, channeltest.Subject{
		New: func(t *testing.T, timeouts notify.Timeouts) channeltest.Lab {
			l, _ := newLab(t, timeouts)
			return l
		},
		BadAddresses: []string{
			"http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k", "https://qyapi.weixin.qq.com.evil.example/?key=k",
			"https://hooks.slack.com/services/T/B/x",
		},
	})
}

func TestEveryWeComAnswerHasItsClass(t *testing.T) {
	channeltest.RunAnswers(t, func(t *testing.T) (channeltest.Lab, *channeltest.Fake) {
		return newLab(t, notify.Timeouts{})
	}, channeltest.WeComAnswers())
}

func TestAMessageOfExactlyTheLimitIsNotShortened(t *testing.T) {
	m := notify.Message{Document: notify.Document{Title: "题", Intro: []string{""}}}
	fill := maxBytes - len(render(m)) - len("\n")
	m.Document.Intro = []string{strings.Repeat("x", fill)}
	if got := render(m); len(got) != maxBytes || strings.Contains(got, "…") {
		t.Errorf("%d bytes, want %d and no …", len(got), maxBytes)
	}
	m.Document.Intro[0] += "x"
	if got := render(m); len(got) > maxBytes || !strings.Contains(got, "…") {
		t.Errorf("%d bytes of at most %d, want it shortened", len(got), maxBytes)
	}
}
