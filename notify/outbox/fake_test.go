package outbox

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"qunguan/notify"
	"qunguan/reconcile/workgroup"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var shanghai = time.FixedZone("Asia/Shanghai", 8*3600)

// monday is a working day at nine; its week has no holiday here.
var monday = time.Date(2026, 11, 23, 9, 0, 0, 0, shanghai)

// book is a route list by recipient code.
type book map[string][]any // notify.Route or error

func (b book) Offers(_ context.Context, to []notify.Recipient) (map[notify.Recipient][]Offer, error) {
	offers := map[notify.Recipient][]Offer{}
	for _, k := range to {
		for _, entry := range b[k.Code] {
			switch r := entry.(type) {
			case notify.Route:
				offers[k] = append(offers[k], Offer{Route: r})
			case error:
				offers[k] = append(offers[k], Offer{Err: r})
			}
		}
	}
	return offers, nil
}

// post is a channel that remembers its messages and answers by a script.
type post struct {
	mu     sync.Mutex
	got    []notify.Message
	answer func(ctx context.Context, nth int, m notify.Message) error // nil = accept
}

func (p *post) Send(ctx context.Context, _ notify.Route, m notify.Message) (notify.Receipt, error) {
	p.mu.Lock()
	p.got = append(p.got, m)
	nth := len(p.got)
	p.mu.Unlock()
	if p.answer == nil {
		return notify.Receipt{Code: "200"}, nil
	}
	if err := p.answer(ctx, nth, m); err != nil {
		return notify.Receipt{}, err
	}
	return notify.Receipt{Code: "200"}, nil
}

func (p *post) ids() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var ids []string
	for _, m := range p.got {
		ids = append(ids, m.ID)
	}
	return ids
}

// world is one dispatcher with everything around it. Its clock stands at
// monday plus skew and moves with the (synctest) process clock.
type world struct {
	*Dispatcher

	store *memory
	slack *post
	email *post
	began time.Time
	skew  time.Duration
}

func newWorld(t *testing.T, routes book, rows ...Notice) *world {
	t.Helper()
	w := &world{store: newMemory(t, rows...), slack: &post{}, email: &post{}, began: time.Now()}
	d, err := New(Config{
		Store: w.store, Routes: routes,
		Channels: map[string]notify.Channel{notify.Slack: w.slack, notify.Email: w.email},
		Clock:    w.now, Allowed: officeHours, NextWorkday: nextWorkday,
		Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	w.Dispatcher = d
	return w
}

func (w *world) now() time.Time { return monday.Add(w.skew + time.Since(w.began)) }

// officeHours is half past eight to six, Monday to Friday; operators are
// reached at any hour.
func officeHours(_ string, to notify.Recipient, t time.Time) time.Time {
	if to.Type == notify.ToOps {
		return t
	}
	day := workgroup.DateOf(t)
	open := day.In(t.Location()).Add(8*time.Hour + 30*time.Minute)
	switch {
	case t.Weekday() == time.Saturday || t.Weekday() == time.Sunday || !t.Before(open.Add(9*time.Hour+30*time.Minute)):
		return nextWorkday(day).In(t.Location()).Add(8*time.Hour + 30*time.Minute)
	case t.Before(open):
		return open
	}
	return t
}

func nextWorkday(d workgroup.Date) workgroup.Date {
	for d = d.AddDays(1); d.Time().Weekday() == time.Saturday || d.Time().Weekday() == time.Sunday; d = d.AddDays(1) {
	}
	return d
}

func notice(id, person string, change ...func(*Notice)) Notice {
	n := Notice{
		ID: id, Kind: notify.KindReminder, Recipient: notify.Recipient{Type: notify.ToPerson, Code: person, Name: "王伟"},
		Channel: notify.Slack, State: Pending, CreatedAt: monday.Add(-time.Hour), NotBefore: monday.Add(-time.Hour),
		Cases: []int64{7}, Title: "工作群提醒", Body: "正文", Version: 1,
	}
	for _, c := range change {
		c(&n)
	}
	return n
}

var (
	bySlack = notify.Route{Channel: notify.Slack, Address: "https://hooks.example/1"}
	byEmail = notify.Route{Channel: notify.Email, Address: "p1@example.gov.cn"}
	byHand  = notify.Route{Channel: notify.Manual}
)

func failing(class notify.Class) error {
	return &notify.Failure{Class: class, Reason: "scripted"}
}

var errStore = errors.New("the database went away")
