package outbox

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"qunguan/notify"
	"qunguan/reconcile/ledger"
)

// memory is an outbox table that checks the promises of every real one: the version, the length of
// claims, legal moves, and telling exactly once.
type memory struct {
	t  *testing.T
	mu sync.Mutex

	rows         map[string]Notice
	told         map[string]ledger.SentNotice
	paces        map[string]Pace
	claims       map[int64]*memoryClaim
	moves        int64 // claims and withdrawals
	sends        []memorySend
	calls, reads int
	fail         func(call int, op string) error // fault injection; may be nil

	mostSending int // notices that were claimed at once
}

type memoryClaim struct {
	owner     string
	at, until time.Time
	left      []string
}

func newMemory(t *testing.T, rows ...Notice) *memory {
	t.Helper()
	m := &memory{t: t, rows: map[string]Notice{}, told: map[string]ledger.SentNotice{}, paces: map[string]Pace{}, claims: map[int64]*memoryClaim{}}
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

func (m *memory) Due(ctx context.Context, q Query) (Page, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.enter(ctx, "due"); err != nil {
		return Page{}, err
	}
	p := Page{Seen: m.moves, Next: q.After}
	engaged := map[notify.Recipient]bool{}
	for _, c := range m.claims {
		for _, id := range c.left {
			engaged[m.rows[id].Recipient.Key()] = engaged[m.rows[id].Recipient.Key()] || c.owner != q.Owner
		}
	}
	var due []Notice
	for _, n := range m.rows {
		if slices.Contains([]State{Pending, Failed, Uncertain}, n.State) && n.ToldAt.IsZero() &&
			!n.NotBefore.After(q.Now) && !n.NextAt.After(q.Now) && !slices.Contains(q.Except, n.Channel) {
			due = append(due, n)
		}
	}
	slices.SortFunc(due, func(a, b Notice) int {
		return cmp.Or(a.CreatedAt.Compare(b.CreatedAt), cmp.Compare(a.ID, b.ID))
	})
	due = slices.DeleteFunc(due, func(n Notice) bool {
		at := m.cursor(n)
		return cmp.Or(cmp.Compare(at.Wake, q.After.Wake), cmp.Compare(at.Seq, q.After.Seq)) <= 0
	})
	p.Full = len(due) > q.Limit
	for _, n := range due[:min(q.Limit, len(due))] {
		p.Next = m.cursor(n)
		if m.claimOf(n.ID) == nil && !engaged[n.Recipient.Key()] {
			p.Notices = append(p.Notices, n)
		}
	}
	if q.After == (Cursor{}) {
		isOps := func(n Notice) bool { return n.Kind == notify.KindOps }
		ops := slices.DeleteFunc(slices.Clone(due), func(n Notice) bool { return !isOps(n) || m.claimOf(n.ID) != nil })
		p.Notices = slices.Concat(ops, slices.DeleteFunc(p.Notices, isOps))
		for token, c := range m.claims {
			for _, id := range c.left {
				if !c.until.After(q.Now) {
					p.Expired = append(p.Expired, m.marked(token, id))
				}
			}
		}
	}
	return p, nil
}

// cursor orders notices by when they were made and by id.
func (m *memory) cursor(n Notice) Cursor {
	place, _ := slices.BinarySearch(slices.Sorted(maps.Keys(m.rows)), n.ID)
	return Cursor{Wake: n.CreatedAt.UnixMilli(), Seq: int64(place) + 1}
}

func (m *memory) claimOf(id string) *memoryClaim {
	for _, c := range m.claims {
		if slices.Contains(c.left, id) {
			return c
		}
	}
	return nil
}

// marked is a notice as its claim leaves it.
func (m *memory) marked(token int64, id string) Notice {
	n, c := m.rows[id], m.claims[token]
	n.State, n.ClaimedBy, n.ClaimedUntil, n.TriedAt, n.Token = Sending, c.owner, c.until, c.at, token
	n.Attempts++
	return n
}

var legal = map[State][]State{
	Pending:   {Pending, Sent, Failed, Uncertain, Dead, Manual, Withdrawn},
	Failed:    {Sent, Failed, Uncertain, Dead, Manual},
	Uncertain: {Sent, Failed, Uncertain, Dead, Manual},
	Manual:    {Relayed, Withdrawn},
}

func (m *memory) Turn(ctx context.Context, t Turn) (done Turned, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.enter(ctx, "save"); err != nil {
		return done, err
	}
	gone := map[int64]bool{}
	for token, left := range t.Left {
		if m.claims[token] == nil {
			gone[token] = true
			continue
		}
		if m.claims[token].left = left; len(left) == 0 {
			delete(m.claims, token)
		}
	}
	for _, c := range t.Changes {
		if _, ended := t.Left[c.Token]; c.Token != 0 && !ended {
			m.t.Errorf("%s ended under a claim that nothing is taken out of", c.Notice.ID)
		}
		if b := c.Block; b != nil {
			p := m.paces[b.Key]
			p.BlockedFrom, p.BlockedUntil = b.From, b.Until
			m.paces[b.Key] = p
		}
		if gone[c.Token] || !c.Keep && !m.move(c) {
			done.Lost = append(done.Lost, c.Notice.ID)
		}
	}
	switch {
	case t.Claiming != nil:
		m.claim(*t.Claiming, &done)
	case slices.ContainsFunc(t.Changes, func(c Change) bool { return c.Token == 0 }):
		m.moves++
	}
	return done, nil
}

func (m *memory) claim(c Claiming, done *Turned) {
	done.Moved = c.Seen != m.moves
	m.moves++
	done.Token = m.moves
	var moved []string
	engaged := map[notify.Recipient]bool{}
	for _, k := range m.claims {
		for _, id := range k.left {
			engaged[m.rows[id].Recipient.Key()] = true
		}
	}
	for _, w := range c.Wants {
		if n := w.Notice; m.rows[n.ID].Version != n.Version || engaged[n.Recipient.Key()] {
			moved = append(moved, n.ID)
		}
	}
	if len(moved) > 0 && !done.Moved {
		m.t.Errorf("%v moved and nothing says so", moved)
	}
	c, lost := c.Without(moved)
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
	d.Lost = lost
	maps.Copy(m.paces, d.Paces)
	for _, change := range d.Changes() {
		m.move(change)
	}
	claim := &memoryClaim{owner: c.Owner, at: c.Now, until: c.Until}
	for _, n := range d.Claimed {
		claim.left = append(claim.left, n.ID)
	}
	if len(claim.left) > 0 {
		m.claims[done.Token] = claim
	}
	sending := 0
	for _, k := range m.claims {
		sending += len(k.left)
	}
	m.mostSending = max(m.mostSending, sending)
	done.Decision = d
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

func (m *memory) move(c Change) bool {
	n, told := c.Notice, c.Told
	old, ok := m.rows[n.ID]
	if !ok || old.Version != n.Version {
		return false
	}
	if !slices.Contains(legal[old.State], n.State) {
		m.t.Errorf("%s: illegal move %s → %s", n.ID, old.State, n.State)
	}
	if n.ClaimedBy != "" || n.State == Sending {
		m.t.Errorf("%s: a row holds its claim: %+v", n.ID, n)
	}
	if sent := c.Sent != nil; sent != (n.Attempts == old.Attempts+1) || !sent && n.Attempts != old.Attempts {
		m.t.Errorf("%s: attempts moved from %d to %d, a send ended %t", n.ID, old.Attempts, n.Attempts, sent)
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
	if c.Sent != nil {
		m.sends = append(m.sends, memorySend{n.ID, c.Sent.Lane, n.State, n.TriedAt})
	}
	return true
}

// row is the notice as its claim leaves it.
func (m *memory) row(id string) Notice {
	m.mu.Lock()
	defer m.mu.Unlock()
	for token, c := range m.claims {
		if slices.Contains(c.left, id) {
			return m.marked(token, id)
		}
	}
	return m.rows[id]
}

// crash leaves a claim behind that ended at the moment, as a process does that
// was killed while it sent the notice.
func (m *memory) crash(id string, until time.Time) {
	m.moves++
	m.claims[m.moves] = &memoryClaim{owner: "dead process", at: until.Add(-MaxClaim), until: until, left: []string{id}}
}

// notifications are the notices that told their cases so far.
func (m *memory) notifications() map[string]ledger.SentNotice {
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
	m.moves++
}
