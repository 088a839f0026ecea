package lease

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// row is a lease as a database keeps it, with the database's clock.
type row struct {
	holder int // -1: there was none
	token  int64
	until  time.Time
}

func (r *row) acquire(holder int, now time.Time, term Term) (token int64, ok bool) {
	if r.until.After(now) {
		return 0, false
	}
	r.holder, r.token, r.until = holder, r.token+1, now.Add(time.Duration(term))
	return r.token, true
}

func (r *row) renew(holder int, token int64, now time.Time, term Term) bool {
	if r.holder != holder || r.token != token {
		return false
	}
	r.until = now.Add(time.Duration(term))
	return true
}

// replica is one process: a monotonic clock with a beginning and a speed of its own, and its belief
// about the lease.
type replica struct {
	offset time.Duration
	speed  float64
	holds  bool
	hold   Hold
	token  int64
}

func (r replica) clock(since time.Duration) time.Time {
	return time.Unix(0, 0).Add(r.offset + time.Duration(float64(since)*r.speed))
}

// However replicas ask, are held up on the way, pause, and with any clocks: never do two of them
// trust themselves at the same time, and a write with an old token never goes through after one with
// a newer token.
func TestNeverDoTwoReplicasTrustThemselvesAtOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		term := Term(rapid.Int64Range(int64(3*time.Second), int64(5*time.Minute)).Draw(t, "term"))
		all := make([]replica, rapid.IntRange(2, 4).Draw(t, "replicas"))
		for i := range all {
			all[i].offset = time.Duration(rapid.Int64Range(-int64(time.Hour), int64(time.Hour)).Draw(t, "offset"))
			all[i].speed = rapid.Float64Range(0.95, 1.05).Draw(t, "speed")
		}
		kept := row{holder: -1}
		var now time.Duration // true time, which nobody sees
		newest := int64(0)    // token of the newest write that went through
		step := func(most time.Duration) {
			now += time.Duration(rapid.Int64Range(0, int64(most)).Draw(t, "passes"))
		}
		database := func() time.Time { return time.Unix(1_800_000_000, 0).Add(now) }
		for range rapid.IntRange(1, 60).Draw(t, "events") {
			step(time.Duration(term))
			i := rapid.IntRange(0, len(all)-1).Draw(t, "who")
			r := &all[i]
			asked := r.clock(now)
			switch what := rapid.SampledFrom([]string{"acquire", "renew", "renew unanswered", "release", "write"}).Draw(t, "what"); what {
			case "acquire":
				step(time.Duration(term) / 2) // on the way there
				if token, ok := kept.acquire(i, database(), term); ok {
					step(time.Duration(term) / 2) // and back
					r.holds, r.token, r.hold = true, token, NewHold(term, asked)
				}
			case "renew", "renew unanswered":
				if !r.holds || !r.hold.Trusted(asked) {
					continue
				}
				step(time.Duration(term) / 2)
				ok := kept.renew(i, r.token, database(), term)
				step(time.Duration(term) / 2)
				switch {
				case what == "renew unanswered":
					r.hold = r.hold.Failed(r.clock(now))
				case ok:
					r.hold = r.hold.Renewed(asked)
				default:
					r.holds = false
				}
			case "release": // a replica that resigns has stopped before
				if r.holds && kept.holder == i && kept.token == r.token {
					r.holds, kept.until = false, database()
				}
			case "write":
				if r.token != kept.token {
					continue // the database refuses it
				}
				if r.token < newest {
					t.Fatalf("token %d wrote after token %d", r.token, newest)
				}
				newest = r.token
			}
			trusting := 0
			for _, r := range all {
				if r.holds && r.hold.Trusted(r.clock(now)) {
					trusting++
					if r.token != kept.token {
						t.Fatalf("a replica trusts itself with token %d, the lease has %d", r.token, kept.token)
					}
				}
			}
			if trusting > 1 {
				t.Fatalf("%d replicas trust themselves", trusting)
			}
		}
	})
}

func TestAHolderRenewsInTimeToFailTwiceAndStopsBeforeTheEnd(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		term := Term(rapid.Int64Range(int64(3*time.Second), int64(10*time.Minute)).Draw(t, "term"))
		asked := time.Unix(rapid.Int64Range(0, 1<<33).Draw(t, "asked"), 0)
		h := NewHold(term, asked)
		if third := h.RenewAt().Add(term.RenewEvery()); !third.Before(h.TrustedUntil()) {
			t.Errorf("a second renewal at %v comes too late for trust until %v", third, h.TrustedUntil())
		}
		if end := asked.Add(time.Duration(term)); !h.TrustedUntil().Before(end) {
			t.Errorf("trusts itself until %v, the term ends at %v", h.TrustedUntil(), end)
		}
		late := h.RenewAt().Add(time.Second)
		if f := h.Failed(late); !f.TrustedUntil().Equal(h.TrustedUntil()) || !f.RenewAt().After(late) {
			t.Errorf("a failed renewal moved the trust from %v to %v, the next is at %v", h.TrustedUntil(), f.TrustedUntil(), f.RenewAt())
		}
		if r := h.Renewed(late); !r.TrustedUntil().After(h.TrustedUntil()) {
			t.Error("a renewal gained nothing")
		}
	})
}

func TestALeaseIsFreeFromTheMomentOfItsEnd(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	for _, c := range []struct {
		name string
		s    Standing
		want bool
	}{
		{"nobody ever had it", Standing{Now: now}, true},
		{"it ends now", Standing{Holder: "h", Until: now, Now: now}, true},
		{"it ends a microsecond later", Standing{Holder: "h", Until: now.Add(time.Microsecond), Now: now}, false},
	} {
		if got := c.s.Free(); got != c.want {
			t.Errorf("%s: free = %v", c.name, got)
		}
	}
}

func TestAContextCarriesItsClaimAndAnInnerOneCounts(t *testing.T) {
	if _, ok := ClaimOf(t.Context()); ok {
		t.Error("a claim out of nowhere")
	}
	outer := WithClaim(t.Context(), Claim{Name: "scheduler", Token: 3})
	inner := WithClaim(outer, Claim{Run: 7, Part: 2, Token: 1})
	if c, _ := ClaimOf(outer); c.Token != 3 {
		t.Errorf("outer: %v", c)
	}
	if c, _ := ClaimOf(inner); c.Run != 7 {
		t.Errorf("inner: %v", c)
	}
}
