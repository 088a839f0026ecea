package slack

import (
	"encoding/json"
	"strconv"
	"strings"

	"qunguan/notify"
	"qunguan/notify/internal/httppost"
)

// reasons maps the words of Slack's answers; any other word is "refused". Source: docs.slack.dev,
// incoming webhooks, error handling. All of them are permanent: the same message to the same address
// gets the same answer.
var reasons = map[string]string{
	"invalid_payload":                   notify.ReasonPayload,
	"no_text":                           notify.ReasonPayload,
	"too_many_attachments":              notify.ReasonPayload,
	"msg_blocks_too_long":               notify.ReasonPayload,
	"posting_to_general_channel_denied": notify.ReasonNotAllowed,
	"action_prohibited":                 notify.ReasonNotAllowed,
	"invalid_token":                     notify.ReasonWebhook,
	"no_service":                        notify.ReasonWebhook,
	"no_service_id":                     notify.ReasonWebhook,
	"no_team":                           notify.ReasonWebhook,
	"no_active_hooks":                   notify.ReasonWebhook,
	"team_disabled":                     notify.ReasonWebhook,
	"channel_not_found":                 notify.ReasonChannelGone,
	"channel_is_archived":               notify.ReasonChannelGone,
}

// judge reads an answer: success is status 200 with the body "ok" (a workflow's hook says {"ok":true}).
// A 200 with any other body is not Slack's (httppost.Answer.Foreign).
func judge(a httppost.Answer) (notify.Receipt, error) {
	word := answerWord(a.Body)
	if f := a.Refusal(); f != nil {
		if reason, known := reasons[word]; known && f.Class == notify.Permanent {
			f.Reason = reason
			f.Code = strconv.Itoa(a.Status) + " " + word
			f.Ops = reason != notify.ReasonPayload
		}
		return notify.Receipt{}, f
	}
	code := strconv.Itoa(a.Status)
	switch reason, known := reasons[word]; {
	case a.Broken != "":
	case a.Status == 200 && word == "ok":
		return notify.Receipt{Code: "200 ok"}, nil
	case known:
		return notify.Receipt{}, &notify.Failure{Class: notify.Permanent, Code: code + " " + word, Reason: reason, Ops: reason != notify.ReasonPayload}
	}
	return notify.Receipt{}, a.Foreign()
}

// answerWord is the one word of an answer, "" for a body of another form. Only
// words of the table above ever leave this package: bodies can hold secrets.
func answerWord(body []byte) string {
	var structured struct {
		OK    *bool  `json:"ok"`
		Error string `json:"error"`
	}
	if json.Unmarshal(body, &structured) == nil && structured.OK != nil {
		if *structured.OK {
			return "ok"
		}
		return structured.Error
	}
	return strings.TrimSpace(string(body))
}
