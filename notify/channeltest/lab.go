package channeltest

import (
	"qunguan/notify"
	"qunguan/reconcile/workgroup"
)

// Lab is a fake with the channel made for it, as the suite needs it; the caller adds the fields that
// depend on the markup.
func (f *Fake) Lab(c notify.Channel) Lab {
	return Lab{
		Channel: c,
		Route: notify.Route{
			Channel: f.Channel, Address: workgroup.Secret(f.Address()), Secret: workgroup.Secret(f.Secret), Keyword: f.Keyword,
		},
		Secrets: f.secrets(),
		Arrivals: func() [][]byte {
			var out [][]byte
			for _, a := range f.Arrivals() {
				out = append(out, a.Body)
			}
			return out
		},
		Break: func(fault Fault) { f.Next(Answer{Fault: fault}) },
		Close: f.Close,
	}
}

// secrets are the parts of the address and the answers that must stay hidden.
func (f *Fake) secrets() []string {
	out := []string{f.Host() + f.path, "secrettoken", "wecom-secret", "dingtalk-secret", "feishu-secret", "webhook-secret", "203.0.113.77", f.path}
	if f.Secret != "" {
		out = append(out, f.Secret)
	}
	return out
}
