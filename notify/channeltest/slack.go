package channeltest

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"
)

// NewSlack is an incoming webhook. It checks the limits of docs.slack.dev: JSON with text or blocks, at
// most 50 blocks, 3000 characters in a section, 150 in a header.
func NewSlack(t testing.TB) *Fake {
	return start(t, &Fake{
		Channel: "slack", path: "/services/T0SECRET/B0SECRET/slacksecrettoken", provider: "hooks.slack.com", ok: "ok",
		judge: func(f *Fake, a *Arrival) Answer {
			if a.Path != f.path {
				return Answer{Status: 404, Body: "no_service"}
			}
			if f.tooMany(a.At) {
				return Answer{Status: 429, Header: map[string]string{"Retry-After": "30"}, Body: "rate_limited"}
			}
			return slackRules(a.Body)
		},
	})
}

type slackText struct {
	Type     string `json:"type"`
	Text     string `json:"text"`
	Verbatim bool   `json:"verbatim"`
}

// slackBlock is the part of a block that has text in it.
type slackBlock struct {
	Type     string      `json:"type"`
	Text     *slackText  `json:"text"`
	Elements []slackText `json:"elements"`
}

func slackRules(body []byte) Answer {
	var m struct {
		Text   string       `json:"text"`
		Blocks []slackBlock `json:"blocks"`
	}
	if err := json.Unmarshal(body, &m); err != nil {
		return Answer{Status: 400, Body: "invalid_payload"}
	}
	if m.Text == "" && len(m.Blocks) == 0 {
		return Answer{Status: 400, Body: "no_text"}
	}
	total := 0
	for _, b := range m.Blocks {
		limit := 3000
		if b.Type == "header" {
			limit = 150
		}
		if (b.Type == "section" || b.Type == "header") && (b.Text == nil || b.Text.Text == "") {
			return Answer{Status: 400, Body: "invalid_blocks"}
		}
		if b.Text != nil {
			if utf8.RuneCountInString(b.Text.Text) > limit {
				return Answer{Status: 400, Body: "invalid_blocks"}
			}
			total += utf8.RuneCountInString(b.Text.Text)
		}
	}
	if len(m.Blocks) > 50 {
		return Answer{Status: 400, Body: "invalid_blocks"}
	}
	if total > 13200 {
		return Answer{Status: 400, Body: "msg_blocks_too_long"}
	}
	return Answer{}
}

// SlackTexts are the texts of a Slack message: the notification's first.
func SlackTexts(body []byte) []string {
	var m struct {
		Text   string       `json:"text"`
		Blocks []slackBlock `json:"blocks"`
	}
	if json.Unmarshal(body, &m) != nil {
		return nil
	}
	out := []string{m.Text}
	for _, b := range m.Blocks {
		if b.Text != nil {
			out = append(out, b.Text.Text)
		}
		for _, e := range b.Elements {
			out = append(out, e.Text)
		}
	}
	return out
}

// SlackReads is a Slack text as its reader sees it: the three escapes undone.
func SlackReads(text string) string {
	return strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(text)
}
