// Package httppost makes every outgoing HTTP request of the channels: POST,
// one phase one timeout, no redirects, a capped answer, addresses checked at
// the moment of dialing, and errors that hold no URL, token or text of the
// other side. It knows no provider's codes.
package httppost

import (
	"bytes"
	"cmp"
	"context"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"sync"
	"time"

	"qunguan/notify"
)

// answerCap is the number of bytes read of an answer's body. The longest answer of a provider has a few
// hundred bytes.
const answerCap = 64 << 10

// bodyGrace is the longest wait for an unneeded body; reading it lets the connection be used again.
const bodyGrace = time.Second

// Client posts for one channel. It is safe for concurrent use.
type Client struct {
	rules     hostRules
	transport *http.Transport
	timeouts  notify.Timeouts
	agent     string

	roots    *x509.CertPool // nil = the system's
	resolver *net.Resolver  // nil = the system's; tests set their own
	proxy    *url.URL       // nil = none
}

// New is the client of one channel. Hosts are its provider's host names;
// without any, every host may be called (the generic webhook).
func New(out notify.Outgoing, channel string, hosts ...string) *Client {
	c := &Client{
		rules:    newHostRules(out, channel, hosts),
		timeouts: out.Timeouts.OrDefault(),
		agent:    "qunguan/" + out.Version,
		roots:    out.Roots, proxy: out.Proxy,
	}
	c.transport = c.newTransport()
	return c
}

// Request is one call.
type Request struct {
	Address     string // a URL, itself a secret
	ContentType string
	Header      http.Header // further headers; may be nil
	Body        []byte

	// StatusOnly is for receivers whose status alone decides: a slow body is not waited for.
	StatusOnly bool
}

// Answer is the response: always a status line, and the body as far as it came.
type Answer struct {
	Status     int
	Header     http.Header
	Body       []byte
	Broken     string        // the notify reason why the body is not whole; empty = it is
	RetryAfter time.Duration // from the header, capped; 0 = none
}

// CheckAddress finds a fault of an address before any send: nil or a permanent failure. Names are
// resolved and addresses judged only when dialing.
func (c *Client) CheckAddress(address string) *notify.Failure {
	_, fail := c.rules.target(address)
	return fail
}

// Probe connects to the address's host, encrypted where a call would be, and
// sends no request.
func (c *Client) Probe(ctx context.Context, address string) error {
	to, fail := c.rules.target(address)
	if fail != nil {
		return fail
	}
	ctx, cancel := context.WithTimeoutCause(ctx, c.timeouts.Total, errTotal)
	defer cancel()
	port, dial := cmp.Or(to.Port(), "443"), c.dialTLS
	if to.Scheme == "http" {
		port, dial = cmp.Or(to.Port(), "80"), func(ctx context.Context, hostport string) (net.Conn, error) { return c.dial(ctx, hostport, true) }
	}
	conn, err := dial(ctx, net.JoinHostPort(to.Hostname(), port))
	if err != nil {
		return classify(ctx, err, false, false)
	}
	_ = conn.Close()
	return nil
}

// Post sends the request once: retries belong to the outbox. The failure depends on how far the call
// came: before the first byte of the request left it is transient (or permanent, when the address may
// not be called), afterwards uncertain.
func (c *Client) Post(ctx context.Context, r Request) (Answer, *notify.Failure) {
	to, fail := c.rules.target(r.Address)
	if fail != nil {
		return Answer{}, fail
	}
	ctx, cancel := context.WithTimeoutCause(ctx, c.timeouts.Total, errTotal)
	defer cancel()

	var way progress
	traced := httptrace.WithClientTrace(ctx, way.trace())
	req, err := http.NewRequestWithContext(traced, http.MethodPost, to.String(), bytes.NewReader(r.Body))
	if err != nil {
		return Answer{}, permanent(notify.ReasonAddress)
	}
	for k, v := range r.Header {
		req.Header[http.CanonicalHeaderKey(k)] = v
	}
	if to.User != nil {
		password, _ := to.User.Password()
		req.SetBasicAuth(to.User.Username(), password)
	}
	req.Header.Set("Content-Type", r.ContentType)
	req.Header.Set("User-Agent", c.agent)

	// RoundTrip instead of http.Client.Do, because it follows no redirect and puts no URL into an
	// error.
	resp, err := c.transport.RoundTrip(req)
	if err != nil {
		sent, answered := way.state()
		return Answer{}, classify(ctx, err, sent, answered)
	}
	defer resp.Body.Close()
	if r.StatusOnly && resp.Body != http.NoBody {
		defer time.AfterFunc(bodyGrace, cancel).Stop()
	}
	a := Answer{Status: resp.StatusCode, Header: resp.Header, RetryAfter: retryAfter(resp.Header.Get("Retry-After"), time.Now())}
	if resp.Body == http.NoBody {
		return a, nil
	}
	a.Body, err = io.ReadAll(io.LimitReader(resp.Body, answerCap+1))
	switch {
	case err != nil && context.Cause(ctx) != nil:
		a.Broken = endedReason(ctx)
	case err != nil:
		a.Broken = notify.ReasonCut
	case len(a.Body) > answerCap:
		a.Body, a.Broken = a.Body[:answerCap], notify.ReasonTooLong
	}
	return a, nil
}

// Close ends idle connections.
func (c *Client) Close() { c.transport.CloseIdleConnections() }

var errTotal = errors.New("the call took too long")

// progress records how far a request came: whether a byte of it left this machine, and whether a byte
// of an answer came back. Connections are reused, so it counts from the moment the request got its
// connection.
type progress struct {
	mu       sync.Mutex
	conn     *countingConn
	start    int64
	answered bool
}

func (p *progress) trace() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		GotConn: func(info httptrace.GotConnInfo) {
			p.mu.Lock()
			defer p.mu.Unlock()
			if p.bytesLeft() {
				return // an earlier connection of this request already carried bytes
			}
			if c, ok := info.Conn.(*countingConn); ok {
				p.conn, p.start = c, c.written.Load()
			}
		},
		GotFirstResponseByte: func() {
			p.mu.Lock()
			defer p.mu.Unlock()
			p.answered = true
		},
	}
}

// state is the furthest point reached.
func (p *progress) state() (sent, answered bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.bytesLeft(), p.answered
}

func (p *progress) bytesLeft() bool { return p.conn != nil && p.conn.written.Load() > p.start }
