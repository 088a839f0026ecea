package deliveryproof

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"qunguan/notify"
	"qunguan/notify/webhook"
	"qunguan/reconcile/workgroup"
)

var outgoing = notify.Outgoing{Version: "proof", AllowPrivate: true}

// sink takes every request after the same time.
type sink struct {
	url   string
	count atomic.Int64
}

func newSink(b *testing.B, delay time.Duration) *sink {
	b.Helper()
	s := &sink{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // messages are counted, not read
		if delay > 0 {
			time.Sleep(delay)
		}
		s.count.Add(1)
		w.WriteHeader(http.StatusNoContent)
	}))
	b.Cleanup(server.Close)
	s.url = server.URL
	return s
}

func (s *sink) arrived() int { return int(s.count.Load()) }

// each runs do n times, so many at once, and returns how often a second.
func each(inFlight, n int, do func(i int)) float64 {
	began := time.Now()
	var next atomic.Int64
	var wg sync.WaitGroup
	for range inFlight {
		wg.Go(func() {
			for i := next.Add(1); i <= int64(n); i = next.Add(1) {
				do(int(i))
			}
		})
	}
	wg.Wait()
	return float64(n) / time.Since(began).Seconds()
}

// bare is net/http and nothing else.
func (s *sink) bare(b *testing.B, inFlight, n int) float64 {
	b.Helper()
	transport := &http.Transport{MaxIdleConnsPerHost: inFlight}
	defer transport.CloseIdleConnections()
	client, body := &http.Client{Transport: transport}, []byte(strings.Repeat("x", 1024))
	return each(inFlight, n, func(int) {
		resp, err := client.Post(s.url, "application/json", bytes.NewReader(body))
		if err != nil {
			b.Error(err)
			return
		}
		_, _ = io.Copy(io.Discard, resp.Body) // so that the connection is used again
		_ = resp.Body.Close()
	})
}

// channel is the channel that delivery uses, without an outbox.
func (s *sink) channel(b *testing.B, inFlight, n int) float64 {
	b.Helper()
	c := webhook.New(outgoing)
	return each(inFlight, n, func(i int) {
		m := notify.Message{ID: fmt.Sprint("msg_", i), Kind: notify.KindReminder, Recipient: recipient(i), Document: letter, Text: letterText}
		if _, err := c.Send(b.Context(), notify.Route{Channel: notify.Webhook, Address: workgroup.Secret(s.url)}, m); err != nil {
			b.Error(err)
		}
	})
}
