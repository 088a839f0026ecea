package feishu

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strconv"
	"time"
)

// sign is base64(HMAC-SHA256(key = timestamp \n secret, message = nothing)). DingTalk's is similar with
// key and message swapped.
func sign(secret, at string) string {
	mac := hmac.New(sha256.New, []byte(at+"\n"+secret))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// timestamp is in seconds, as text; the bot accepts it for an hour.
func timestamp(t time.Time) string { return strconv.FormatInt(t.Unix(), 10) }
