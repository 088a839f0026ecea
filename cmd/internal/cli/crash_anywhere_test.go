package cli_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"qunguan/cmd/internal/binarytest"
)

// kills is how often each kind of work is killed.
const kills = 10

// killer ends processes with kill -9 at moments that are spread over the time
// the work takes, a little at random.
type killer struct {
	*rand.Rand
	took time.Duration // the time of the undisturbed work
}

func newKiller(t testing.TB, took time.Duration) *killer {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	t.Logf("undisturbed %v, moments from seed %d", took, seed)
	return &killer{rand.New(rand.NewPCG(seed, 0)), took}
}

// strike starts the work and kills it at the nth of the moments. It reports
// whether the work was still going on.
func (k *killer) strike(w *world, nth int, args ...string) bool {
	w.Helper()
	share := (float64(nth) + k.Float64()) / kills * 0.9
	r := w.Start(args...)
	select {
	case <-r.Ended:
		return false
	case <-time.After(time.Duration(share * float64(k.took))):
	}
	r.Kill()
	return r.Cmd.ProcessState.ExitCode() == -1
}

// each calls strike until the work was killed as often as promised: a machine
// that is busy one moment and idle the next finishes some of it too early.
func (k *killer) each(t testing.TB, strike func(nth int) bool) {
	t.Helper()
	hit := 0
	for try := 0; hit < kills; try++ {
		if try == 10*kills {
			t.Fatalf("only %d of %d attempts were killed in time", hit, try)
		}
		if strike(hit) {
			hit++
		} else {
			k.took = k.took * 9 / 10
		}
	}
}

// strikeFresh kills the work on one new registry after the other, from the first table that it makes
// on, and looks at the remains each time.
func (k *killer) strikeFresh(t *testing.T, w *world, look func(*world), args ...string) {
	t.Helper()
	k.each(t, func(nth int) bool {
		other := newWorld(t, engineLike(t, w))
		killed := k.strike(other, nth, args...)
		look(other)
		return killed
	})
}

func TestAnImportThatIsKilledIsWrittenWholeOrNotAtAll(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		imports := slices.Concat([]string{"import", "--at", "2026-11-23"}, files(t, "yunxi"))
		rosters := func(w *world) string { return w.OK("members", "--at", "2026-11-23", "--format", "json").Stdout }
		took := w.OK(imports...).Took
		want := rosters(w)

		newKiller(t, took).strikeFresh(t, w, func(other *world) {
			other.OK("migrate")
			got := rosters(other)
			if got != want {
				if strings.TrimSpace(got) != "[]" {
					t.Errorf("a part of the rosters was written: %d of %d bytes", len(got), len(want))
				}
				other.Exits(1, "explain", "--group", "G00002") // and no group either
			}
			other.OK(imports...)
			if got := rosters(other); got != want {
				t.Errorf("importing again gives other rosters:\n%s", binarytest.Tail(gocmp.Diff(want, got)))
			}
		}, imports...)
	})
}

func TestChecksThatAreKilledAndRunAgainGiveTheUndisturbedLedger(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		imports := slices.Concat([]string{"import", "--at", "2026-11-23"}, files(t, "yunxi"))
		work := slices.Concat([]string{"run"}, judging, []string{"--at", "2026-11-23"})
		undisturbed := newWorld(t, engineLike(t, w))
		undisturbed.OK(imports...)
		took := undisturbed.OK(work...).Took
		want := undisturbed.cases()
		whole := parts(want)

		w.OK(imports...)
		k := newKiller(t, took)
		k.each(t, func(nth int) bool {
			killed := k.strike(w, nth, work...)
			for part, n := range parts(w.cases()) {
				if n != whole[part] {
					t.Errorf("killed at moment %d: %s has %d cases, want none or all %d", nth, part, n, whole[part])
				}
			}
			return killed
		})
		w.OK(work...)
		if diff := gocmp.Diff(anonymous(want), anonymous(w.cases())); diff != "" {
			t.Errorf("the ledger (-undisturbed +killed and run again):\n%s", binarytest.Tail(diff))
		}
	})
}

