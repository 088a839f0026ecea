package cli_test

import (
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"
)

// running is a process of the program.
type running struct {
	cmd            *exec.Cmd
	ended          chan struct{} // closed when it has ended
	stdout, stderr output
}

// output is what a process has printed so far.
type output struct {
	mu  sync.Mutex
	all strings.Builder
}

// Write takes what the process prints.
func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.all.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.all.String()
}

// start starts the program and returns at once. What still runs at the test's
// end is killed by its own process id.
func (w *world) start(args ...string) *running {
	w.Helper()
	r := &running{cmd: w.command(args...), ended: make(chan struct{})}
	r.cmd.Stdout, r.cmd.Stderr = &r.stdout, &r.stderr
	if err := r.cmd.Start(); err != nil {
		w.Fatal(err)
	}
	go func() {
		defer close(r.ended)
		_ = r.cmd.Wait() // the exit code is read from ProcessState
	}()
	w.Cleanup(r.kill)
	return r
}

// kill is kill -9: nothing in the process can notice it.
func (r *running) kill() {
	_ = r.cmd.Process.Kill() // it may have ended
	<-r.ended
}

// until waits for something another process does.
func until(t testing.TB, what string, happened func() bool) {
	t.Helper()
	deadline, tick := time.After(30*time.Second), time.NewTicker(5*time.Millisecond)
	defer tick.Stop()
	for !happened() {
		select {
		case <-deadline:
			t.Fatalf("waited in vain for: %s", what)
		case <-tick.C:
		}
	}
}
