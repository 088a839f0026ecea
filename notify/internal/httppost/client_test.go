package httppost

import (
	"context"
	"crypto/x509"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"qunguan/notify"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// local is a client of generic webhooks that may call this machine.
func local(t *testing.T, allow bool) *Client {
	c := New(notify.Outgoing{Version: "1.2.3", AllowPrivate: allow, Timeouts: notify.Timeouts{Dial: 5 * time.Second, TLS: 5 * time.Second, Header: 5 * time.Second, Total: 10 * time.Second}}, "webhook")
	t.Cleanup(c.Close)
	return c
}

func post(t *testing.T, c *Client, address string) (Answer, *notify.Failure) {
	t.Helper()
	a, f := c.Post(t.Context(), Request{Address: address, ContentType: "text/plain", Body: []byte("hello")})
	if f != nil && (strings.Contains(f.Error(), "secret") || strings.Contains(f.Error(), "://")) {
		t.Errorf("the error shows the address: %v", f)
	}
	return a, f
}

// listener counts connections to a loopback address.
func listener(t *testing.T) (port string, connections *atomic.Int64) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	connections = new(atomic.Int64)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			connections.Add(1)
			conn.Close()
		}
	}()
	t.Cleanup(func() { l.Close(); <-done })
	_, port, _ = net.SplitHostPort(l.Addr().String())
	return port, connections
}

func TestNoSpellingOfThisMachineGetsPastTheGuard(t *testing.T) {
	port, connections := listener(t)
	c := local(t, false)
	for _, host := range []string{
		"127.0.0.1", "localhost", "LOCALHOST", "localhost.", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[::]",
		"0.0.0.0", "0", "127.1", "2130706433", "0x7f000001", "0x7f.0.0.1", "017700000001", "0177.0.0.1", "127.0.0.1.", "[64:ff9b::7f00:1]",
	} {
		_, fail := post(t, c, "https://"+host+":"+port+"/secret")
		if fail == nil {
			t.Errorf("%s: it was called", host)
		}
	}
	if n := connections.Load(); n != 0 {
		t.Errorf("%d connections arrived", n)
	}
}

func TestPlainHTTPIsForPrivateReceiversOnly(t *testing.T) {
	// The rule alone: no test may dial a public address.
	r := newHostRules(notify.Outgoing{AllowPrivate: true}, "webhook", nil)
	for _, c := range []struct {
		address string
		plain   bool
		want    bool
	}{
		{"10.0.0.1", true, true}, {"10.0.0.1", false, true}, {"1.1.1.1", false, true}, {"1.1.1.1", true, false}, {"0.0.0.0", true, false},
	} {
		if got := r.mayDial(netip.MustParseAddr(c.address), "x:80", c.plain); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
	chat := newHostRules(notify.Outgoing{AllowPrivate: true, Hosts: map[string]string{"slack": "im.example.cn"}}, "slack", []string{"hooks.slack.com"})
	if !chat.mayDial(netip.MustParseAddr("10.0.0.1"), "im.example.cn:443", false) {
		t.Error("the given host may not be private")
	}
	if chat.mayDial(netip.MustParseAddr("10.0.0.1"), "hooks.slack.com:443", false) {
		t.Error("the provider's own name may lead into the house")
	}
}

// The name may be anybody's, its address this machine: the result of the route's check does not
// matter, only the dialed address.
func TestANameThatChangesItsAddressIsJudgedWhenDialed(t *testing.T) {
	port, connections := listener(t)
	pc, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	var asked atomic.Int64
	go func() {
		defer close(done)
		buf := make([]byte, 512)
		for {
			n, from, err := pc.ReadFrom(buf)
			if err != nil {
				return
			}
			asked.Add(1)
			_, _ = pc.WriteTo(dnsAnswer(buf[:n], [4]byte{127, 0, 0, 1}), from)
		}
	}()
	t.Cleanup(func() { pc.Close(); <-done })
	c := local(t, false)
	c.resolver = &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "udp", pc.LocalAddr().String())
	}}
	_, fail := post(t, c, "https://rebinding.example:"+port+"/secret")
	if fail == nil || fail.Class != notify.Permanent || fail.Reason != notify.ReasonRefusedTarget || !fail.Ops {
		t.Errorf("got %v, want the address refused", fail)
	}
	if asked.Load() == 0 {
		t.Fatal("the name server was not asked: the test proves nothing")
	}
	if n := connections.Load(); n != 0 {
		t.Errorf("%d connections arrived", n)
	}
}

// dnsAnswer repeats the question and answers A questions with the address,
// others with nothing.
func dnsAnswer(q []byte, ip [4]byte) []byte {
	end := 12
	for end < len(q) && q[end] != 0 {
		end += int(q[end]) + 1
	}
	end += 5
	out := append([]byte(nil), q[:end]...)
	out[2], out[3] = 0x81, 0x80
	copy(out[6:12], []byte{0, 0, 0, 0, 0, 0})
	if q[end-4] == 0 && q[end-3] == 1 { // type A
		out[7] = 1
		out = append(out, 0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4)
		out = append(out, ip[:]...)
	}
	return out
}

