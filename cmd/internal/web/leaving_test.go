package web_test

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"qunguan/cmd/internal/web"
	"qunguan/jobs/signin"
	"qunguan/reconcile/workgroup"
)

// sessionsInMemory keeps the store's promises in the plainest way.
type sessionsInMemory struct {
	mu   sync.Mutex
	list map[string]signin.Session
}

func (s *sessionsInMemory) BeginSession(_ context.Context, v signin.Session) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.list[v.ID] = v
	return nil
}

func (s *sessionsInMemory) Session(_ context.Context, id string) (signin.Session, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v, ok := s.list[id]
	return v, ok, nil
}

func (s *sessionsInMemory) SeenSession(_ context.Context, id string, at time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	v := s.list[id]
	v.SeenAt = at
	s.list[id] = v
	return nil
}

func (s *sessionsInMemory) EndSessions(_ context.Context, person, id string, at time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for key, v := range s.list {
		if v.Person == person && v.EndedAt.IsZero() && (id == "" || key == id) {
			v.EndedAt = at
			s.list[key] = v
		}
	}
	return nil
}

func (*sessionsInMemory) LastVisit(context.Context, string, string) (time.Time, error) {
	return time.Time{}, nil
}

// known is a browser in which P1 is signed in.
func known(t *testing.T, s *sessionsInMemory, person string) []*http.Cookie {
	t.Helper()
	secret, now := signin.NewBrowser(), time.Now()
	if err := s.BeginSession(t.Context(), signin.Session{ID: signin.Hash(secret), Person: person, Proved: "code", BeganAt: now, SeenAt: now}); err != nil {
		t.Fatal(err)
	}
	return []*http.Cookie{{Name: "qunguan_session", Value: "p." + secret}}
}

func TestLeavingTheServiceEndsSessionsWithinAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, sessions := county(), &sessionsInMemory{list: map[string]signin.Session{}}
		r.people["P1"] = workgroup.Person{Code: "P1", Name: "周明远", Unit: "U1", Status: "在职"}
		r.groups[0].Owner = "P1"
		cfg := config(r)
		cfg.Login.People, cfg.Site.Log = sessions, slog.New(slog.DiscardHandler)
		h := web.New(cfg)
		cookies := known(t, sessions, "P1")
		ask := func() int { return send(t, h, http.MethodGet, here+"/cases/1", nil, cookies...).Code }
		if got := ask(); got != http.StatusOK {
			t.Fatalf("in service: %d", got)
		}
		people := map[string]workgroup.Person{"P1": {Code: "P1", Name: "周明远", Unit: "U1", Status: "调出"}}
		r.people = people
		for range 6 {
			time.Sleep(10 * time.Second)
			synctest.Wait()
			ask()
			synctest.Wait()
		}
		if got := ask(); got != http.StatusSeeOther {
			t.Errorf("a minute after leaving: %d", got)
		}
		r.people["P1"] = workgroup.Person{Code: "P1", Name: "周明远", Unit: "U1", Status: "在职"}
		time.Sleep(2 * time.Minute)
		if got := ask(); got != http.StatusSeeOther {
			t.Errorf("back in service, with the old session: %d", got)
		}
	})
}

func TestASessionOfAPersonEnds(t *testing.T) {
	for name, c := range map[string]struct {
		gaps []time.Duration
		want int
	}{
		"used within the half day":    {[]time.Duration{11 * time.Hour, 11 * time.Hour}, http.StatusOK},
		"not used for half a day":     {[]time.Duration{12*time.Hour + time.Second}, http.StatusSeeOther},
		"used all the time for weeks": {slicesRepeat(8*time.Hour, 22), http.StatusSeeOther},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r, sessions := county(), &sessionsInMemory{list: map[string]signin.Session{}}
				r.people["P1"] = workgroup.Person{Code: "P1", Name: "周明远", Unit: "U1", Status: "在职"}
				r.groups[0].Owner = "P1"
				cfg := config(r)
				cfg.Login.People = sessions
				h, cookies := web.New(cfg), known(t, sessions, "P1")
				status := 0
				for _, gap := range c.gaps {
					time.Sleep(gap)
					status = send(t, h, http.MethodGet, here+"/cases/1", nil, cookies...).Code
				}
				if status != c.want {
					t.Errorf("at the end: %d, want %d", status, c.want)
				}
			})
		})
	}
}
