package faults

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"qunguan/cmd/internal/binarytest"
	"qunguan/sql/dbconn"
	"qunguan/sql/migrations"
	"qunguan/sql/sqltest"
)

// rehearsal is the fortnight played once without a fault, past a proxy that only counts: the registry
// before and after each step, and the number of commands that the step sent.
type rehearsal struct {
	*week

	proxy  *proxy
	direct dbconn.Config // past the proxy
	copies *copies
	after  [][]string // dumps
	sent   []int      // commands
	took   []time.Duration
}

// rehearse plays on a server; fresh makes an empty database on it.
func rehearse(t testing.TB, fresh func() string) *rehearsal {
	t.Helper()
	dsn := fresh()
	p := newProxy(t, dsn)
	r := &rehearsal{week: newWeek(t, p.dsn), proxy: p, direct: dbconn.Config{DSN: dsn}}
	db := open(t, r.direct)
	t.Cleanup(func() { _ = db.Close() })
	if _, err := migrations.Migrate(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	r.copies = &copies{db: db, fresh: fresh, from: databaseOf(dsn)}
	for _, s := range r.steps {
		r.copies.save(t)
		p.on(nil)
		d := r.OK(s.args...)
		r.sent, r.took = append(r.sent, len(p.statements())), append(r.took, d.Took)
		r.after = append(r.after, dump(t, r.direct))
	}
	if sound(t, r.direct) == 0 {
		t.Fatal("there are no cases: the fortnight proves nothing")
	}
	return r
}

// disturbed does a step while the nth of its commands has a fate, and demands
// that it happened, that the program said so or was not harmed, that the
// registry is sound, and that doing it again leads where the undisturbed step
// led.
func (r *rehearsal) disturbed(t testing.TB, i, nth int, f fate) (code int) {
	t.Helper()
	s := r.steps[i]
	what := fmt.Sprintf("%s, command %d of %d, fate %d", s.name, nth, r.sent[i], f)
	r.back(t, i)
	r.proxy.cut(nth, f)
	d := r.Run(s.args...)
	if r.proxy.happened() != 1 {
		if nth > len(r.proxy.statements()) && d.Code == 0 {
			return -1 // parallel work took fewer commands this time
		}
		t.Errorf("%s: the fault happened %d times, exit code %d", what, r.proxy.happened(), d.Code)
	}
	statement := binarytest.Tail(r.proxy.statements()[nth-1])
	r.proxy.on(nil)
	explained(t, what+": "+statement, d)
	sound(t, r.direct)
	if d.Code == 0 && !strings.HasPrefix(s.name, "deliver") {
		same(t, what+", not harmed", r.after[i], dump(t, r.direct))
	}
	r.again(t, i, what+": "+statement)
	return d.Code
}

// back is the moment before a step.
func (r *rehearsal) back(t testing.TB, i int) {
	t.Helper()
	r.copies.restore(t, i)
	r.heard = len(r.to.Arrivals())
}

// again does the step once more, undisturbed.
func (r *rehearsal) again(t testing.TB, i int, what string) {
	t.Helper()
	s := r.steps[i]
	r.OK(s.args...)
	if strings.HasPrefix(s.name, "deliver") {
		r.delivered(t, i, what)
		return
	}
	sound(t, r.direct)
	same(t, what+", done again", r.after[i], dump(t, r.direct))
}

// delivered goes on until what is in doubt was repeated, and demands that
// everything was told that an undisturbed delivery tells.
func (r *rehearsal) delivered(t testing.TB, i int, what string) {
	t.Helper()
	day, err := time.Parse(time.RFC3339, r.steps[i].args[3])
	if err != nil {
		t.Fatal(err)
	}
	for _, later := range []time.Duration{10 * time.Minute, 3*24*time.Hour + time.Minute, 4*24*time.Hour + time.Minute, 5*24*time.Hour + time.Minute} { // a repetition uses a day's budget
		r.OK("run", "deliver", "--at", day.Add(later).Format(time.RFC3339))
	}
	sound(t, r.direct)
	db := open(t, r.direct)
	defer db.Close()
	arrived := r.arrivals()
	for _, n := range rowsOf(t, db, "SELECT id, state, doubts, told_ms, recipient, channel FROM notices WHERE state <> 'withdrawn' AND (told_ms = 0 OR sent_ms >= ? OR tried_ms >= ?)", day.UnixMilli(), day.UnixMilli()) {
		id, _ := n["id"].(string)
		if n["told_ms"].(int64) == 0 {
			t.Errorf("%s: notice %s to %v is %v and told nobody", what, id, n["recipient"], n["state"])
		}
		if arrived[id] == 0 {
			t.Errorf("%s: notice %s never arrived", what, id)
		}
	}
	if untold := rowsOf(t, db, "SELECT id FROM cases WHERE told_on = '' AND state NOT IN ('closed', 'exempt')"); len(untold) > 0 {
		t.Errorf("%s: %d cases are untold", what, len(untold))
	}
}

// explained demands that a run that did not succeed said so: an exit code of
// the contract's, a sentence, and no panic.
func explained(t testing.TB, what string, d binarytest.Done) {
	t.Helper()
	switch {
	case strings.Contains(d.Said(), "panic:") || strings.Contains(d.Said(), "goroutine "):
		t.Errorf("%s: panicked:\n%s", what, binarytest.Tail(d.Stderr))
	case d.Code != 0 && d.Code != 1 && d.Code != 3:
		t.Errorf("%s: exit code %d, want 0, 1 or 3:\n%s", what, d.Code, binarytest.Tail(d.Stderr))
	case d.Code != 0 && !strings.ContainsAny(d.Stderr, "。！"):
		t.Errorf("%s: exit code %d and no sentence for people:\n%s", what, d.Code, d.Stderr)
	}
}

// sampled is about how many cuts a short test makes.
const sampled = 6

// TestTheConnectionIsCutAtEachStatement cuts the connection before a command
// reaches the server, and after the server has carried it out, at each command
// of each step: also between COMMIT and its answer.
func TestTheConnectionIsCutAtEachStatement(t *testing.T) {
	r := rehearse(t, func() string { return sqltest.DSN(t) })
	dice := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 1))
	tally := map[string]int{}
	cuts, total := 0, 0
	for _, n := range r.sent {
		total += n
	}
	for i, s := range r.steps {
		if !strings.HasPrefix(s.name, *only) {
			continue
		}
		for nth := 1; nth <= r.sent[i]; nth++ {
			for _, f := range []fate{cutBefore, cutAfter} {
				if !*full && dice.IntN(2*total) >= sampled {
					continue
				}
				cuts++
				tally[fmt.Sprintf("%-12s exit %d", strings.Fields(s.name)[0], r.disturbed(t, i, nth, f))]++
			}
		}
	}
	t.Logf("%d commands in %d steps, %d cuts: %v", total, len(r.steps), cuts, tally)
	if cuts == 0 {
		t.Error("nothing was cut")
	}
}