// parts counts the cases of each unit and rule: they are committed together.
func parts(list []kase) map[string]int {
	n := map[string]int{}
	for _, k := range list {
		n[k.Unit+" "+k.Rule]++
	}
	return n
}

// anonymous is cases without their numbers, which killed runs may use up.
func anonymous(list []kase) []string {
	all := make([]string, len(list))
	for i, k := range list {
		k.ID = 0
		all[i] = fmt.Sprintf("%+v", k)
	}
	slices.Sort(all)
	return all
}

func TestNoticesThatAreKilledWhileMadeOrSentAreNeitherLostNorDoubled(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		r := w.act(t)
		w.OK(slices.Concat([]string{"import", "--at", "2026-11-23"}, files(t, "yunxi"))...)
		w.judge("2026-11-23")
		compose := []string{"run", "compose", "--at", monday}

		// A dry run takes as long as the work and writes nothing.
		k := newKiller(t, w.OK(append(compose, "--dry-run")...).Took)
		k.each(t, func(nth int) bool {
			killed := k.strike(w, nth, compose...)
			if n := len(w.notices()); n != 0 {
				onePending(t, w)
			}
			return killed
		})
		w.OK(compose...)
		onePending(t, w)
		waiting := len(w.notices("--state", "pending"))

		deliver := []string{"run", "deliver", "--at", monday}
		k = newKiller(t, k.took)
		k.each(t, func(nth int) bool { return k.strike(w, nth/2, deliver...) || len(w.notices("--state", "pending")) == 0 })
		w.OK("run", "deliver", "--at", later)
		if left := w.notices("--state", "pending"); len(left) != 0 {
			t.Errorf("%d of %d notices still wait", len(left), waiting)
		}
		w.OK("run", "deliver", "--at", tuesday)
		arrivedOnce(t, w, r, waiting)
	})
}

// onePending demands that every open case stands in one pending notice, and that no recipient has two
// of them.
func onePending(t testing.TB, w *world) {
	t.Helper()
	var open, told []int64
	recipients := map[string]int{}
	for _, k := range w.cases("--open") {
		open = append(open, k.ID)
	}
	for _, n := range w.notices("--state", "pending") {
		told = append(told, n.Cases...)
		recipients[n.RecipientType+" "+n.Recipient]++
	}
	slices.Sort(told)
	if diff := gocmp.Diff(open, told); diff != "" {
		t.Errorf("cases (-open +in pending notices):\n%s", binarytest.Tail(diff))
	}
	for who, n := range recipients {
		if n != 1 {
			t.Errorf("%d notices wait for %s, want one", n, who)
		}
	}
}

// arrivedOnce demands that each notice was sent, and arrived once, or twice
// where the program was killed before it knew; the second one is marked.
func arrivedOnce(t testing.TB, w *world, r receivers, want int) {
	t.Helper()
	arrivals := map[string][]string{}
	for _, m := range r.mail.Mails() {
		parts := m.Open(t)
		id, _, _ := strings.Cut(strings.Trim(parts.Header.Get("Message-Id"), "<>"), "@")
		arrivals[id] = append(arrivals[id], parts.Text)
	}
	sent, twice := w.notices("--state", "sent"), 0
	for _, n := range w.notices() {
		if n.State != "sent" {
			t.Errorf("notice %s to %s is %s after %d attempts: %s", n.ID, n.Recipient, n.State, n.Attempts, n.LastError)
		}
	}
	for _, n := range sent {
		texts := arrivals[n.ID]
		if len(texts) == 0 || len(texts) > 2 {
			t.Errorf("notice %s is sent and arrived %d times", n.ID, len(texts))
		}
		if len(texts) == 2 {
			twice++
			if strings.Contains(texts[0], "可能重复") || !strings.Contains(texts[1], "可能重复") {
				t.Errorf("notice %s arrived twice; only the second one is marked 可能重复, and it must be:\n%s", n.ID, binarytest.Tail(texts[1]))
			}
		}
	}
	if len(sent) != want || len(arrivals) != want {
		t.Errorf("%d notices sent, %d arrived, want %d", len(sent), len(arrivals), want)
	}
	t.Logf("%d notices, %d of them arrived twice and marked", len(sent), twice)
}
