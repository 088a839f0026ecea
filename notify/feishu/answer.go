package feishu

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"qunguan/notify"
	"qunguan/notify/internal/httppost"
)

// codes are the error codes of a bot, mostly by HTTP 200. msg never leaves this package.
var codes = httppost.Codes{Name: "code", Known: map[int]notify.Failure{
	9499:     {Class: notify.Permanent, Reason: notify.ReasonPayload},
	11232:    {Class: notify.RateLimited, Reason: notify.ReasonTooFast, After: time.Minute},
	99991400: {Class: notify.RateLimited, Reason: notify.ReasonTooFast, After: time.Minute},
	19021:    {Class: notify.Permanent, Reason: notify.ReasonSignature, Ops: true}, // or our clock is off by an hour
	19022:    {Class: notify.Permanent, Reason: notify.ReasonIPNotListed, Ops: true},
	19024:    {Class: notify.Permanent, Reason: notify.ReasonKeyword, Ops: true},
}}

// judge reads an answer: success is code 0 in the body of a 200 (older bots
// say StatusCode).
func judge(a httppost.Answer) (notify.Receipt, error) {
	var body struct {
		Code   *int `json:"code"`
		Status *int `json:"StatusCode"`
	}
	if json.Unmarshal(a.Body, &body) != nil {
		body.Code, body.Status = nil, nil
	}
	if body.Code == nil {
		body.Code = body.Status
	}
	receipt, fail := codes.Judge(a, body.Code)
	if fail == nil {
		return receipt, nil
	}
	if fail.Class == notify.RateLimited {
		fail.After = max(fail.After, resetHeader(a))
	}
	return notify.Receipt{}, fail
}

// resetHeader is how long Feishu's own rate header asks to wait, at most an
// hour; 0 without one.
func resetHeader(a httppost.Answer) time.Duration {
	n, err := strconv.Atoi(strings.TrimSpace(a.Header.Get("x-ogw-ratelimit-reset")))
	if err != nil || n < 0 {
		return 0
	}
	return time.Duration(min(n, 3600)) * time.Second
}
