package webhook

import (
	"encoding/base64"
	"errors"
	"strings"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"qunguan/reconcile/workgroup"
)

var errSecret = errors.New("a signing secret is whsec_ and the base64 of 24 to 64 bytes")

// signers are the signing keys in a route's secret: none, one, or two with a
// space between them while a receiver changes from the old to the new one
// (each message then carries both signatures).
func signers(secret workgroup.Secret) ([]*standardwebhooks.Webhook, error) {
	var out []*standardwebhooks.Webhook
	for text := range strings.FieldsSeq(secret.Reveal()) {
		encoded, ok := strings.CutPrefix(text, "whsec_")
		if !ok {
			return nil, errSecret
		}
		key, err := base64.StdEncoding.DecodeString(encoded)
		if err != nil || len(key) < 24 || len(key) > 64 {
			return nil, errSecret
		}
		w, err := standardwebhooks.NewWebhookRaw(key)
		if err != nil {
			return nil, errSecret
		}
		out = append(out, w)
	}
	return out, nil
}
