package dingtalk

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strconv"
	"strings"
	"time"

	"qunguan/notify"
	"qunguan/reconcile/workgroup"
)

// sign is base64(HMAC-SHA256(key = secret, message = timestamp \n secret)). Feishu's is similar with
// key and message swapped. The caller escapes it for the URL.
func sign(secret, at string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(at + "\n" + secret))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// timestamp is in milliseconds, as text; the robot accepts it for an hour.
func timestamp(t time.Time) string { return strconv.FormatInt(t.UnixMilli(), 10) }

// checkSecret finds a secret that cannot be a robot's: they start with SEC.
func checkSecret(s workgroup.Secret) *notify.Failure {
	text := s.Reveal()
	if text == "" || strings.HasPrefix(text, "SEC") && !strings.ContainsAny(text, " \t\r\n") {
		return nil
	}
	return &notify.Failure{Class: notify.Permanent, Reason: notify.ReasonSecret, Ops: true}
}
