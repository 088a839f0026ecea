package webhook

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"qunguan/notify"
	"qunguan/notify/channeltest"
	"qunguan/reconcile/workgroup"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func newLab(t *testing.T, timeouts notify.Timeouts) (channeltest.Lab, *channeltest.Fake) {
	fake := channeltest.NewWebhook(t)
	out := fake.Outgoing()
	out.Timeouts = timeouts
	c := New(out)
	t.Cleanup(c.HTTP.Close)
	l := fake.Lab(c)
	l.Reads = func(raw []byte) string {
		var b body
		_ = json.Unmarshal(raw, &b)
		return b.Text
	}
	l.Calls = func([]byte) []string { return nil }
	l.Fits = func([]byte) string { return "" }
	return l, fake
}

func TestWebhookPassesTheSuite(t *testing.T) {
	channeltest.Run(t, channeltest.Subject{
		New: func(t *testing.T, timeouts notify.Timeouts) channeltest.Lab {
			l, _ := newLab(t, timeouts)
			return l
		},
		Unlimited: true, NoMentions: true, StatusDecides: true,
		BadAddresses: []string{"ftp://receiver.example/x", "receiver.example/x", "file:///etc/passwd", "http:///x"},
	})
}

func TestEveryReceiversAnswerHasItsClass(t *testing.T) {
	channeltest.RunAnswers(t, func(t *testing.T) (channeltest.Lab, *channeltest.Fake) {
		return newLab(t, notify.Timeouts{})
	}, channeltest.WebhookAnswers())
}

func TestAny2xxIsAcceptance(t *testing.T) {
	for _, status := range []int{200, 201, 202, 204} {
		l, fake := newLab(t, notify.Timeouts{})
		fake.Next(channeltest.Answer{Status: status})
		if _, err := l.Channel.Send(t.Context(), l.Route, channeltest.Reminder()); err != nil {
			t.Errorf("%d: %v", status, err)
		}
	}
}

func TestTheBodyIsTheContracts(t *testing.T) {
	l, fake := newLab(t, notify.Timeouts{})
	m := channeltest.Reminder()
	if _, err := l.Channel.Send(t.Context(), l.Route, m); err != nil {
		t.Fatal(err)
	}
	a := fake.Arrivals()[0]
	var got map[string]any
	if err := json.Unmarshal(a.Body, &got); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"id": m.ID, "kind": "reminder", "recipient": "P00001", "recipient_type": "person", "title": m.Document.Title,
		"text": m.Text, "url": m.Document.LinkURL,
		"cases": []any{map[string]any{
			"id": 7.0, "rule": "member.left", "clause": "S6.2", "unit": "U001", "group": "G001", "group_name": "云溪县应急值守群",
			"account": "wx_zhang", "person": "P00009", "title": "张三已调出，仍在群内", "todo": "移出群", "due_on": "2026-11-30",
		}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("body (-want +got):\n%s", diff)
	}
	header := map[string]string{"Content-Type": "application/json", "User-Agent": "qunguan/test", "Webhook-Id": m.ID}
	for k, v := range header {
		if a.Header.Get(k) != v {
			t.Errorf("%s: %q, want %q", k, a.Header.Get(k), v)
		}
	}
	if a.Header.Get("Content-Length") == "" {
		t.Error("no Content-Length")
	}
}

func TestSharedRoomsGetNoPeople(t *testing.T) {
	for _, to := range []string{notify.ToGroup, notify.ToUnit, notify.ToOffice, notify.ToOps} {
		m := channeltest.Reminder()
		m.Recipient = notify.Recipient{Type: to, Code: "X1"}
		c := payload(m).Cases[0]
		if c.Account+c.Person+c.Title+c.Todo != "" {
			t.Errorf("%s: %+v", to, c)
		}
		if c.ID != 7 || c.GroupName == "" || c.DueOn == "" || c.Rule == "" {
			t.Errorf("%s: too little is left: %+v", to, c)
		}
	}
	if m := channeltest.Reminder(); m.Cases[0].Person == "" {
		t.Error("the message itself was changed")
	}
}

func TestNoCasesAreAnEmptyList(t *testing.T) {
	raw, err := json.Marshal(payload(notify.Message{ID: "a"}))
	if err != nil || !bytes.Contains(raw, []byte(`"cases":[]`)) {
		t.Errorf("%s, %v", raw, err)
	}
}

