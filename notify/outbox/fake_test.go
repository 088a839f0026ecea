package outbox

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"qunguan/notify"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var shanghai = time.FixedZone("Asia/Shanghai", 8*3600)

// monday is a working day at nine; its week has no holiday here.
var monday = time.Date(2026, 11, 23, 9, 0, 0, 0, shanghai)

// memory is an outbox table that checks what every real one must hold: the
// version, the length of claims, legal moves, and telling exactly once.
type memory struct {
	t  *testing.T
	mu sync.Mutex

	rows         map[string]Notice
	told         map[string]ledger.Told
	paces        map[string]Pace
	calls, reads int
	fail         func(call int, op string) error // fault injection; may be nil

	mostSending int // claims that were open at once
}

func newMemory(t *testing.T, rows ...Notice) *memory {
	t.Helper()
	m := &memory{t: t, rows: map[string]Notice{}, told: map[string]ledger.Told{}, paces: map[string]Pace{}}
	for _, n := range rows {
		m.rows[n.ID] = n
	}
	return m
}

func (m *memory) enter(ctx context.Context, op string) error {
	m.calls++
	if op != "save" {
		m.reads++
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if m.fail != nil {
		return m.fail(m.calls, op)
	}
	return nil
}

func (m *memory) list(now time.Time, limit int, is func(Notice) bool) []Notice {
	var out []Notice
	for _, n := range m.rows {
		if is(n) {
			out = append(out, n)
		}
	}
	slices.SortFunc(out, func(a, b Notice) int {
		return cmp.Or(a.CreatedAt.Compare(b.CreatedAt), cmp.Compare(a.ID, b.ID))
	})
	return out[:min(limit, len(out))]
}

func (m *memory) Due(ctx context.Context, now time.Time, limit int) ([]Notice, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.enter(ctx, "due"); err != nil {
		return nil, err
	}
	return m.list(now, limit, func(n Notice) bool {
		return slices.Contains([]State{Pending, Failed, Uncertain}, n.State) && n.ToldAt.IsZero() &&
			!n.NotBefore.After(now) && !n.NextAt.After(now)
	}), nil
}

func (m *memory) Expired(ctx context.Context, now time.Time, limit int) ([]Notice, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.enter(ctx, "expired"); err != nil {
		return nil, err
	}
	return m.list(now, limit, func(n Notice) bool { return n.State == Sending && !n.ClaimedUntil.After(now) }), nil
}

var legal = map[State][]State{
	Pending:   {Pending, Sending, Dead, Manual, Withdrawn},
	Failed:    {Failed, Sending, Dead, Manual},
	Uncertain: {Uncertain, Sending, Dead, Manual},
	Sending:   {Sent, Failed, Uncertain, Dead, Manual},
	Manual:    {Relayed, Withdrawn},
}

func (m *memory) Claim(ctx context.Context, c Claiming) (Decision, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.enter(ctx, "save"); err != nil {
		return Decision{}, err
	}
	from, to := c.Day()
	standing := Standing{Paces: maps.Clone(m.paces), Tried: map[string][]string{}, First: map[string][]string{}}
	for _, n := range m.rows {
		if who := n.Recipient.Code; slices.Contains(c.Digested(), who) && n.Kind == notify.KindReminder && n.State == Pending && !n.NextAt.After(c.Now) {
			standing.First[who] = append(standing.First[who], n.ID)
		}
		if slices.Contains(c.People(), n.Recipient.Code) && n.Recipient.Private() && !n.TriedAt.Before(from) && n.TriedAt.Before(to) {
			standing.Tried[n.Recipient.Code] = append(standing.Tried[n.Recipient.Code], n.ID)
		}
	}
	d := c.Decide(standing)
	maps.Copy(m.paces, d.Paces)
	d = d.Without(m.write(d.Changes()))
	sending := 0
	for _, n := range m.rows {
		if n.State == Sending {
			sending++
		}
	}
	m.mostSending = max(m.mostSending, sending)
	return d, nil
}

func (m *memory) Record(ctx context.Context, changes []Change) ([]string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.enter(ctx, "save"); err != nil {
		return nil, err
	}
	return m.write(changes), nil
}

func (m *memory) Announce(ctx context.Context, notices []Notice) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.enter(ctx, "announce"); err != nil {
		return err
	}
	for _, n := range notices {
		if _, there := m.rows[n.ID]; !there {
			m.rows[n.ID] = n
		}
	}
	return nil
}

// write moves rows and returns the ids of those that had moved.
func (m *memory) write(changes []Change) (lost []string) {
	for _, c := range changes {
		if b := c.Block; b != nil {
			p := m.paces[b.Key]
			p.BlockedFrom, p.BlockedUntil = b.From, b.Until
			m.paces[b.Key] = p
		}
		if !m.move(c.Notice, c.Told) {
			lost = append(lost, c.Notice.ID)
		}
	}
	return lost
}

func (m *memory) move(n Notice, told *ledger.Told) bool {
	old, ok := m.rows[n.ID]
	if !ok || old.Version != n.Version {
		return false
	}
	givenBack := old.State == Sending && n.Attempts == old.Attempts-1
	if !givenBack && !slices.Contains(legal[old.State], n.State) {
		m.t.Errorf("%s: illegal move %s → %s", n.ID, old.State, n.State)
	}
	if claimed := n.State == Sending; claimed != (n.ClaimedBy != "") || claimed && n.Attempts != old.Attempts+1 {
		m.t.Errorf("%s: claim is not whole: %+v", n.ID, n)
	}
	if n.State != Sending && n.Attempts != old.Attempts && !givenBack {
		m.t.Errorf("%s: attempts moved from %d to %d without a claim", n.ID, old.Attempts, n.Attempts)
	}
	if (told != nil) != (old.ToldAt.IsZero() && !n.ToldAt.IsZero()) {
		m.t.Errorf("%s: told_at and telling disagree: %v, %+v", n.ID, n.ToldAt, told)
	}
	if told != nil {
		if _, twice := m.told[n.ID]; twice {
			m.t.Errorf("%s: told twice", n.ID)
		}
		m.told[n.ID] = *told
	}
	n.Version++
	m.rows[n.ID] = n
	return true
}

func (m *memory) row(id string) Notice {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.rows[id]
}

// tellings are the notices that told their cases so far.
func (m *memory) tellings() map[string]ledger.Told {
	m.mu.Lock()
	defer m.mu.Unlock()
	return maps.Clone(m.told)
}

func (m *memory) edit(id string, change func(*Notice)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := m.rows[id]
	change(&n)
	n.Version++
	m.rows[id] = n
}

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

// post is a channel that remembers what it was given and answers by a script.
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
