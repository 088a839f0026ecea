package halfyear

import (
	"cmp"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"qunguan/jobs"
	"qunguan/notify/outbox"
	"qunguan/reconcile/calendar"
	"qunguan/reconcile/ledger"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
	"qunguan/sql/migrations"
	"qunguan/sql/registry"
	"qunguan/sql/sqltest"
)

var (
	units = flag.Int("units", 5, "how many units the county has")
	days  = flag.Int("days", 42, "how many days are played, from New Year 2026")
	kills = flag.Int("kills", 10, "how often the worker is killed in the disturbed run")
	seed  = flag.Uint64("seed", 7, "what happens; 0 = something new each time")
)

func TestMain(m *testing.M) {
	if _, ok := os.LookupEnv(asWorker); ok {
		os.Exit(work())
	}
	os.Exit(sqltest.Main(m))
}

// secretKey seals the routes.
var secretKey = string(slices.Repeat([]byte{7}, base.KeySize))

// TestHalfYear plays the county on SQLite, where people react to their
// messages, then the same days on MariaDB, and there once more with the worker
// killed at random moments. `make halfyear` plays a hundred units until the
// end of June.
func TestHalfYear(t *testing.T) {
	if *seed == 0 {
		*seed = uint64(time.Now().UnixNano())
	}
	t.Logf("%d units, %d days from %s, seed %d", *units, *days, firstDay, *seed)
	first := newPlay(t, dbconn.Config{Dir: t.TempDir()})
	first.dice = rand.New(rand.NewPCG(*seed, 3))
	first.judge("SQLite")
	second := newPlay(t, dbconn.Config{DSN: sqltest.DSN(t)})
	second.script = first.script
	second.judge("MariaDB")
	second.same(first)
	third := newPlay(t, dbconn.Config{DSN: sqltest.DSN(t)})
	third.script = first.script
	third.handler.pace, third.handler.kills = second.handler.took, *kills
	third.judge("MariaDB, killed")
	third.alike(second)
}

func newPlay(t *testing.T, c dbconn.Config) *play {
	t.Helper()
	db, err := dbconn.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if _, err := migrations.Migrate(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	now := newCounty(*units, rand.New(rand.NewPCG(*seed, 1)), firstDay)
	p := &play{
		t: t, handler: &handler{t: t, config: c, policy: "pack:county", dir: cmp.Or(c.Dir, t.TempDir()), dice: rand.New(rand.NewPCG(*seed, 4)), hit: map[string]int{}},
		store: registry.New(db, nil), receiver: newReceiver(t), days: calendar.China().For(), schedules: schedules(t),
		now: now, told: newTold(), script: fate(now, rand.New(rand.NewPCG(*seed, 2)), firstDay, *days), cases: map[int64]ledger.Case{}, first: map[caseLife]time.Time{}, answered: map[string]int{},
	}
	p.receiver.stands = p.stands
	return p
}

// judge plays the days and prints the table.
func (p *play) judge(title string) {
	p.t.Helper()
	began := time.Now()
	p.run(*days)
	took := time.Since(began).Round(time.Second / 10)
	h := p.history()
	wrong := h.check()
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %d units, %d people, %d groups, %d days, %d cases, %d orders, %s\n", title, len(p.now.units), len(p.now.people), len(p.now.rooms), *days, len(p.cases), len(p.handler.took), took)
	if p.handler.pace != nil {
		fmt.Fprintf(&b, "killed %d times: %v\n", p.handler.done, p.handler.hit)
	}
	fmt.Fprintf(&b, "%6d notices\n%s\n", len(h.arrivals), strings.Join(h.kinds(), "\n"))
	most := 0
	for _, n := range h.perPerson() {
		most = max(most, n)
	}
	fmt.Fprintf(&b, "%6d most to one person on one day\n%6d parts held by the guard, %d steps and answers refused, %d exemptions, answers by link: %v\n", most, p.held, p.refused, len(p.exempt), p.answered)
	for _, fault := range faults {
		fmt.Fprintf(&b, "%6d %s\n", len(wrong[fault]), fault)
	}
	p.t.Log(b.String())
	if found, err := jobs.CheckConsistency(p.t.Context(), p.store.WalkBooks); err != nil || found.Cases == 0 || len(found.Flaws) > 0 {
		p.t.Errorf("%s: %d cases, %v; the registry contradicts itself %d times: %+v", title, found.Cases, err, len(found.Flaws), found.Flaws[:min(len(found.Flaws), 8)])
		for _, f := range found.Flaws[:min(len(found.Flaws), 3)] {
			p.t.Log(p.course(f.Case))
		}
	}
	for _, fault := range faults {
		if n := len(wrong[fault]); n > 0 {
			p.t.Errorf("%s: %s, %d times:\n%s", title, fault, n, strings.Join(wrong[fault][:min(n, 8)], "\n"))
			for _, line := range wrong[fault][:min(n, 2)] {
				if id := caseNamed.FindStringSubmatch(line); id != nil {
					number, _ := strconv.ParseInt(id[1], 10, 64)
					p.t.Log(p.course(number))
				}
			}
		}
	}
}

// caseNamed finds the case in the line of a fault.
var caseNamed = regexp.MustCompile(`case (\d+)`)

// course is everything that is on record about a case: steps, notices, and the messages that arrived.
func (p *play) course(id int64) string {
	var b strings.Builder
	steps, err := p.store.Steps(p.t.Context(), id)
	fmt.Fprintf(&b, "case %d %s, responsible %s, due %s (%v)\n", id, facts(p.cases[id]), p.cases[id].Responsible, p.cases[id].DueOn, err)
	for _, s := range steps {
		fmt.Fprintf(&b, "  step %s %s by %s: %s %s\n", s.At.In(zone).Format(time.DateTime), s.State, s.By, s.Reason, s.Note)
	}
	notices, err := p.store.Notices(p.t.Context(), outbox.Filter{Case: id})
	fmt.Fprintf(&b, "  %d notices (%v)\n", len(notices), err)
	for _, n := range notices {
		fmt.Fprintf(&b, "  notice %s %s to %s, %s, made %s, told %s, doubts %d, %s: %+v\n", n.ID, n.Kind, n.Recipient.Code, n.State, n.CreatedAt.In(zone).Format(time.DateTime), n.ToldAt.In(zone).Format(time.DateTime), n.Doubts, n.LastError, n.Notifications)
	}
	for _, a := range p.receiver.heard(0) {
		if slices.ContainsFunc(a.Cases, func(c spoken) bool { return c.ID == id }) {
			fmt.Fprintf(&b, "  arrived: %s, repeat %v\n", a, a.Repeat)
		}
	}
	return b.String()
}
