// Package channeltest holds the test equipment of all channels: fakes on loopback that follow the
// published protocols and fail as the real providers do, and one suite that all channels pass. It knows
// no channel's code.
package channeltest

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"qunguan/notify"
)

// Fault is a failure between two machines.
type Fault string

// The faults a fake can commit instead of answering.
const (
	Hang      Fault = "hang"       // reads the request and never answers
	Drop      Fault = "drop"       // reads the request and closes the connection
	Reset     Fault = "reset"      // reads the request and resets the connection
	Garbage   Fault = "garbage"    // answers with something that is no HTTP
	SlowBody  Fault = "slow body"  // announces success and never finishes the body
	CutBody   Fault = "cut body"   // ends the answer before its announced length
	WrongType Fault = "wrong type" // a login page answers 200 in the provider's place
	LongBody  Fault = "long body"  // an answer of a megabyte
	Redirect  Fault = "redirect"   // 302 to another host, which listens
	Closed    Fault = "closed"     // refuses connections
)

// Answer is the reaction of a fake: a fault, or status, headers and body.
type Answer struct {
	Fault  Fault
	Status int
	Header map[string]string
	Body   string
}

// Arrival is one request as it arrived, in order.
type Arrival struct {
	At       time.Time
	Path     string
	Query    url.Values
	Header   http.Header
	Body     []byte
	Accepted bool // the provider answered that it took the message
}

// Fake is a provider's HTTP endpoint on loopback. Answers queued by Next come first; after them it
// judges requests by the provider's own rules.
type Fake struct {
	Channel string
	Secret  string // signing secret it checks; empty = none
	Keyword string // word it demands; empty = none
	PerMin  int    // messages a minute it accepts; 0 = any number

	path     string // of the robot, with its token
	provider string // the real provider's host
	judge    func(f *Fake, a *Arrival) Answer
	ok       string // body of a success

	server    *httptest.Server
	elsewhere *httptest.Server // where Redirect points to
	mu        sync.Mutex
	queue     []Answer
	arrivals  []Arrival
	strays    int // requests that followed a redirect
	locked    time.Time
	done      chan struct{}
}

func start(t testing.TB, f *Fake) *Fake {
	t.Helper()
	f.done = make(chan struct{})
	f.server = httptest.NewServer(http.HandlerFunc(f.serve))
	f.elsewhere = httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.strays++
	}))
	t.Cleanup(func() {
		close(f.done)
		f.server.CloseClientConnections()
		f.server.Close()
		f.elsewhere.Close()
	})
	return f
}

// Host is the fake's host and port, in the form of QUNGUAN_CHANNEL_HOSTS.
func (f *Fake) Host() string { return strings.TrimPrefix(f.server.URL, "http://") }

// Address is the robot's address at the fake itself.
func (f *Fake) Address() string { return f.server.URL + f.path }

// ProviderAddress is the same robot's address at the real provider's host;
// with the fake's host in Outgoing.Hosts it leads to the fake.
func (f *Fake) ProviderAddress() string { return "https://" + f.provider + f.path }

// Outgoing are settings with which the channel reaches the fake.
func (f *Fake) Outgoing() notify.Outgoing {
	return notify.Outgoing{Version: "test", AllowPrivate: true, Hosts: map[string]string{f.Channel: f.Host()}}
}

// Next queues answers for the next requests, one each.
func (f *Fake) Next(answers ...Answer) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.queue = append(f.queue, answers...)
}

// Arrivals are the requests so far, refused ones too.
func (f *Fake) Arrivals() []Arrival {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]Arrival(nil), f.arrivals...)
}

// Strays counts requests that followed a redirect to another host.
func (f *Fake) Strays() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.strays
}

// Close stops listening: the next connection is refused.
func (f *Fake) Close() { f.server.Close() }

func (f *Fake) serve(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // the client went away
	}
	a := Arrival{At: time.Now(), Path: r.URL.Path, Query: r.URL.Query(), Header: r.Header.Clone(), Body: body}
	if r.ContentLength >= 0 {
		a.Header.Set("Content-Length", fmt.Sprint(r.ContentLength))
	}
	f.mu.Lock()
	var answer Answer
	if len(f.queue) > 0 {
		answer, f.queue = f.queue[0], f.queue[1:]
	} else {
		answer = f.byRules(r, &a)
	}
	if answer.Fault == "" && answer.Status == 0 {
		answer.Status, answer.Body, a.Accepted = 200, f.ok, true
	}
	f.arrivals = append(f.arrivals, a)
	f.mu.Unlock()
	f.answer(w, answer)
}

// byRules is the provider's own judgement; the zero Answer means accepted.
func (f *Fake) byRules(r *http.Request, a *Arrival) Answer {
	if r.Method != http.MethodPost {
		return Answer{Status: 405, Body: "method not allowed"}
	}
	return f.judge(f, a)
}

// tooMany counts the arrivals that were accepted in the minute before.
func (f *Fake) tooMany(at time.Time) bool {
	n := 0
	for _, a := range f.arrivals {
		if a.Accepted && at.Sub(a.At) < time.Minute {
			n++
		}
	}
	return f.PerMin > 0 && n >= f.PerMin
}

func (f *Fake) answer(w http.ResponseWriter, a Answer) {
	switch a.Fault {
	case Hang:
		<-f.done
	case Drop, Reset, Garbage, CutBody, SlowBody:
		f.hijack(w, a.Fault)
	case WrongType:
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, "<!DOCTYPE html><title>Please sign in</title>")
	case LongBody:
		fmt.Fprint(w, f.ok+strings.Repeat(" ", 1<<20))
	case Redirect:
		w.Header().Set("Location", f.elsewhere.URL+"/moved")
		w.WriteHeader(http.StatusFound)
	default:
		for k, v := range a.Header {
			w.Header().Set(k, v)
		}
		w.WriteHeader(a.Status)
		fmt.Fprint(w, a.Body)
	}
}

func (f *Fake) hijack(w http.ResponseWriter, fault Fault) {
	conn, rw, err := w.(http.Hijacker).Hijack()
	if err != nil {
		return
	}
	defer conn.Close()
	say := func(w *bufio.Writer, s string) {
		fmt.Fprint(w, s)
		_ = w.Flush()
	}
	switch fault {
	case Reset:
		if tcp, ok := conn.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0)
		}
	case Garbage:
		say(rw.Writer, "\x16\x03\x01 this is no HTTP\r\n\r\n")
	case CutBody:
		say(rw.Writer, fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(f.ok), f.ok[:len(f.ok)-1]))
	case SlowBody:
		say(rw.Writer, fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(f.ok), f.ok[:1]))
		<-f.done
	}
}