func TestTheRequestIsWhatWasAskedFor(t *testing.T) {
	var got *http.Request
	var body string
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		raw, _ := io.ReadAll(r.Body)
		got, body = r.Clone(context.Background()), string(raw)
		w.WriteHeader(http.StatusNoContent)
	}))
	defer s.Close()
	a, fail := post(t, local(t, true), strings.Replace(s.URL, "http://", "http://user:secretpassword@", 1)+"/a/b?c=d#e")
	if fail != nil || a.Status != 204 {
		t.Fatal(a, fail)
	}
	user, password, _ := got.BasicAuth()
	if got.Method != http.MethodPost || got.URL.String() != "/a/b?c=d" || body != "hello" || got.ContentLength != 5 ||
		got.Header.Get("User-Agent") != "qunguan/1.2.3" || got.Header.Get("Accept-Encoding") != "" || got.Header.Get("Content-Type") != "text/plain" || user != "user" || password != "secretpassword" {
		t.Errorf("%s %s %q length %d %v", got.Method, got.URL, body, got.ContentLength, got.Header)
	}
}

func TestTLSIsVerified(t *testing.T) {
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "fine") }))
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	defer s.Close()
	c := local(t, true)
	_, fail := post(t, c, s.URL+"/secret")
	if fail == nil || fail.Class != notify.Transient || fail.Reason != notify.ReasonTLS {
		t.Errorf("a certificate of nobody: %v", fail)
	}
	c.roots = x509.NewCertPool()
	c.roots.AddCert(s.Certificate())
	if a, fail := post(t, c, s.URL+"/secret"); fail != nil || string(a.Body) != "fine" {
		t.Errorf("a known certificate: %v %v", a, fail)
	}
	// The certificate is for 127.0.0.1 and example.com.
	if _, fail := post(t, c, strings.Replace(s.URL, "127.0.0.1", "localhost", 1)); fail == nil || fail.Reason != notify.ReasonTLS {
		t.Errorf("a certificate for another name: %v", fail)
	}
}

func TestAHandshakeThatNeverComesHasItsOwnName(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0") // accepts in the kernel, says nothing
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	c := local(t, true)
	c.timeouts.TLS = 200 * time.Millisecond
	_, fail := post(t, c, "https://"+l.Addr().String()+"/secret")
	if fail == nil || fail.Class != notify.Transient || fail.Reason != notify.ReasonTimeoutTLS {
		t.Errorf("got %v, want transient: timeout_tls", fail)
	}
}

func TestANameWithoutAddressIsTransient(t *testing.T) {
	c := local(t, false)
	c.resolver = &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		return nil, &net.DNSError{Err: "no such host", Name: "secret.example", IsNotFound: true}
	}}
	_, fail := post(t, c, "https://secret.example/")
	if fail == nil || fail.Class != notify.Transient || fail.Reason != notify.ReasonNoSuchHost {
		t.Errorf("got %v, want transient: no_such_host", fail)
	}
}

func TestConnectionsAreUsedAgain(t *testing.T) {
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "fine") }))
	var opened atomic.Int64
	s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			opened.Add(1)
		}
	}
	s.Start()
	defer s.Close()
	c := local(t, true)
	for i := range 20 {
		if _, fail := post(t, c, s.URL); fail != nil {
			t.Fatalf("post %d: %v", i, fail)
		}
	}
	if n := opened.Load(); n != 1 {
		t.Errorf("%d connections for 20 posts in a row, want 1", n)
	}
}

func TestAnswersAreCapped(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for { // an answer without end: the client must leave
			if _, err := w.Write(make([]byte, 32<<10)); err != nil {
				return
			}
		}
	}))
	defer s.Close()
	a, fail := post(t, local(t, true), s.URL)
	if fail != nil || len(a.Body) != answerCap || a.Broken != notify.ReasonTooLong {
		t.Errorf("%d bytes, broken %q, %v", len(a.Body), a.Broken, fail)
	}
}

func TestALargeBodyCutInTheMiddleIsUncertain(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		conn, err := l.Accept()
		if err != nil {
			return
		}
		_, _ = io.CopyN(io.Discard, conn, 1000)
		_ = conn.(*net.TCPConn).SetLinger(0)
		conn.Close()
	}()
	defer func() { l.Close(); <-done }()
	c := local(t, true)
	_, fail := c.Post(t.Context(), Request{Address: "http://" + l.Addr().String(), ContentType: "a/b", Body: make([]byte, 32<<20)})
	if fail == nil || fail.Class != notify.Uncertain || fail.Reason != notify.ReasonLost {
		t.Errorf("got %v, want uncertain: connection_lost", fail)
	}
}

// half is a connection that takes four bytes of a write and fails.
type half struct{ net.Conn }

func (half) Write([]byte) (int, error) { return 4, io.ErrClosedPipe }

func TestOnlyBytesThatLeftAreCounted(t *testing.T) {
	c := &countingConn{Conn: half{}}
	if _, err := c.Write(make([]byte, 10)); err == nil || c.written.Load() != 4 {
		t.Errorf("%d bytes, %v, want 4 and an error", c.written.Load(), err)
	}
}
