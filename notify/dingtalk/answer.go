package dingtalk

import (
	"encoding/json"
	"strings"
	"time"

	"qunguan/notify"
	"qunguan/notify/internal/httppost"
)

// lockout is how long a robot refuses everything after more than 20 messages
// in a minute.
const lockout = 10 * time.Minute

// codes are the error codes of a robot, all by HTTP 200. errmsg never leaves this package: it quotes
// our own address and the token.
var codes = httppost.Codes{Name: "errcode", Known: map[int]notify.Failure{
	-1:     {Class: notify.Transient, Reason: notify.ReasonBusy, Tries: 3},
	88:     {Class: notify.Permanent, Reason: notify.ReasonWebhook, Ops: true},
	130101: {Class: notify.RateLimited, Reason: notify.ReasonTooFast, After: lockout},
	410100: {Class: notify.RateLimited, Reason: notify.ReasonTooFast, After: lockout},
	300005: {Class: notify.Permanent, Reason: notify.ReasonWebhook, Ops: true},
	310000: {Class: notify.Permanent, Reason: notify.ReasonRefused, Ops: true}, // its errmsg names the security setting
	400013: {Class: notify.Permanent, Reason: notify.ReasonSignature, Ops: true},
}}

// judge reads an answer: success is HTTP 200 with errcode 0 in the body.
func judge(a httppost.Answer) (notify.Receipt, error) {
	var body struct {
		ErrCode *int   `json:"errcode"`
		ErrMsg  string `json:"errmsg"`
	}
	if json.Unmarshal(a.Body, &body) != nil {
		body.ErrCode = nil
	}
	receipt, fail := codes.Judge(a, body.ErrCode)
	if fail == nil {
		return receipt, nil
	}
	if fail.Class == notify.RateLimited && fail.Reason == notify.ReasonTooFast {
		fail.After = max(fail.After, lockout) // also for status 429
	}
	if fail.Code == "errcode 310000" {
		fail.Reason = securityReason(body.ErrMsg)
	}
	return notify.Receipt{}, fail
}

// securityReason finds the security setting by which the robot refused. One code stands for all of
// them, and only the text distinguishes them; a changed text only makes the reason less exact.
func securityReason(errmsg string) string {
	msg := strings.ToLower(errmsg)
	for _, known := range []struct{ word, reason string }{
		{"keyword", notify.ReasonKeyword},
		{"关键词", notify.ReasonKeyword},
		{"timestamp", notify.ReasonClock},
		{"sign", notify.ReasonSignature},
		{"签名", notify.ReasonSignature},
		{"whitelist", notify.ReasonIPNotListed},
		{"白名单", notify.ReasonIPNotListed},
		{"ip ", notify.ReasonIPNotListed},
	} {
		if strings.Contains(msg, known.word) {
			return known.reason
		}
	}
	return notify.ReasonRefused
}
