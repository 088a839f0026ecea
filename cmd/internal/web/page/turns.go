package page

import (
	"bytes"
	"net/http"
	"runtime"
)

// turns lets so many answers be made at a time, in the order in which they were
// asked for. Made all at once, sixty answers would each take as long as all of
// them, need the memory of all of them, and the dear ones would end last.
type turns chan struct{}

func newTurns() turns { return make(turns, 2*runtime.GOMAXPROCS(0)) }

// InTurn makes the answer when its turn comes, and writes it after its turn: a slow reader keeps no
// one waiting.
func (s *Site) InTurn(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case s.turns <- struct{}{}:
		case <-r.Context().Done():
			return // the reader is gone
		}
		made := &heldAnswer{ResponseWriter: w}
		func() {
			defer func() { <-s.turns }()
			next.ServeHTTP(made, r)
		}()
		if made.status != 0 {
			w.WriteHeader(made.status)
		}
		_, _ = w.Write(made.body.Bytes()) // the reader may be gone; nothing depends on it
	})
}

// heldAnswer is an answer that is not written yet; its headers are.
type heldAnswer struct {
	http.ResponseWriter

	status int
	body   bytes.Buffer
}

func (h *heldAnswer) WriteHeader(status int) {
	if h.status == 0 {
		h.status = status
	}
}

func (h *heldAnswer) Write(b []byte) (int, error) { return h.body.Write(b) }
