package outbox

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"qunguan/notify"
)

func robot(channel string) notify.Route {
	return notify.Route{Channel: channel, Address: "https://robot.example/one"}
}

// rooms is n units whose routes lead to one robot.
func rooms(n int, route notify.Route) (book, []Notice) {
	routes := book{}
	var rows []Notice
	for i := range n {
		u := fmt.Sprintf("U%03d", i)
		routes[u] = []any{route}
		rows = append(rows, notice("msg_"+u, u, func(n *Notice) { n.Recipient.Type = notify.ToUnit }))
	}
	return routes, rows
}

// stamped is a channel that remembers when it was given messages.
type stamped struct {
	post
	at []time.Time
}

func (s *stamped) Send(ctx context.Context, r notify.Route, m notify.Message) (notify.Receipt, error) {
	s.mu.Lock()
	s.at = append(s.at, time.Now())
	s.mu.Unlock()
	return s.post.Send(ctx, r, m)
}

// most is the largest number of sends in any span.
func (s *stamped) most(span time.Duration) int {
	best := 0
	for i, from := range s.at {
		n := 0
		for _, t := range s.at[i:] {
			if t.Sub(from) < span {
				n++
			}
		}
		best = max(best, n)
	}
	return best
}

func TestARobotIsNeverSentMoreThanItTakesByAllDispatchersTogether(t *testing.T) {
	cases := map[string]struct {
		span time.Duration
		most int
		all  time.Duration // within which 60 notices are through
	}{
		notify.WeCom:    {time.Minute, 20, 5 * time.Minute},
		notify.DingTalk: {time.Minute, 15, 6 * time.Minute},
		notify.Feishu:   {time.Second, 5, time.Minute},
		notify.Slack:    {time.Second, 1, 3 * time.Minute},
	}
	for channel, c := range cases {
		t.Run(channel, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				routes, rows := rooms(60, robot(channel))
				a, b := newWorld(t, routes, rows...), newWorld(t, routes)
				b.store, b.Store = a.store, a.store
				chat := &stamped{}
				a.Channels[channel], b.Channels[channel] = chat, chat
				stopA, waitA := start(a)
				stopB, waitB := start(b)
				time.Sleep(c.all)
				stopA()
				stopB()
				waitA()
				waitB()
				if len(chat.got) != 60 {
					t.Errorf("%d of 60 arrived in %s", len(chat.got), c.all)
				}
				if most := chat.most(c.span); most > c.most {
					t.Errorf("%d within %s, want at most %d", most, c.span, c.most)
				}
			})
		})
	}
}

func TestDeliverDueSeesAOneASecondRobotThroughAndDoesNotSitOutAMinute(t *testing.T) {
	for channel, want := range map[string]int{notify.Slack: 30, notify.WeCom: 18, notify.DingTalk: 15, notify.Feishu: 30} {
		synctest.Test(t, func(t *testing.T) {
			routes, rows := rooms(30, robot(channel))
			w := newWorld(t, routes, rows...)
			w.Channels[channel] = w.slack
			sum, err := w.DeliverDue(context.Background())
			if err != nil || sum.Sent != want || sum.Sent < 30 && sum.Postponed != 30-want {
				t.Errorf("%s: %+v, %v; want %d sent", channel, sum, err, want)
			}
		})
	}
}

func TestARouteThatTheProviderLockedRestsForEveryNoticeAlsoAfterARestart(t *testing.T) {
	for _, channel := range []string{notify.DingTalk, notify.Webhook} {
		synctest.Test(t, func(t *testing.T) {
			routes, rows := rooms(12, robot(channel))
			w := newWorld(t, routes, rows[0])
			chat := &stamped{}
			w.Channels[channel] = chat
			chat.answer = func(_ context.Context, nth int, _ notify.Message) error {
				if nth == 1 {
					return &notify.Failure{Class: notify.RateLimited, Reason: notify.ReasonTooFast, After: 10 * time.Minute}
				}
				return nil
			}
			if _, err := w.DeliverDue(context.Background()); err != nil {
				t.Fatal(err)
			}
			again := newWorld(t, routes)
			again.store, again.Store, again.Channels, again.began = w.store, w.store, w.Channels, w.began
			for _, r := range rows[1:] {
				w.store.rows[r.ID] = r
			}
			stop, wait := start(again)
			time.Sleep(20 * time.Minute)
			stop()
			wait()
			if len(chat.at) != 13 || chat.at[1].Sub(chat.at[0]) < 10*time.Minute {
				t.Errorf("%s: %d sends, the second one %s after the lock", channel, len(chat.at), chat.at[1].Sub(chat.at[0]))
			}
		})
	}
}

func TestARunThatPretendedToBeLaterHoldsNobodyUp(t *testing.T) {
	p := Pace{Recent: []time.Time{monday.AddDate(0, 0, 9)}, BlockedFrom: monday.AddDate(0, 0, 9), BlockedUntil: monday.AddDate(0, 0, 10)}
	if at := p.asOf(monday).free(notify.Slack, monday); !at.Equal(monday) {
		t.Errorf("free at %s", at)
	}
}

