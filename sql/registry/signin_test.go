package registry

import (
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"qunguan/jobs/signin"
)

func TestACodeIsTakenOnceByOneOfMany(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		now := time.Now()
		if ok, err := s.AskCode(t.Context(), signin.Code{Browser: "b", Person: "P1", Proof: "right", AskedAt: now}); err != nil || !ok {
			t.Fatal(ok, err)
		}
		var taken atomic.Int32
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				if person, ok, err := s.UseCode(t.Context(), "b", "right", now.Add(-time.Minute), now, 5); err != nil {
					t.Error(err)
				} else if ok && person == "P1" {
					taken.Add(1)
				}
			})
		}
		all.Wait()
		if n := taken.Load(); n != 1 {
			t.Errorf("taken %d times", n)
		}
	})
}

func TestTriesAndTimeEndACode(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		now := time.Now()
		use := func(browser, proof string, since time.Time) bool {
			_, ok, err := s.UseCode(t.Context(), browser, proof, since, now, 5)
			if err != nil {
				t.Fatal(err)
			}
			return ok
		}
		for _, browser := range []string{"tried", "late", "stranger"} {
			person := "P1"
			if browser == "stranger" {
				person = ""
			}
			if _, err := s.AskCode(t.Context(), signin.Code{Browser: browser, Person: person, Proof: "right", AskedAt: now}); err != nil {
				t.Fatal(err)
			}
		}
		for range 5 {
			if use("tried", "wrong", now.Add(-time.Minute)) {
				t.Fatal("a wrong code was taken")
			}
		}
		if use("tried", "right", now.Add(-time.Minute)) {
			t.Error("a sixth try was taken")
		}
		if use("late", "right", now) {
			t.Error("a code that is too old was taken")
		}
		if use("stranger", "right", now.Add(-time.Minute)) {
			t.Error("a code of nobody was taken")
		}
	})
}

func TestOnlySoManyCodesAreSent(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		now := time.Now()
		limits := []signin.Limit{{Since: now.Add(-15 * time.Minute), AtMost: 3}}
		var sent atomic.Int32
		var all sync.WaitGroup
		for range 6 {
			all.Go(func() {
				ok, err := s.AskCode(t.Context(), signin.Code{Browser: "b", Person: "P1", Proof: "x", AskedAt: now}, limits...)
				if err != nil {
					t.Error(err)
				}
				if ok {
					sent.Add(1)
				}
			})
		}
		all.Wait()
		if n := sent.Load(); n != 3 {
			t.Errorf("%d codes may be sent, want 3", n)
		}
	})
}

func TestSessionsEndByPersonAndById(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		now := time.Now().Truncate(time.Millisecond)
		for _, v := range []signin.Session{{ID: "a", Person: "P1"}, {ID: "b", Person: "P1"}, {ID: "c", Person: "P1"}, {ID: "d", Person: "P2"}} {
			v.Proved, v.BeganAt, v.SeenAt = "code", now, now
			if err := s.BeginSession(t.Context(), v); err != nil {
				t.Fatal(err)
			}
		}
		lasts := func() string {
			var list []string
			for _, id := range []string{"a", "b", "c", "d", "e"} {
				v, ok, err := s.Session(t.Context(), id)
				if err != nil {
					t.Fatal(err)
				}
				if ok && v.Lasts(now) {
					list = append(list, id)
				}
			}
			return strings.Join(list, "")
		}
		if got := lasts(); got != "abcd" {
			t.Fatalf("at first: %s", got)
		}
		if err := s.EndSessions(t.Context(), "P2", "a", now); err != nil || lasts() != "abcd" {
			t.Errorf("somebody else's session: %s %v", lasts(), err)
		}
		if err := s.EndSessions(t.Context(), "P1", "a", now); err != nil || lasts() != "bcd" {
			t.Errorf("one: %s %v", lasts(), err)
		}
		if err := s.EndSessions(t.Context(), "P1", "", now); err != nil || lasts() != "d" {
			t.Errorf("all: %s %v", lasts(), err)
		}
		if err := s.SeenSession(t.Context(), "d", now.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		if at, err := s.LastVisit(t.Context(), "P2", "x"); err != nil || !at.Equal(now.Add(time.Hour)) {
			t.Errorf("last visit: %v %v", at, err)
		}
		if at, err := s.LastVisit(t.Context(), "P2", "d"); err != nil || !at.IsZero() {
			t.Errorf("last visit before the only one: %v %v", at, err)
		}
	})
}
