package channeltest

import (
	"encoding/json"
	"testing"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

// NewWebhook is a receiver that verifies signatures with the Standard Webhooks
// project's own library.
func NewWebhook(t testing.TB) *Fake {
	return start(t, &Fake{
		Channel: "webhook", path: "/in/webhook-secret-path?token=webhook-secret-token", provider: "receiver.example",
		Secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", ok: `{"thanks":true}`,
		judge: func(f *Fake, a *Arrival) Answer {
			wh, err := standardwebhooks.NewWebhook(f.Secret)
			if err != nil {
				return Answer{Status: 500}
			}
			if wh.Verify(a.Body, a.Header) != nil {
				return Answer{Status: 401, Body: "signature does not match webhook-secret-token"}
			}
			var m struct{ ID string }
			if a.Header.Get("Content-Length") == "" || json.Unmarshal(a.Body, &m) != nil || m.ID != a.Header.Get("webhook-id") {
				return Answer{Status: 400, Body: "not the JSON agreed on"}
			}
			if f.tooMany(a.At) {
				return Answer{Status: 429, Header: map[string]string{"Retry-After": "30"}}
			}
			return Answer{}
		},
	})
}
