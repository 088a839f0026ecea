package web_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"qunguan/cmd/internal/web"
)

// pipes is a listener in memory, so that waiting costs no time.
type pipes struct {
	conns chan net.Conn
	done  chan struct{}
	close func()
}

func newPipes() *pipes {
	p := &pipes{conns: make(chan net.Conn), done: make(chan struct{})}
	p.close = sync.OnceFunc(func() { close(p.done) })
	return p
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error { p.close(); return nil }

func (p *pipes) Addr() net.Addr { return &net.UnixAddr{Name: "memory", Net: "pipe"} }

func (p *pipes) dial() net.Conn {
	client, server := net.Pipe()
	p.conns <- server
	return client
}

func TestADawdlingClientIsCutOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newPipes()
		ctx, stop := context.WithCancel(t.Context())
		served := make(chan error, 1)
		go func() { served <- web.Serve(ctx, l, http.NotFoundHandler(), slog.New(slog.DiscardHandler)) }()
		c := l.dial()
		defer c.Close()
		if _, err := io.WriteString(c, "GET / HTTP/1.1\r\nHost: local"); err != nil {
			t.Fatal(err)
		}
		begun := time.Now()
		if _, err := io.ReadAll(c); err != nil {
			t.Errorf("the connection ended with %v", err)
		}
		if waited := time.Since(begun); waited > 6*time.Second {
			t.Errorf("half a request held a connection for %s", waited)
		}
		stop()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
}

func TestARequestThatNeverEndsDoesNotKeepTheProgram(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newPipes()
		ctx, stop := context.WithCancel(t.Context())
		served, begun := make(chan error, 1), make(chan struct{})
		h := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			close(begun)
			<-r.Context().Done() // ends when its connection is cut, and not before
		})
		go func() { served <- web.Serve(ctx, l, h, slog.New(slog.DiscardHandler)) }()
		c := l.dial()
		defer c.Close()
		if _, err := io.WriteString(c, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
		<-begun
		stop()
		stopped := time.Now()
		if err := <-served; err != nil {
			t.Errorf("Serve: %v", err)
		}
		if took := time.Since(stopped); took < 9*time.Second || took > 11*time.Second {
			t.Errorf("the stop took %s, want the ten seconds of grace", took)
		}
		if _, err := c.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
			t.Errorf("the open connection is not cut: %v", err)
		}
	})
}
