package cli_test

import (
	"encoding/json"
	"strings"
	"testing"

	"qunguan/cmd/internal/binarytest"
	"qunguan/notify/channeltest"
)

func TestAMessageWhoseSenderWasKilledBeforeTheAnswerIsRepeatedOnceAndMarked(t *testing.T) {
	t.Parallel()
	channels := map[string]struct {
		to   string // its recipient
		hold func(r receivers)
		// arrivals are id and text of each arrival; Slack's carries no id.
		arrivals func(t *testing.T, r receivers) (ids, texts []string)
	}{
		"webhook": {
			to:   "P21",
			hold: func(r receivers) { r.webhook.Next(channeltest.Answer{Fault: channeltest.Hang}) },
			arrivals: func(t *testing.T, r receivers) (ids, texts []string) {
				for _, a := range r.webhook.Arrivals() {
					var body struct{ ID, Text string }
					if err := json.Unmarshal(a.Body, &body); err != nil {
						t.Fatal(err)
					}
					if body.ID != a.Header.Get("webhook-id") {
						t.Errorf("webhook-id %q, id in the body %q", a.Header.Get("webhook-id"), body.ID)
					}
					ids, texts = append(ids, body.ID), append(texts, body.Text)
				}
				return ids, texts
			},
		},
		"mail": {
			to:   "P11",
			hold: func(r receivers) { r.mail.Next(channeltest.AtEnd, channeltest.Reply{Fault: channeltest.Hang}) },
			arrivals: func(t *testing.T, r receivers) (ids, texts []string) {
				for _, m := range r.mail.Seen() {
					parts := m.Open(t)
					ids, texts = append(ids, strings.Trim(strings.Split(parts.Header.Get("Message-Id"), "@")[0], "<")), append(texts, parts.Text)
				}
				return ids, texts
			},
		},
		"slack": {
			to:   "P30",
			hold: func(r receivers) { r.chat.Next(channeltest.Answer{Fault: channeltest.Hang}) },
			arrivals: func(_ *testing.T, r receivers) (ids, texts []string) {
				for _, a := range r.chat.Arrivals() {
					ids, texts = append(ids, ""), append(texts, channeltest.SlackTexts(a.Body)[0])
				}
				return ids, texts
			},
		},
	}
	for name, channel := range channels {
		t.Run(name, func(t *testing.T) {
			onEach(t, func(t *testing.T, w *world) {
				r := w.act(t)
				w.importOnly(sunday, channel.to, r.routes())
				w.judge(sunday)
				w.runJobs(sunday, "compose")
				channel.hold(r)
				sender := w.Start("run", "deliver", "--at", monday)
				binarytest.Until(t, "the message's arrival", func() bool { ids, _ := channel.arrivals(t, r); return len(ids) == 1 })
				sender.Kill()

				state := func(at, want string, arrived int) notice {
					t.Helper()
					w.runJobs(at, "compose", "deliver")
					all := w.notices()
					ids, _ := channel.arrivals(t, r)
					if len(all) != 1 || all[0].State != want || len(ids) != arrived {
						t.Fatalf("at %s: %d notices, the first is %s, %d arrivals; want one, %s, %d", at, len(all), all[0].State, len(ids), want, arrived)
					}
					return all[0]
				}
				state("2026-11-23T09:01:00+08:00", "sending", 1) // somebody may still be at it
				state("2026-11-23T09:06:00+08:00", "uncertain", 1)
				state(later, "uncertain", 1)
				state(evening, "uncertain", 1)
				sent := state(tuesday, "sent", 2)
				state("2026-11-25T09:00:00+08:00", "sent", 2)
				ids, texts := channel.arrivals(t, r)
				if ids[0] != ids[1] || ids[0] != "" && ids[0] != sent.ID {
					t.Errorf("ids %q of notice %s: the second try must carry the first one's id", ids, sent.ID)
				}
				if strings.Contains(texts[0], "可能重复") || !strings.Contains(texts[1], "可能重复") {
					t.Errorf("only the second try is marked 可能重复, and it must be:\n%s\n——\n%s", texts[0], texts[1])
				}
				if sent.Attempts != 2 {
					t.Errorf("%d attempts, want 2", sent.Attempts)
				}
			})
		})
	}
}
