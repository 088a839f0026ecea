package slack

import (
	"regexp"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"qunguan/notify"
	"qunguan/notify/channeltest"
	"qunguan/reconcile/workgroup"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func newLab(t *testing.T, timeouts notify.Timeouts) (channeltest.Lab, *channeltest.Fake) {
	fake := channeltest.NewSlack(t)
	out := fake.Outgoing()
	out.Timeouts = timeouts
	c := New(out)
	t.Cleanup(c.HTTP.Close)
	l := fake.Lab(c)
	l.Reads = func(body []byte) string {
		return channeltest.SlackReads(strings.Join(channeltest.SlackTexts(body)[1:], "\n"))
	}
	l.Calls = calls
	l.Fits = func([]byte) string { return "" } // the fake refuses what breaks a limit
	return l, fake
}

// call is everything Slack's mrkdwn reads as a call of people or rooms, and
// every link that is not ours.
var call = regexp.MustCompile(`<([^>]*)>`)

func calls(body []byte) []string {
	var out []string
	for _, text := range channeltest.SlackTexts(body) {
		for _, m := range call.FindAllStringSubmatch(text, -1) {
			if strings.HasPrefix(m[1], "https://qunguan.example.gov.cn/") {
				continue
			}
			out = append(out, strings.TrimPrefix(m[1], "@"))
		}
	}
	return out
}

func TestSlackPassesTheSuite(t *testing.T) {
	channeltest.Run(t, channeltest.Subject{
		New: func(t *testing.T, timeouts notify.Timeouts) channeltest.Lab {
			l, _ := newLab(t, timeouts)
			return l
		},
		BadAddresses: []string{
			"http://hooks.slack.com/services/T/B/x", "https://hooks.slack.com.evil.example/services/T/B/x",
			"https://evil.example/services/T/B/x", "https://hooks.slack.com:8443/services/T/B/x", "https://hooks.slack.com@evil.example/x",
			"ftp://hooks.slack.com/x", "hooks.slack.com/services/T/B/x", "https://127.0.0.1:1/x",
		},
	})
}

func TestEverySlackAnswerHasItsClass(t *testing.T) {
	channeltest.RunAnswers(t, func(t *testing.T) (channeltest.Lab, *channeltest.Fake) {
		return newLab(t, notify.Timeouts{})
	}, channeltest.SlackAnswers())
}

func TestAWorkflowsOkIsAcceptance(t *testing.T) {
	l, fake := newLab(t, notify.Timeouts{})
	fake.Next(channeltest.Answer{Status: 200, Body: `{"ok":true}`})
	if _, err := l.Channel.Send(t.Context(), l.Route, channeltest.Reminder()); err != nil {
		t.Error(err)
	}
}

func TestTheProvidersAddressLeadsToTheGivenHost(t *testing.T) {
	l, fake := newLab(t, notify.Timeouts{})
	l.Route.Address = workgroup.Secret(fake.ProviderAddress())
	if _, err := l.Channel.Send(t.Context(), l.Route, channeltest.Reminder()); err != nil {
		t.Error(err)
	}
	if n := len(fake.Arrivals()); n != 1 {
		t.Errorf("%d arrivals, want 1", n)
	}
}

func TestGivenHostsMustBeAllowedToBePrivate(t *testing.T) {
	fake := channeltest.NewSlack(t)
	out := fake.Outgoing()
	out.AllowPrivate = false
	c := New(out)
	defer c.HTTP.Close()
	_, err := c.Send(t.Context(), notify.Route{Address: workgroup.Secret(fake.Address())}, channeltest.Reminder())
	channeltest.CheckFailure(t, notify.AsFailure(err), notify.Failure{Class: notify.Permanent, Reason: notify.ReasonRefusedTarget})
	if n := len(fake.Arrivals()); n != 0 {
		t.Errorf("%d requests reached a private address", n)
	}
}
