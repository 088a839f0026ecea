package deliveryproof

import (
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"qunguan/cmd/internal/binarytest"
	"qunguan/jobs"
	"qunguan/notify/outbox"
	"qunguan/reconcile/ledger"
	"qunguan/sql/dbconn"
	"qunguan/sql/registry"
)

// TestKillCampaign kills the real binary at random moments of deliver, two of
// them at work on one registry, while receivers misbehave. In the end every
// notice was accepted, nothing arrived a second time that had not been
// uncertain before, and each case was told once. `make chaos-deliver` runs it
// at full size.
func TestKillCampaign(t *testing.T) {
	t.Parallel()
	bin := binarytest.Build(t)
	for _, engine := range []string{"sqlite", "mariadb"} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			seed := uint64(time.Now().UnixNano())
			c := newCampaign(t, bin, configOf(t, engine), seed)
			began := time.Now()
			c.monday(t)
			c.tuesday(t)
			f := c.judge(t)
			f.took, f.seed = time.Since(began).Round(time.Second), seed
			t.Log(f)
		})
	}
}

// campaign is one registry under fire.
type campaign struct {
	program  *binarytest.Machine
	store    *registry.Store
	receiver *receiver
	dice     *rand.Rand
	opening  time.Time // Monday, nine o'clock
	span     time.Duration
	killed   int
}

func newCampaign(t *testing.T, bin string, c dbconn.Config, seed uint64) *campaign {
	t.Helper()
	dir := t.TempDir()
	dsn := c.DSN
	if c.IsEmbedded() {
		dsn, c.Dir = dbconn.Embedded, filepath.Join(dir, "data")
	}
	k := &campaign{
		program: &binarytest.Machine{TB: t, Bin: bin, Dir: dir, Env: map[string]string{
			"DATABASE_DSN": dsn, "DATA_DIR": filepath.Join(dir, "data"), "MODE": "act", "LOG_FORMAT": "json",
			"SECRET_KEY": base64.StdEncoding.EncodeToString(secretKey), "ALLOW_PRIVATE_ADDRESSES": "true",
		}},
		store: openStore(t, c), receiver: newReceiver(t, seed), dice: rand.New(rand.NewPCG(seed, 2)),
		opening: time.Date(2026, 11, 23, 9, 0, 0, 0, time.FixedZone("CST", 8*3600)), span: 300 * time.Millisecond,
	}
	// They fall due all day long, so that there is something to kill at any
	// moment, and a kill finds no more than what is due.
	day := 8 * time.Hour
	fill(t, k.store, func(int) string { return k.receiver.url }, *notices, true, func(i int) time.Time {
		return k.opening.Add(day * time.Duration(i) / time.Duration(*notices))
	})
	return k
}

// deliver is `run deliver` at a moment.
func (k *campaign) deliver(at time.Time) *exec.Cmd {
	return k.program.Command("run", "deliver", "--at", at.Format(time.RFC3339))
}

// strike starts a delivery and kills it after a random time, unless it has
// ended before; it reports whether it was killed.
func (k *campaign) strike(t *testing.T, at time.Time, after time.Duration) bool {
	cmd := k.deliver(at)
	if err := cmd.Start(); err != nil {
		t.Error(err)
		return false
	}
	ended := make(chan struct{})
	go func() {
		_ = cmd.Wait() // how it ended is read from its state
		close(ended)
	}()
	select {
	case <-ended:
	case <-time.After(after):
		_ = cmd.Process.Kill() // it may just have ended
		<-ended
	}
	return !cmd.ProcessState.Exited()
}

// monday is the day of the kills: two processes at a time, at moments spread
// over the working day. The day is long enough for the claims of the last
// ones to end.
func (k *campaign) monday(t *testing.T) {
	for k.killed < *kills {
		share := float64(k.killed) / float64(*kills)
		at := k.opening.Add(time.Duration(share * float64(8*time.Hour))).Truncate(time.Second)
		var after [2]time.Duration
		for i := range after {
			after[i] = time.Duration(k.dice.Int64N(int64(k.span)))
		}
		var hit [2]bool
		var wg sync.WaitGroup
		for i := range after {
			wg.Go(func() { hit[i] = k.strike(t, at, after[i]) })
		}
		wg.Wait()
		for _, killed := range hit {
			if killed {
				k.killed++
				k.span += k.span / 100
			} else {
				k.span -= k.span / 20 // too late: there was nothing left to kill
			}
		}
	}
	k.receiver.calm()
	k.undisturbed(t, k.opening.Add(8*time.Hour+30*time.Minute))
}

