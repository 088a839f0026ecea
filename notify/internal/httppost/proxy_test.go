package httppost

import (
	"context"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"qunguan/notify"
)

// gate is a proxy of an intranet: it connects to one server, whatever name is
// asked for.
type gate struct {
	url    *url.URL
	answer int // to CONNECT

	mu    sync.Mutex
	asked []string // host and the asker's credentials
}

func newGate(t *testing.T, server string) *gate {
	t.Helper()
	g := &gate{answer: http.StatusOK}
	var tunnels sync.WaitGroup
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		g.mu.Lock()
		g.asked = append(g.asked, strings.TrimSpace(r.Method+" "+r.Host+" "+r.Header.Get("Proxy-Authorization")))
		g.mu.Unlock()
		if g.answer != http.StatusOK {
			http.Error(w, "no, and the secret is in this text", g.answer)
			return
		}
		there, err := net.Dial("tcp", server)
		if err != nil {
			t.Error(err)
			return
		}
		here, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		_, _ = here.Write([]byte("HTTP/1.1 200 Connection established\r\n\r\n"))
		tunnels.Go(func() { _, _ = io.Copy(there, here); _ = there.Close() })
		tunnels.Go(func() { _, _ = io.Copy(here, there); _ = here.Close() })
	}))
	t.Cleanup(func() { s.Close(); tunnels.Wait() })
	u, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.UserPassword("qunguan", "secret")
	g.url = u
	return g
}

func (g *gate) calls() []string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.asked
}

// behind is a client behind the gate that resolves no name, as in an intranet.
func behind(t *testing.T, g *gate, server *httptest.Server, allow bool) *Client {
	t.Helper()
	c := local(t, allow)
	c.proxy = g.url
	c.roots = x509.NewCertPool()
	c.roots.AddCert(server.Certificate())
	c.resolver = &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		return nil, errors.New("no name server")
	}}
	return c
}

func tlsServer(t *testing.T) (*httptest.Server, string) {
	t.Helper()
	s := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		_, _ = w.Write(append([]byte("got "), body...))
	}))
	t.Cleanup(s.Close)
	return s, s.Listener.Addr().String()
}

func TestARequestGoesThroughTheProxyWhichSeesNothingOfIt(t *testing.T) {
	server, at := tlsServer(t)
	g := newGate(t, at)
	c := behind(t, g, server, false)
	a, fail := post(t, c, "https://example.com/hook?key=secret") // the test server's certificate is for this name
	if fail != nil || string(a.Body) != "got hello" {
		t.Fatalf("%v, %q", fail, a.Body)
	}
	c.Close()
	if calls := g.calls(); len(calls) != 1 || calls[0] != "CONNECT example.com:443 Basic cXVuZ3VhbjpzZWNyZXQ=" {
		t.Errorf("the proxy was asked %q", calls)
	}
}

func TestTheGuardStandsBehindTheProxyToo(t *testing.T) {
	server, at := tlsServer(t)
	g := newGate(t, at)
	c := behind(t, g, server, false)
	for _, host := range []string{"127.0.0.1", "10.0.0.1", "169.254.169.254", "[::1]", "[::ffff:10.0.0.1]", "224.0.0.1"} {
		_, fail := post(t, c, "https://"+host+"/secret")
		if fail == nil || fail.Class != notify.Permanent || fail.Reason != notify.ReasonRefusedTarget {
			t.Errorf("%s: %v", host, fail)
		}
	}
	if calls := g.calls(); len(calls) != 0 {
		t.Errorf("the proxy was asked %q", calls)
	}
}

func TestWhatMayBePrivateIsCalledWithoutTheProxy(t *testing.T) {
	server, at := tlsServer(t)
	g := newGate(t, "127.0.0.1:1")
	c := behind(t, g, server, true)
	if a, fail := post(t, c, "https://"+at+"/hook"); fail != nil || string(a.Body) != "got hello" {
		t.Errorf("%v, %q", fail, a.Body)
	}
	c.Close()
	if calls := g.calls(); len(calls) != 0 {
		t.Errorf("the proxy was asked %q", calls)
	}
}

func TestAProxyThatRefusesIsNamedAndNothingLeft(t *testing.T) {
	server, at := tlsServer(t)
	for _, status := range []int{403, 407, 502} {
		g := newGate(t, at)
		g.answer = status
		c := behind(t, g, server, false)
		_, fail := post(t, c, "https://example.com/hook")
		if fail == nil || fail.Class != notify.Transient || fail.Reason != notify.ReasonProxy {
			t.Errorf("%d: %v", status, fail)
		}
	}
	gone := &gate{url: &url.URL{Scheme: "http", Host: "127.0.0.1:1"}}
	_, fail := post(t, behind(t, gone, server, false), "https://example.com/hook")
	if fail == nil || fail.Class != notify.Transient || fail.Reason != notify.ReasonProxy {
		t.Errorf("no proxy there: %v", fail)
	}
}
