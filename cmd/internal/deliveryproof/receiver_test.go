package deliveryproof

import (
	"encoding/json"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// arrival is a message that a receiver was given.
type arrival struct {
	header   string // webhook-id
	id       string // in the body
	marked   bool   // 可能重复
	accepted bool   // taken, whether or not the sender was told so
}

// receiver is the other side. It answers, stalls, takes the message and drops the answer, or answers
// late, as the dice fall; a message that is sent again it answers.
type receiver struct {
	url string

	mu       sync.Mutex
	dice     *rand.Rand
	patient  bool // stalls no more
	arrivals map[string][]arrival
}

func newReceiver(t *testing.T, seed uint64) *receiver {
	t.Helper()
	r := &receiver{arrivals: map[string][]arrival{}, dice: rand.New(rand.NewPCG(seed, 1))}
	done := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) { r.serve(w, req, done) }))
	t.Cleanup(func() {
		close(done)
		server.CloseClientConnections()
		server.Close()
	})
	r.url = server.URL
	return r
}

func (r *receiver) serve(w http.ResponseWriter, req *http.Request, done <-chan struct{}) {
	raw, err := io.ReadAll(req.Body)
	var body struct{ ID, Text string }
	if err != nil || json.Unmarshal(raw, &body) != nil {
		return // the sender was killed in the middle of it
	}
	a := arrival{header: req.Header.Get("webhook-id"), id: body.ID, marked: strings.Contains(body.Text, "可能重复"), accepted: true}
	r.mu.Lock()
	die := r.dice.IntN(100)
	if a.marked {
		die = 99
	}
	stalls := die < 3 && !r.patient
	a.accepted = !stalls
	r.arrivals[body.ID] = append(r.arrivals[body.ID], a)
	r.mu.Unlock()
	switch {
	case stalls:
		select {
		case <-req.Context().Done():
		case <-done:
		}
	case die < 13: // drops the answer
		if conn, _, err := w.(http.Hijacker).Hijack(); err == nil {
			_ = conn.Close()
		}
	case die < 33:
		time.Sleep(time.Duration(die) * 5 * time.Millisecond)
	}
}

// calm ends the stalling, each of which takes an undisturbed sender as long as
// it waits for an answer.
func (r *receiver) calm() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.patient = true
}

func (r *receiver) of(id string) []arrival {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.arrivals[id]
}