// tuesday is the next working day, on which what is uncertain is repeated.
func (k *campaign) tuesday(t *testing.T) {
	for hour := range 8 {
		k.undisturbed(t, k.opening.AddDate(0, 0, 1).Add(time.Duration(hour)*time.Hour))
	}
}

// undisturbed delivers to the end. It is done in part (exit code 3) where
// receivers dropped their answers.
func (k *campaign) undisturbed(t *testing.T, at time.Time) {
	t.Helper()
	cmd := k.deliver(at)
	if out, err := cmd.CombinedOutput(); err != nil && cmd.ProcessState.ExitCode() != 3 {
		t.Errorf("deliver at %s: %v\n%s", at, err, out)
	}
}

// figures are the results of a campaign.
type figures struct {
	seed                                             uint64
	notices, kills, uncertain, repeated, twice, lost int
	unsent                                           int // sends counted as begun of which nothing arrived
	took                                             time.Duration
}

func (f figures) String() string {
	return fmt.Sprintf("%d notices, %d processes killed, %d notices uncertain, %d sent again, %d of them arrived twice, %d in doubt had not left, %d lost, %s (seed %d)",
		f.notices, f.kills, f.uncertain, f.repeated, f.twice, f.unsent, f.lost, f.took, f.seed)
}

// judge looks at every notice, its sends, its arrivals and its case.
func (k *campaign) judge(t *testing.T) figures {
	t.Helper()
	f := figures{kills: k.killed}
	all, err := k.store.Notices(t.Context(), outbox.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range all {
		f.notices++
		k.judgeOne(t, n, &f)
	}
	// A kill leaves in doubt only what was on the wire: some of it had not
	// reached the other side yet.
	if most := 2*f.kills + 8; f.unsent > most {
		t.Errorf("%d sends were in doubt of which nothing had left, want at most %d after %d kills", f.unsent, most, f.kills)
	}
	if f.notices != *notices {
		t.Errorf("%d notices in the end, want %d", f.notices, *notices)
	}
	if found, err := jobs.CheckConsistency(t.Context(), k.store.WalkBooks); err != nil || found.Notices != *notices || len(found.Flaws) > 0 {
		t.Errorf("%d notices, %v; the registry contradicts itself: %+v", found.Notices, err, found.Flaws[:min(len(found.Flaws), 8)])
	}
	cases, err := k.store.Cases(t.Context(), ledger.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		if c.ToldOn == "" || c.Reminders != 1 {
			t.Errorf("case %d was told on %q, %d times", c.ID, c.ToldOn, c.Reminders)
		}
	}
	return f
}

func (k *campaign) judgeOne(t *testing.T, n outbox.Notice, f *figures) {
	t.Helper()
	arrivals := k.receiver.of(n.ID)
	attempts, err := k.store.Attempts(t.Context(), n.ID)
	if err != nil {
		t.Fatal(err)
	}
	if n.State != outbox.Sent || len(attempts) != n.Attempts || len(arrivals) > n.Attempts {
		t.Errorf("%s is %s after %d sends, of which %d are noted; %d arrived", n.ID, n.State, n.Attempts, len(attempts), len(arrivals))
	}
	if !slices.ContainsFunc(arrivals, func(a arrival) bool { return a.accepted }) {
		f.lost++
		t.Errorf("%s was never accepted", n.ID)
	}
	for i, a := range arrivals {
		if a.header != n.ID || a.id != n.ID {
			t.Errorf("%s arrived as %s, %s", n.ID, a.header, a.id)
		}
		if i > 0 && !a.marked {
			t.Errorf("%s arrived again and is not marked", n.ID)
		}
	}
	for i, a := range attempts {
		last := i == len(attempts)-1
		if last != (a.Outcome == outbox.Sent) || !last && a.Outcome != outbox.Uncertain {
			t.Errorf("send %d of %s ended as %s (%s)", a.Number, n.ID, a.Outcome, a.Detail)
		}
	}
	f.unsent += max(0, len(attempts)-len(arrivals))
	if n.Doubts > 0 {
		f.uncertain++
	}
	if n.Attempts > 1 {
		f.repeated++
	}
	if len(arrivals) > 1 {
		f.twice++
	}
}
