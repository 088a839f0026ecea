package wecom

import (
	"encoding/json"
	"time"

	"qunguan/notify"
	"qunguan/notify/internal/httppost"
)

// codes are the error codes of a robot, all by HTTP 200. errmsg never leaves this package: it quotes
// our own address and the key.
var codes = httppost.Codes{Name: "errcode", Known: map[int]notify.Failure{
	-1:    {Class: notify.Transient, Reason: notify.ReasonBusy, Tries: 3},
	40008: {Class: notify.Permanent, Reason: notify.ReasonPayload},
	40058: {Class: notify.Permanent, Reason: notify.ReasonPayload},
	44004: {Class: notify.Permanent, Reason: notify.ReasonPayload},
	45002: {Class: notify.Permanent, Reason: notify.ReasonPayload},
	45008: {Class: notify.Permanent, Reason: notify.ReasonPayload},
	45009: {Class: notify.RateLimited, Reason: notify.ReasonTooFast, After: time.Minute},      // 20 a minute for each robot
	45033: {Class: notify.RateLimited, Reason: notify.ReasonTooFast, After: 10 * time.Second}, // too many at the same moment
	93000: {Class: notify.Permanent, Reason: notify.ReasonWebhook, Ops: true},
	93004: {Class: notify.Permanent, Reason: notify.ReasonWebhook, Ops: true},
	93008: {Class: notify.Permanent, Reason: notify.ReasonWebhook, Ops: true},
}}

// judge reads an answer: success is HTTP 200 with errcode 0 in the body.
func judge(a httppost.Answer) (notify.Receipt, error) {
	var body struct {
		ErrCode *int `json:"errcode"`
	}
	if json.Unmarshal(a.Body, &body) != nil {
		body.ErrCode = nil
	}
	receipt, fail := codes.Judge(a, body.ErrCode)
	if fail != nil {
		return notify.Receipt{}, fail
	}
	return receipt, nil
}
