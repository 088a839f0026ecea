package httppost

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"sync/atomic"
	"syscall"
	"time"
)

// Errors of the phases before the request; they carry no address.
var (
	errRefusedTarget = errors.New("the address may not be called")
	errTLS           = errors.New("no encrypted connection")
	errTimeoutDial   = errors.New("no connection in time")
	errTimeoutTLS    = errors.New("no handshake in time")
)

// newTransport speaks HTTP/1.1 only: one request at a time on a connection, so that "bytes left" is
// known for each. It has no proxy: the address guard must see the receiver, so the dial functions use
// the proxy themselves.
func (c *Client) newTransport() *http.Transport {
	t := &http.Transport{
		DialContext:            func(ctx context.Context, _, addr string) (net.Conn, error) { return c.dial(ctx, addr, true) },
		DialTLSContext:         func(ctx context.Context, _, addr string) (net.Conn, error) { return c.dialTLS(ctx, addr) },
		Protocols:              new(http.Protocols),
		ResponseHeaderTimeout:  c.timeouts.Header,
		MaxResponseHeaderBytes: 64 << 10,
		DisableCompression:     true, // a compressed answer could be a bomb
		MaxIdleConnsPerHost:    256,
		// Shorter than any server's own: a request written on a connection that
		// the server is just closing would count as uncertain.
		IdleConnTimeout: 3 * time.Second,
	}
	t.Protocols.SetHTTP1(true)
	return t
}

// dial connects to the present address of the name. The check runs on the very address that is dialed,
// so a name that resolves differently a moment later, or an address written as 2130706433 or 0x7f.1, is
// judged correctly.
func (c *Client) dial(ctx context.Context, hostport string, plain bool) (net.Conn, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, c.timeouts.Dial, errTimeoutDial)
	defer cancel()
	d := net.Dialer{Resolver: c.resolver, Control: func(_, address string, _ syscall.RawConn) error {
		ap, err := netip.ParseAddrPort(address)
		if err != nil || !c.rules.mayDial(ap.Addr(), hostport, plain) {
			return errRefusedTarget
		}
		return nil
	}}
	conn, err := d.DialContext(ctx, "tcp", hostport)
	if err != nil {
		var timeout net.Error
		if errors.Is(context.Cause(ctx), errTimeoutDial) || errors.As(err, &timeout) && timeout.Timeout() {
			return nil, errTimeoutDial
		}
		return nil, err
	}
	return &countingConn{Conn: conn}, nil
}

func (c *Client) dialTLS(ctx context.Context, hostport string) (net.Conn, error) {
	raw, err := c.reach(ctx, hostport)
	if err != nil {
		return nil, err
	}
	name, _, err := net.SplitHostPort(hostport)
	if err != nil {
		name = hostport
	}
	ctx, cancel := context.WithTimeoutCause(ctx, c.timeouts.TLS, errTimeoutTLS)
	defer cancel()
	conn := tls.Client(raw, &tls.Config{ServerName: name, MinVersion: tls.VersionTLS12, NextProtos: []string{"http/1.1"}, RootCAs: c.roots})
	if err := conn.HandshakeContext(ctx); err != nil {
		raw.Close()
		if errors.Is(context.Cause(ctx), errTimeoutTLS) {
			return nil, errTimeoutTLS
		}
		return nil, errors.Join(errTLS, err)
	}
	return &countingConn{Conn: conn}, nil
}

// countingConn counts the bytes written through it. For TLS it stands above
// the handshake, so the handshake's bytes do not count as the request's.
type countingConn struct {
	net.Conn
	written atomic.Int64
}

// Write counts before it writes, so that a call given up in between counts as sent, and subtracts the
// bytes that the connection did not take.
func (c *countingConn) Write(b []byte) (int, error) {
	c.written.Add(int64(len(b)))
	n, err := c.Conn.Write(b)
	c.written.Add(int64(n - len(b)))
	return n, err
}
