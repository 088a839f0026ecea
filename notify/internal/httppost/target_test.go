package httppost

import (
	"fmt"
	"testing"

	"qunguan/notify"
)

func TestAddressesLeadWhereTheRulesSay(t *testing.T) {
	chat := func(host string) hostRules {
		return newHostRules(notify.Outgoing{AllowPrivate: true, Hosts: map[string]string{"slack": host}}, "slack", []string{"hooks.slack.com"})
	}
	hook := newHostRules(notify.Outgoing{}, "webhook", nil)
	open := newHostRules(notify.Outgoing{AllowPrivate: true}, "webhook", nil)
	for _, c := range []struct {
		name    string
		rules   hostRules
		address string
		want    string // where it leads, or the reason why not
	}{
		{"the provider's own", chat(""), "https://hooks.slack.com/services/T/B/x", "https://hooks.slack.com/services/T/B/x"},
		{"its name in capitals and with a dot", chat(""), "https://Hooks.Slack.com./services/x", "https://Hooks.Slack.com./services/x"},
		{"the provider without TLS", chat(""), "http://hooks.slack.com/x", notify.ReasonNotHTTPS},
		{"the provider on another port", chat(""), "https://hooks.slack.com:444/x", notify.ReasonForeignHost},
		{"another host", chat(""), "https://example.com/x", notify.ReasonForeignHost},
		{"the provider as user name", chat(""), "https://hooks.slack.com@example.com/x", notify.ReasonForeignHost},
		{"the provider as prefix", chat(""), "https://hooks.slack.com.example.com/x", notify.ReasonForeignHost},
		{"the given host itself, plain", chat("127.0.0.1:9001"), "http://127.0.0.1:9001/services/x?a=b", "http://127.0.0.1:9001/services/x?a=b"},
		{"the given host itself, encrypted", chat("127.0.0.1:9001"), "https://127.0.0.1:9001/x", "https://127.0.0.1:9001/x"},
		{"the provider's moves to a literal host, plain", chat("127.0.0.1:9001"), "https://hooks.slack.com/services/x?a=b", "http://127.0.0.1:9001/services/x?a=b"},
		{"the provider's moves to localhost, plain", chat("localhost:9001"), "https://hooks.slack.com/x", "http://localhost:9001/x"},
		{"the provider's moves to a named host, encrypted", chat("im.example.cn"), "https://hooks.slack.com/x", "https://im.example.cn/x"},
		{"a named host may be plain http", chat("im.example.cn"), "http://im.example.cn/x", "http://im.example.cn/x"},
		{"a named host on a port nobody gave", chat("im.example.cn"), "http://im.example.cn:8080/x", notify.ReasonForeignHost},
		{"the given scheme decides", chat("http://im.example.cn:8080"), "https://hooks.slack.com/x", "http://im.example.cn:8080/x"},
		{"another port of the given host", chat("127.0.0.1:9001"), "http://127.0.0.1:9002/x", notify.ReasonForeignHost},
		{"another host beside a given one", chat("127.0.0.1:9001"), "http://127.0.0.2:9001/x", notify.ReasonForeignHost},
		{"a named host without port is itself", chat("im.example.cn"), "https://im.example.cn/x", "https://im.example.cn/x"},
		{"a default port that was given", chat("im.example.cn:443"), "https://im.example.cn/x", "https://im.example.cn/x"},
		{"an IPv6 host", chat("[::1]:9001"), "https://hooks.slack.com/x", "http://[::1]:9001/x"},
		{"a webhook anywhere", hook, "https://any.example/x?y=z#part", "https://any.example/x?y=z"},
		{"a webhook without TLS", hook, "http://any.example/x", notify.ReasonNotHTTPS},
		{"a webhook without TLS, decided when dialing", open, "http://10.0.0.1/x", "http://10.0.0.1/x"},
		{"no URL", hook, "no url", notify.ReasonAddress},
		{"no host", hook, "https:///x", notify.ReasonAddress},
		{"another scheme", hook, "gopher://x/", notify.ReasonAddress},
		{"opaque", hook, "https:x", notify.ReasonAddress},
	} {
		t.Run(c.name, func(t *testing.T) {
			u, fail := c.rules.target(c.address)
			got := fmt.Sprint(u)
			if fail != nil {
				got = fail.Reason
			}
			if got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}
