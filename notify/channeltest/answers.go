package channeltest

import (
	"time"

	"qunguan/notify"
)

// Verdict is an answer of a provider with the channel's correct reading of it. Code and After are
// compared where they are given here.
type Verdict struct {
	Name   string
	Answer Answer
	Want   notify.Failure
}

func permanent(code, reason string) notify.Failure {
	return notify.Failure{Class: notify.Permanent, Code: code, Reason: reason}
}

func later(after time.Duration) notify.Failure {
	return notify.Failure{Class: notify.RateLimited, After: after, Reason: notify.ReasonTooFast}
}

func broken(reason string) notify.Failure {
	return notify.Failure{Class: notify.Uncertain, Reason: reason}
}

// foreign is a whole answer from another party than the provider: no message was accepted.
func foreign(reason string) notify.Failure {
	return notify.Failure{Class: notify.Transient, Reason: reason, Ops: true}
}

// portals are answers of captive portals, firewalls and proxies in a provider's place.
func portals() []Verdict {
	answer := func(name string, a Answer) Verdict { return Verdict{name, a, foreign(notify.ReasonUnexpected)} }
	return []Verdict{
		answer("200 with a page to sign in", Answer{Status: 200, Header: map[string]string{"Content-Type": "text/html"}, Body: "<!DOCTYPE html><html><body>请先认证上网</body></html>"}),
		answer("200 with an empty body", Answer{Status: 200}),
		answer("200 with half a JSON text", Answer{Status: 200, Body: `{"errco`}),
		answer("200 with other bytes", Answer{Status: 200, Body: "\x00\xff\xfe gzip?"}),
		answer("200 with another's JSON", Answer{Status: 200, Body: `{"result":"success"}`}),
		answer("204 without a body", Answer{Status: 204}),
		answer("201 with a page", Answer{Status: 201, Body: "<html></html>"}),
	}
}

// statuses are the meanings of HTTP statuses, for every provider, when the body has none.
func statuses() []Verdict {
	down := notify.Failure{Class: notify.Transient, Reason: notify.ReasonUnavailable}
	status := func(code int) Answer { return Answer{Status: code, Body: "<html>whatever</html>"} }
	wait := func(code int, header string) Answer {
		return Answer{Status: code, Header: map[string]string{"Retry-After": header}}
	}
	return []Verdict{
		{"301 is no success and not followed", Answer{Status: 301, Header: map[string]string{"Location": "/elsewhere"}}, permanent("301", notify.ReasonRedirected)},
		{"304 is no success", status(304), permanent("304", notify.ReasonRedirected)},
		{"307 is not followed", Answer{Status: 307, Header: map[string]string{"Location": "/elsewhere"}}, permanent("307", notify.ReasonRedirected)},
		{"400 will not get better", status(400), permanent("400", notify.ReasonRefused)},
		{"401 will not get better", status(401), permanent("401", notify.ReasonRefused)},
		{"403 will not get better", status(403), permanent("403", notify.ReasonRefused)},
		{"404 means a wrong address", status(404), permanent("404", notify.ReasonWebhook)},
		{"410 means no more", status(410), permanent("410", notify.ReasonGone)},
		{"413 will not get better", status(413), permanent("413", notify.ReasonRefused)},
		{"429 with seconds waits them", wait(429, "1200"), later(20 * time.Minute)},
		{"429 with a year waits an hour", wait(429, "31536000"), later(time.Hour)},
		{"429 with a number no clock holds waits an hour", wait(429, "99999999999999999999999"), later(time.Hour)},
		{"500 is tried again", status(500), down},
		{"503 is tried again", status(503), down},
		{"503 with Retry-After waits", wait(503, "120"), notify.Failure{Class: notify.RateLimited, After: 2 * time.Minute, Reason: notify.ReasonUnavailable}},
	}
}

// SlackAnswers are Slack's (apis.md A0, A4).
func SlackAnswers() []Verdict {
	word := func(status int, body, reason string) Verdict {
		code := Answer{Status: status, Body: body}
		return Verdict{body, code, permanent(itoa(status)+" "+body, reason)}
	}
	return append(append(statuses(), portals()...),
		word(400, "invalid_payload", notify.ReasonPayload),
		word(400, "no_text", notify.ReasonPayload),
		word(400, "too_many_attachments", notify.ReasonPayload),
		word(400, "msg_blocks_too_long", notify.ReasonPayload),
		word(400, "posting_to_general_channel_denied", notify.ReasonNotAllowed),
		word(403, "invalid_token", notify.ReasonWebhook),
		word(403, "action_prohibited", notify.ReasonNotAllowed),
		word(404, "channel_not_found", notify.ReasonChannelGone),
		word(404, "no_service", notify.ReasonWebhook),
		word(404, "no_service_id", notify.ReasonWebhook),
		word(404, "no_team", notify.ReasonWebhook),
		word(404, "team_disabled", notify.ReasonWebhook),
		word(404, "no_active_hooks", notify.ReasonWebhook),
		word(410, "channel_is_archived", notify.ReasonChannelGone),
		Verdict{"502 is tried again", Answer{Status: 502}, notify.Failure{Class: notify.Transient, Reason: notify.ReasonUnavailable}},
		Verdict{"200 without ok is no success", Answer{Status: 200, Body: "OK!"}, foreign(notify.ReasonUnexpected)},
		Verdict{"200 with nothing is no success", Answer{Status: 200}, foreign(notify.ReasonUnexpected)},
		Verdict{"200 with a known word is its failure", Answer{Status: 200, Body: "no_service"}, permanent("200 no_service", notify.ReasonWebhook)},
		Verdict{"an error in JSON is a failure", Answer{Status: 200, Body: `{"ok":false,"error":"invalid_token"}`}, permanent("200 invalid_token", notify.ReasonWebhook)},
		Verdict{"202 is not Slack's", Answer{Status: 202, Body: "ok"}, foreign(notify.ReasonUnexpected)},
	)
}