// The vector is the Standard Webhooks project's own (apis.md G).
func TestTheSignatureEqualsThePublishedVector(t *testing.T) {
	keys, err := signers("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
	if err != nil || len(keys) != 1 {
		t.Fatal(len(keys), err)
	}
	got, err := keys[0].Sign("msg_p5jXN8AQM9LWM0D4loKWxJek", time.Unix(1614265330, 0), []byte(`{"test": 2432232314}`))
	if want := "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="; err != nil || got != want {
		t.Errorf("got %s, %v, want %s", got, err, want)
	}
}

func TestTheIDStaysAndTheTimestampMoves(t *testing.T) {
	l, fake := newLab(t, notify.Timeouts{})
	c := l.Channel.(*Channel)
	at := time.Now()
	for range 2 {
		c.now = func() time.Time { return at }
		if _, err := c.Send(t.Context(), l.Route, channeltest.Reminder()); err != nil {
			t.Fatal(err)
		}
		at = at.Add(time.Minute)
	}
	a := fake.Arrivals()
	same := func(k string) bool { return a[0].Header.Get(k) == a[1].Header.Get(k) }
	if !same("webhook-id") || same("webhook-timestamp") || same("webhook-signature") || !bytes.Equal(a[0].Body, a[1].Body) {
		t.Errorf("first %v\nsecond %v", a[0].Header, a[1].Header)
	}
}

func TestSecretsHaveTheirForm(t *testing.T) {
	for _, c := range []struct {
		name, secret string
		keys         int
		bad          bool
	}{
		{"none: unsigned", "", 0, false},
		{"24 bytes", "whsec_" + strings.Repeat("AAAA", 8), 1, false},
		{"64 bytes", "whsec_" + strings.Repeat("AAAA", 21) + "AA==", 1, false},
		{"two while a receiver changes", "whsec_" + strings.Repeat("AAAA", 8) + " whsec_" + strings.Repeat("BBBB", 8), 2, false},
		{"21 bytes are too few", "whsec_" + strings.Repeat("AAAA", 7), 0, true},
		{"66 bytes are too many", "whsec_" + strings.Repeat("AAAA", 22), 0, true},
		{"no prefix", strings.Repeat("AAAA", 8), 0, true},
		{"no base64", "whsec_" + strings.Repeat("群管群管", 8), 0, true},
		{"a public key", "whpk_" + strings.Repeat("AAAA", 8), 0, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			keys, err := signers(workgroup.Secret(c.secret))
			if len(keys) != c.keys || (err != nil) != c.bad {
				t.Errorf("%d keys, error %v", len(keys), err)
			}
			if c.bad {
				err := New(notify.Outgoing{}).CheckRoute(notify.Route{Address: "https://a.example/", Secret: workgroup.Secret(c.secret)})
				channeltest.CheckFailure(t, notify.AsFailure(err), notify.Failure{Class: notify.Permanent, Reason: notify.ReasonSecret})
			}
		})
	}
}

func TestAnotherSecretIsRefusedByTheReceiver(t *testing.T) {
	l, _ := newLab(t, notify.Timeouts{})
	l.Route.Secret = workgroup.Secret("whsec_" + strings.Repeat("AAAA", 8))
	_, err := l.Channel.Send(t.Context(), l.Route, channeltest.Reminder())
	l.CheckSecrets(t, err)
	channeltest.CheckFailure(t, notify.AsFailure(err), notify.Failure{Class: notify.Permanent, Code: "401"})
}

func TestPrivateAndPlainReceiversNeedTheSetting(t *testing.T) {
	fake := channeltest.NewWebhook(t)
	c := New(notify.Outgoing{})
	defer c.HTTP.Close()
	route := fake.Lab(c).Route
	_, err := c.Send(t.Context(), route, channeltest.Reminder())
	channeltest.CheckFailure(t, notify.AsFailure(err), notify.Failure{Class: notify.Permanent, Reason: notify.ReasonNotHTTPS})
	route.Address = workgroup.Secret(strings.Replace(fake.Address(), "http:", "https:", 1))
	_, err = c.Send(t.Context(), route, channeltest.Reminder())
	channeltest.CheckFailure(t, notify.AsFailure(err), notify.Failure{Class: notify.Permanent, Reason: notify.ReasonRefusedTarget})
	if n := len(fake.Arrivals()); n != 0 {
		t.Errorf("%d requests reached a private address", n)
	}
}

// The parts that a notify.TextChannel may be given instead of the whole document are all that a
// receiver sees of it.
func TestTheBodyIsTheSameWithoutWhatATextChannelDoesNotTake(t *testing.T) {
	m := channeltest.Reminder()
	m.Repeat, m.Text = true, m.PlainText()
	reduced := m
	reduced.Document = notify.Document{Lang: m.Document.Lang, Title: m.Document.Title, LinkText: m.Document.LinkText, LinkURL: m.Document.LinkURL}
	if diff := cmp.Diff(payload(m), payload(reduced)); diff != "" || m.Document.LinkURL == "" {
		t.Errorf("-whole +reduced\n%s", diff)
	}
	if _, ok := any(New(notify.Outgoing{})).(notify.TextChannel); !ok {
		t.Error("the channel takes whole documents")
	}
}
