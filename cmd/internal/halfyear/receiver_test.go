package halfyear

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"qunguan/notify"
)

// arrival is one message, as the receiver got it, at the moment that the
// worker pretended it was.
type arrival struct {
	At            time.Time
	ID, Kind      string
	RecipientType string
	Recipient     string
	Text          string
	Repeat        bool // marked 可能重复
	Cases         []spoken
}

// spoken is a case in a message, and how it stood when the message arrived.
type spoken struct {
	ID          int64
	Life        int
	Ladder      int // how often its ladder began: also with a later deadline
	About       subject
	GroupName   string
	Concerned   string // the person of an account case
	Responsible string
	Due         string
	Named       string // the deadline by the message's own words: those of a repetition are the first attempt's
	Todo        string
	Mended      bool // by the newest data, it was so no longer
	Unknown     bool // the play cannot say
	Exempt      bool
	Ended       bool // closed, by the registry
	Proven      bool // newer data than its first message, and than any statement about it, shows it
	Routed      bool // Concerned has a way of their own
}

// receiver takes every message and writes it down.
type receiver struct {
	url string

	mu       sync.Mutex
	moment   time.Time
	stands   func(id int64, at time.Time) spoken
	arrivals []arrival
}

func newReceiver(t testing.TB) *receiver {
	t.Helper()
	r := &receiver{}
	server := httptest.NewServer(http.HandlerFunc(r.serve))
	t.Cleanup(server.Close)
	r.url = server.URL
	return r
}

func (r *receiver) serve(w http.ResponseWriter, req *http.Request) {
	var body struct {
		ID, Kind, Recipient, Text string
		RecipientType             string `json:"recipient_type"`
		Cases                     []notify.CaseRef
	}
	if json.NewDecoder(req.Body).Decode(&body) != nil {
		return // the sender was killed in the middle of it
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	a := arrival{
		At: r.moment, ID: body.ID, Kind: body.Kind, RecipientType: body.RecipientType, Recipient: body.Recipient,
		Text: body.Text, Repeat: strings.Contains(body.Text, "可能重复"),
	}
	for _, c := range body.Cases {
		s := r.stands(c.ID, r.moment)
		s.Todo, s.GroupName, s.Named = c.Todo, c.GroupName, c.DueOn
		a.Cases = append(a.Cases, s)
	}
	r.arrivals = append(r.arrivals, a)
	w.WriteHeader(http.StatusNoContent)
}

// at sets the worker's clock.
func (r *receiver) at(moment time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.moment = moment
}

// heard lists the arrivals since the n-th message.
func (r *receiver) heard(since int) []arrival {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.arrivals[since:]
}