// WeComAnswers are WeCom's (apis.md A0, A1).
func WeComAnswers() []Verdict {
	code := func(n int, f notify.Failure) Verdict {
		f.Code = "errcode " + itoa(n)
		return Verdict{"errcode " + itoa(n), WeComCode(n), f}
	}
	out := append(append(statuses(), portals()...), code(-1, notify.Failure{Class: notify.Transient, Reason: notify.ReasonBusy, Tries: 3}))
	for _, n := range []int{40008, 40058, 44004, 45002, 45008} {
		out = append(out, code(n, permanent("", notify.ReasonPayload)))
	}
	for _, n := range []int{93000, 93004, 93008} {
		out = append(out, code(n, permanent("", notify.ReasonWebhook)))
	}
	return append(out,
		code(45009, later(time.Minute)),
		code(45033, later(0)),
		code(12345, permanent("", notify.ReasonRefused)),
		Verdict{"200 without errcode is no success", Answer{Status: 200, Body: `{}`}, foreign(notify.ReasonUnexpected)},
		Verdict{"errcode as text is no success", Answer{Status: 200, Body: `{"errcode":"0"}`}, foreign(notify.ReasonUnexpected)},
		Verdict{"errcode null is no success", Answer{Status: 200, Body: `{"errcode":null}`}, foreign(notify.ReasonUnexpected)},
		Verdict{"errcode 0 by 500 is no success", Answer{Status: 500, Body: `{"errcode":0}`}, notify.Failure{Class: notify.Transient, Reason: notify.ReasonUnavailable}},
	)
}

// DingTalkAnswers are DingTalk's (apis.md A0, A2).
func DingTalkAnswers() []Verdict {
	code := func(n int, msg string, f notify.Failure) Verdict {
		f.Code = "errcode " + itoa(n)
		return Verdict{"errcode " + itoa(n) + " " + msg, DingTalkCode(n, msg), f}
	}
	out := []Verdict{}
	for _, v := range append(statuses(), portals()...) {
		if v.Want.Reason == notify.ReasonTooFast {
			v.Want.After = max(v.Want.After, lockFor)
		}
		out = append(out, v)
	}
	return append(out,
		code(-1, "system busy", notify.Failure{Class: notify.Transient, Reason: notify.ReasonBusy, Tries: 3}),
		code(310000, "keywords not in content", permanent("", notify.ReasonKeyword)),
		code(310000, "sign not match", permanent("", notify.ReasonSignature)),
		code(310000, "invalid timestamp", permanent("", notify.ReasonClock)),
		code(310000, "ip 203.0.113.77 not in whitelist", permanent("", notify.ReasonIPNotListed)),
		code(310000, "something new", permanent("", notify.ReasonRefused)),
		code(300005, "token is not exist", permanent("", notify.ReasonWebhook)),
		code(400013, "group dismissed", permanent("", notify.ReasonSignature)),
		code(88, "ding talk error[subcode=40014]", permanent("", notify.ReasonWebhook)),
		code(130101, "send too fast", later(lockFor)),
		code(410100, "send too fast", later(lockFor)),
		code(777, "unknown", permanent("", notify.ReasonRefused)),
		Verdict{"200 without errcode is no success", Answer{Status: 200, Body: `{"errmsg":"ok"}`}, foreign(notify.ReasonUnexpected)},
		Verdict{"429 waits out the lock", Answer{Status: 429}, later(lockFor)},
	)
}

// FeishuAnswers are Feishu's (apis.md A0, A3).
func FeishuAnswers() []Verdict {
	code := func(n int, f notify.Failure) Verdict {
		f.Code = "code " + itoa(n)
		return Verdict{"code " + itoa(n), FeishuCode(n, "no"), f}
	}
	reset := FeishuCode(99991400, "request trigger frequency limit")
	reset.Status, reset.Header = 429, map[string]string{"x-ogw-ratelimit-reset": "90"}
	bad := FeishuCode(9499, "Bad Request")
	bad.Status = 400
	return append(append(statuses(), portals()...),
		code(19021, permanent("", notify.ReasonSignature)),
		code(19022, permanent("", notify.ReasonIPNotListed)),
		code(19024, permanent("", notify.ReasonKeyword)),
		code(9499, permanent("", notify.ReasonPayload)),
		code(11232, later(time.Minute)),
		code(99991400, later(time.Minute)),
		code(4242, permanent("", notify.ReasonRefused)),
		Verdict{"its own rate header counts", reset, later(90 * time.Second)},
		Verdict{"a code beside status 400 decides", bad, permanent("code 9499", notify.ReasonPayload)},
		Verdict{"200 without code is no success", Answer{Status: 200, Body: `{"msg":"success"}`}, foreign(notify.ReasonUnexpected)},
	)
}

// WebhookAnswers are a generic receiver's (apis.md A0, A5).
func WebhookAnswers() []Verdict {
	slow := notify.Failure{Class: notify.RateLimited, After: time.Minute, Reason: notify.ReasonUnavailable}
	return append(statuses(),
		Verdict{"502 asks to slow down", Answer{Status: 502}, slow},
		Verdict{"504 asks to slow down", Answer{Status: 504}, slow},
		Verdict{"429 without a time waits a minute", Answer{Status: 429}, later(time.Minute)},
	)
}
