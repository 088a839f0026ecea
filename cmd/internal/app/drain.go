package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"qunguan/cmd/internal/settings"
	"qunguan/reconcile/policy"
)

// pidName is the file in the data folder that names the daemon's process.
const pidName = "daemon.pid"

// ErrNoDaemon says that no daemon works with the data folder on this machine.
var ErrNoDaemon = errors.New("no daemon works here")

// work is the work that a daemon has begun: jobs, sends, files of the inbox.
type work struct {
	stop  chan struct{} // closed: begin nothing any more
	once  sync.Once
	begun sync.WaitGroup
	state atomic.Pointer[string] // for /readyz; nil = it works
}

// Readiness of a daemon that was told to take nothing on any more.
const (
	draining = "draining: what was begun is finished, nothing else is taken on"
	drained  = "drained: nothing is at work"
)

func (w *work) ready(reasons []string) []string {
	if s := w.state.Load(); s != nil {
		return append([]string{*s}, reasons...)
	}
	return reasons
}

// drain begins nothing any more and calls done when all that was begun is done.
func (w *work) drain(done func()) {
	w.once.Do(func() {
		state := draining
		w.state.Store(&state)
		close(w.stop)
		go func() {
			w.begun.Wait()
			state := drained
			w.state.Store(&state)
			done()
		}()
	})
}

// context ends when the daemon is told to begin nothing any more.
func (w *work) context(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		select {
		case <-w.stop:
			cancel()
		case <-ctx.Done():
		}
	}()
	return ctx, cancel
}

// obey carries out signals until the context ends: SIGUSR1 drains; SIGHUP reads
// the policy anew and, if it is sound, hands it to again after the daemon is
// drained. A policy with faults changes nothing.
func (a *App) obey(ctx context.Context, orders <-chan os.Signal, w *work, again func(*policy.Loaded)) {
	for {
		var order os.Signal
		select {
		case <-ctx.Done():
			return
		case order = <-orders:
		}
		if order != syscall.SIGHUP {
			a.Log.Info("daemon_draining")
			w.drain(func() { a.Log.Info("daemon_drained") })
			continue
		}
		next, err := a.reread(ctx)
		if err != nil {
			a.Log.Warn("reload_refused", "policy", a.Settings.Policy, "error", err, "todo", "qunguan policy check; the policy that was read before stays in force")
			continue
		}
		a.Log.Info("reload_accepted", "policy", next.Ref)
		w.drain(func() { again(next) })
	}
}

// reread reads the policy anew and checks it, and the routes that it will be
// told by.
func (a *App) reread(ctx context.Context) (*policy.Loaded, error) {
	next, err := LoadPolicy(a.Settings.Policy, a.Settings.Location)
	if err != nil {
		return nil, err
	}
	if _, err := a.Store.AllRoutes(ctx); err != nil {
		return nil, fmt.Errorf("read routes: %w", err)
	}
	return next, nil
}

// named writes the daemon's process into the data folder until it ends.
func (a *App) named() (remove func()) {
	path := filepath.Join(a.Settings.DataDir, pidName)
	err := os.MkdirAll(a.Settings.DataDir, 0o700)
	if err == nil {
		err = os.WriteFile(path, []byte(strconv.Itoa(os.Getpid())+"\n"), 0o600)
	}
	if err != nil {
		a.Log.Warn("process_not_named", "error", err, "todo", "qunguan drain cannot find this daemon; use SIGUSR1")
		return func() {}
	}
	return func() { _ = os.Remove(path) }
}

// drainPoll is how often Drain asks the daemon.
const drainPoll = 200 * time.Millisecond

// Drain tells the daemon of this machine to take nothing on any more, and
// returns when what it began is done.
func Drain(ctx context.Context, s *settings.Settings) error {
	text, err := os.ReadFile(filepath.Join(s.DataDir, pidName))
	if errors.Is(err, os.ErrNotExist) {
		return ErrNoDaemon
	}
	if err != nil {
		return fmt.Errorf("find the daemon: %w", err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil || pid <= 1 {
		return ErrNoDaemon
	}
	if err := syscall.Kill(pid, syscall.SIGUSR1); errors.Is(err, syscall.ESRCH) {
		return ErrNoDaemon
	} else if err != nil {
		return fmt.Errorf("tell the daemon %d: %w", pid, err)
	}
	for {
		if is, err := isDrained(ctx, s.HTTPAddr); is || err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(drainPoll):
		}
	}
}

func isDrained(ctx context.Context, addr string) (bool, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return false, fmt.Errorf("address %q: %w", addr, err)
	}
	if host == "" || net.ParseIP(host).IsUnspecified() {
		host = "127.0.0.1"
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+net.JoinHostPort(host, port)+"/readyz", nil)
	if err != nil {
		return false, fmt.Errorf("ask the daemon: %w", err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return false, fmt.Errorf("ask the daemon: %w", err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, 1<<16))
	if err != nil {
		return false, fmt.Errorf("ask the daemon: %w", err)
	}
	return strings.Contains(string(body), "drained: "), nil
}
