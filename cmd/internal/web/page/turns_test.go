package page

import (
	"context"
	"net/http"
	"net/http/httptest"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// dawdler takes an answer slowly.
type dawdler struct{ *httptest.ResponseRecorder }

func (d dawdler) Write(b []byte) (int, error) {
	time.Sleep(time.Hour)
	return d.ResponseRecorder.Write(b)
}

func TestAFewAnswersAreMadeAtATimeAndASlowReaderKeepsNobodyWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(Config{})
		var making, most atomic.Int64
		h := s.InTurn(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			most.Store(max(most.Load(), making.Add(1)))
			time.Sleep(time.Second)
			making.Add(-1)
			w.Header().Set("X-Made", "yes")
			w.WriteHeader(http.StatusTeapot)
			_, _ = w.Write([]byte("tea"))
		}))
		began := time.Now()
		var slow, quick sync.WaitGroup
		for range 2 * runtime.GOMAXPROCS(0) {
			slow.Go(func() { h.ServeHTTP(dawdler{httptest.NewRecorder()}, httptest.NewRequest(http.MethodGet, "/", nil)) })
		}
		synctest.Wait()
		for range 4 * runtime.GOMAXPROCS(0) {
			quick.Go(func() {
				w := httptest.NewRecorder()
				h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
				if w.Code != http.StatusTeapot || w.Body.String() != "tea" || w.Header().Get("X-Made") != "yes" {
					t.Errorf("answered %d %q %v", w.Code, w.Body, w.Header())
				}
			})
		}
		gone, leave := context.WithCancel(t.Context())
		leave()
		h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(gone, http.MethodGet, "/", nil))
		quick.Wait()
		if took := time.Since(began); took != 3*time.Second || most.Load() != int64(2*runtime.GOMAXPROCS(0)) {
			t.Errorf("three rounds of a second took %v, at most %d at a time", took, most.Load())
		}
		slow.Wait()
	})
}
