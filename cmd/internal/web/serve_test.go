package web_test

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"

	"qunguan/cmd/internal/web"
)

func listen(t *testing.T) net.Listener {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func ask(t *testing.T, url string) (string, error) {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	r, err := http.NewRequestWithContext(context.Background(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := client.Do(r)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return string(body), err
}

func TestServeLetsWhatHasBegunFinish(t *testing.T) {
	l := listen(t)
	begun, release := make(chan struct{}), make(chan struct{})
	h := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		close(begun)
		<-release
		_, _ = io.WriteString(w, "finished")
	})
	ctx, stop := context.WithCancel(t.Context())
	served, answered := make(chan error, 1), make(chan string, 1)
	go func() { served <- web.Serve(ctx, l, h, slog.New(slog.DiscardHandler)) }()
	go func() {
		body, err := ask(t, "http://"+l.Addr().String())
		answered <- body
		if err != nil {
			t.Error(err)
		}
	}()
	<-begun
	stop()
	// New connections are refused as soon as the stop has begun; only then may
	// the open request go on.
	for {
		c, err := (&net.Dialer{}).DialContext(context.Background(), "tcp", l.Addr().String())
		if err != nil {
			break
		}
		c.Close()
	}
	select {
	case err := <-served:
		t.Fatalf("Serve returned %v while a request was open", err)
	default:
	}
	close(release)
	if body := <-answered; body != "finished" {
		t.Errorf("the open request got %q", body)
	}
	if err := <-served; err != nil {
		t.Errorf("Serve: %v", err)
	}
}

func TestServeSaysThatItsListenerFailed(t *testing.T) {
	l := listen(t)
	l.Close()
	err := web.Serve(t.Context(), l, http.NotFoundHandler(), slog.New(slog.DiscardHandler))
	if err == nil || !strings.Contains(err.Error(), "serve http on "+l.Addr().String()) {
		t.Errorf("Serve: %v", err)
	}
}

func TestServeAnswersThePages(t *testing.T) {
	l := listen(t)
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- web.Serve(ctx, l, web.New(demo(county())), slog.New(slog.DiscardHandler)) }()
	body, err := ask(t, "http://"+l.Addr().String()+"/ledger")
	if err != nil || !strings.Contains(body, "问题整改台账") {
		t.Errorf("%v: %s", err, body)
	}
	stop()
	if err := <-served; err != nil {
		t.Errorf("Serve: %v", err)
	}
}
