package httppost

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
)

// errProxy says that the proxy let no connection through. The proxy's own words are left out, because
// they may hold names and addresses.
var errProxy = errors.New("the proxy let no connection through")

// reach connects to a server that speaks TLS: through the proxy, if there is one, and directly to
// permitted private addresses.
func (c *Client) reach(ctx context.Context, hostport string) (net.Conn, error) {
	if c.proxy == nil {
		return c.dial(ctx, hostport, false)
	}
	inside, err := c.judge(ctx, hostport)
	if err != nil {
		return nil, err
	}
	if inside {
		return c.dial(ctx, hostport, false)
	}
	return c.tunnel(ctx, hostport)
}

// judge is the address guard where a proxy resolves the name: an address, or a name that resolves here
// too, must be one that may be called. It reports whether the address is private and must be called
// directly. A name that cannot be resolved here, as in most intranets, is left to the proxy.
func (c *Client) judge(ctx context.Context, hostport string) (inside bool, err error) {
	ctx, cancel := context.WithTimeoutCause(ctx, c.timeouts.Dial, errTimeoutDial)
	defer cancel()
	host, _, err := net.SplitHostPort(hostport)
	if err != nil {
		return false, errRefusedTarget
	}
	addresses := []netip.Addr{}
	if ip, err := netip.ParseAddr(host); err == nil {
		addresses = append(addresses, ip)
	} else if addresses, err = c.lookup(ctx, host); err != nil {
		return false, nil
	}
	for _, ip := range addresses {
		if !c.rules.mayDial(ip, hostport, false) {
			return false, errRefusedTarget
		}
		inside = inside || addressKind(ip.WithZone("").Unmap()) == private
	}
	return inside, nil
}

func (c *Client) lookup(ctx context.Context, host string) ([]netip.Addr, error) {
	resolver := c.resolver
	if resolver == nil {
		resolver = net.DefaultResolver
	}
	return resolver.LookupNetIP(ctx, "ip", host)
}

// tunnel asks the proxy for a connection to the server (RFC 9110 §9.3.6). No byte of the request passes
// before the server's certificate was checked.
func (c *Client) tunnel(ctx context.Context, hostport string) (net.Conn, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, c.timeouts.Dial, errTimeoutDial)
	defer cancel()
	conn, err := c.dialProxy(ctx)
	if err != nil {
		if errors.Is(context.Cause(ctx), errTimeoutDial) {
			return nil, errTimeoutDial
		}
		return nil, errors.Join(errProxy, err)
	}
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	req := &http.Request{Method: http.MethodConnect, URL: &url.URL{Opaque: hostport}, Host: hostport, Header: http.Header{}}
	if u := c.proxy.User; u != nil {
		password, _ := u.Password()
		req.Header.Set("Proxy-Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(u.Username()+":"+password)))
	}
	err = req.Write(conn)
	answer := bufio.NewReader(conn)
	var resp *http.Response
	if err == nil {
		resp, err = http.ReadResponse(answer, req) //nolint:bodyclose // the connection is the tunnel: it stays open
	}
	switch {
	case !stop():
		conn.Close()
		return nil, errTimeoutDial
	case err != nil || resp.StatusCode != http.StatusOK || answer.Buffered() > 0:
		conn.Close()
		return nil, errProxy
	}
	return conn, nil
}

func (c *Client) dialProxy(ctx context.Context) (net.Conn, error) {
	port := c.proxy.Port()
	if port == "" {
		port = map[string]string{"https": "443", "http": "80"}[c.proxy.Scheme]
	}
	at := net.JoinHostPort(c.proxy.Hostname(), port)
	d := &net.Dialer{Resolver: c.resolver}
	if c.proxy.Scheme == "https" {
		return (&tls.Dialer{NetDialer: d, Config: &tls.Config{ServerName: c.proxy.Hostname(), MinVersion: tls.VersionTLS12, RootCAs: c.roots}}).DialContext(ctx, "tcp", at)
	}
	return d.DialContext(ctx, "tcp", at)
}