// covers S5.4
func TestAPersonsDayTakesSoManyMessagesAndTheRestWaitsForTheNextWorkingDay(t *testing.T) {
	two := func() []Notice {
		return []Notice{
			notice("msg_1", "P1"), notice("msg_2", "P1", func(n *Notice) { n.CreatedAt = monday }),
			notice("msg_3", "P1", func(n *Notice) { n.CreatedAt = monday.Add(time.Second) }),
		}
	}
	opening := func(day int) time.Time { return monday.Add(time.Duration(24*day)*time.Hour - 30*time.Minute) }
	cases := map[string]struct {
		perDay  int
		change  func([]Notice)
		answer  func(context.Context, int, notify.Message) error
		arrived []string
		waits   map[string]time.Time
	}{
		"one a day":            {1, nil, nil, []string{"msg_1"}, map[string]time.Time{"msg_2": opening(1), "msg_3": opening(1)}},
		"two a day":            {2, nil, nil, []string{"msg_1", "msg_2"}, map[string]time.Time{"msg_3": opening(1)}},
		"0 is no limit":        {0, nil, nil, []string{"msg_1", "msg_2", "msg_3"}, nil},
		"an office has no day": {1, func(l []Notice) { l[1].Recipient.Type = notify.ToOffice }, nil, []string{"msg_1", "msg_2"}, map[string]time.Time{"msg_3": opening(1)}},
		"a try of which nobody knows counts": {
			1, nil, func(context.Context, int, notify.Message) error { return failing(notify.Uncertain) },
			[]string{"msg_1"},
			map[string]time.Time{"msg_1": opening(1), "msg_2": opening(1)},
		},
		"a repeat counts": {
			1, func(l []Notice) { l[0].State, l[0].Doubts, l[0].Attempts = Uncertain, 1, 1 }, nil,
			[]string{"msg_1"},
			map[string]time.Time{"msg_2": opening(1)},
		},
		"what was tried yesterday does not": {
			1, func(l []Notice) { l[0].State, l[0].ToldAt, l[0].TriedAt = Sent, monday, monday.Add(-15*time.Hour) }, nil,
			[]string{"msg_2"},
			map[string]time.Time{"msg_3": opening(1)},
		},
		"an older digest leaves the day to what has a deadline": {
			1, func(l []Notice) { l[0].Kind = notify.KindDigest }, nil,
			[]string{"msg_2"},
			map[string]time.Time{"msg_1": opening(1), "msg_3": opening(1)},
		},
		"with room for one more the digest waits for both notices": {
			2, func(l []Notice) { l[0].Kind = notify.KindDigest }, nil,
			[]string{"msg_2", "msg_3"},
			map[string]time.Time{"msg_1": opening(1)},
		},
		"a digest beside nothing else goes": {
			1, func(l []Notice) { l[0].Kind, l[1].State, l[2].State = notify.KindDigest, Withdrawn, Withdrawn }, nil,
			[]string{"msg_1"},
			nil,
		},
		"the next route of the same message is no second message": {
			1, nil, func(_ context.Context, nth int, _ notify.Message) error {
				if nth == 1 {
					return failing(notify.Permanent)
				}
				return nil
			},
			[]string{"msg_1", "msg_1"},
			map[string]time.Time{"msg_2": opening(1)},
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			rows := two()
			if c.change != nil {
				c.change(rows)
			}
			w := newWorld(t, book{"P1": {byEmail, byEmail}}, rows...)
			w.PerDay, w.email.answer = c.perDay, c.answer
			if _, err := w.DeliverDue(context.Background()); err != nil {
				t.Fatal(err)
			}
			// Sorted: an office and a person are two recipients, and nothing is
			// promised about which of two hears first.
			if got := slices.Sorted(slices.Values(w.email.ids())); !slices.Equal(got, c.arrived) {
				t.Errorf("arrived %v, want %v", got, c.arrived)
			}
			for id, until := range c.waits {
				if n := w.store.row(id); !n.NextAt.Equal(until) {
					t.Errorf("%s (%s) waits until %s, want %s", id, n.State, n.NextAt, until)
				}
			}
		})
	}
}

// Three dispatchers, receivers that fail in every way, a fortnight: no person hears of anything out
// of hours or more than once a day.
func TestUnderFireHoursDaysAndBudgetHold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		routes, rows := book{}, []Notice{}
		for i := range 20 {
			p := fmt.Sprintf("P%02d", i)
			routes[p] = []any{byEmail}
			for k := range 4 {
				rows = append(rows, notice(fmt.Sprintf("msg_%s_%d", p, k), p, func(n *Notice) { n.CreatedAt = monday.Add(time.Duration(k) * time.Minute) }))
			}
		}
		w := newWorld(t, routes, rows...)
		type tried struct{ person, day string }
		messages := map[tried][]string{}
		w.email.answer = func(ctx context.Context, nth int, m notify.Message) error {
			now := w.now()
			if !officeHours(m.Kind, m.Recipient, now).Equal(now) {
				t.Errorf("%s was sent at %s", m.ID, now)
			}
			w.store.mu.Lock()
			key := tried{m.Recipient.Code, now.Format(time.DateOnly)}
			if !slices.Contains(messages[key], m.ID) {
				messages[key] = append(messages[key], m.ID)
			}
			w.store.mu.Unlock()
			switch nth % 5 {
			case 0:
				return failing(notify.Uncertain)
			case 1:
				return failing(notify.Transient)
			case 2:
				<-ctx.Done()
				return failing(notify.Uncertain)
			}
			return nil
		}
		w.PerDay = 1
		var ends []func()
		for i := range 3 {
			d := newWorld(t, routes)
			d.store, d.Store, d.Channels, d.PerDay, d.Owner = w.store, w.store, w.Channels, 1, fmt.Sprint("d", i)
			d.Poll = 20 * time.Second
			stop, wait := start(d)
			ends = append(ends, stop, wait)
		}
		time.Sleep(14 * 24 * time.Hour)
		for _, end := range ends {
			end()
		}
		for key, ids := range messages {
			if len(ids) > 1 {
				t.Errorf("%s got %v on %s", key.person, ids, key.day)
			}
		}
		for _, r := range rows {
			if n := w.store.row(r.ID); n.ToldAt.IsZero() && n.State != Dead {
				t.Errorf("%s is %s after a fortnight", n.ID, n.State)
			}
		}
	})
}
