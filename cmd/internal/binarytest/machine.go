package binarytest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// Machine is where the program runs.
type Machine struct {
	testing.TB

	Bin    string
	Dir    string               // working directory
	Env    map[string]string    // QUNGUAN_… without the prefix; no other is set
	System []string             // further variables of the system: "TZ=…"
	As     *syscall.SysProcAttr // another user, another root; nil: as the test
	Under  []string             // a command that runs the program: "sh", "-c", …; the program and its arguments follow

	// Inspect looks at the remains of every Run; nil: they are not looked at.
	Inspect func(t testing.TB, args []string, d Done)
}

// Done is the result of a command.
type Done struct {
	Code           int
	Stdout, Stderr string
	Took           time.Duration
	PeakBytes      int64 // the most memory that it had
}

// Said is everything that the command printed.
func (d Done) Said() string { return d.Stdout + d.Stderr }

// Command is the program with arguments, on this machine.
func (m *Machine) Command(args ...string) *exec.Cmd {
	line := slices.Concat(m.Under, []string{m.Bin}, args)
	cmd := exec.Command(line[0], line[1:]...)
	cmd.Dir, cmd.SysProcAttr = m.Dir, m.As
	cmd.Env = slices.DeleteFunc(os.Environ(), func(pair string) bool { return strings.HasPrefix(pair, "QUNGUAN_") })
	cmd.Env = append(cmd.Env, m.System...)
	for name, value := range m.Env {
		cmd.Env = append(cmd.Env, "QUNGUAN_"+name+"="+value)
	}
	return cmd
}

// Run runs the program to its end.
func (m *Machine) Run(args ...string) Done {
	m.Helper()
	cmd := m.Command(args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	began := time.Now()
	err := cmd.Start()
	var peak func() int64
	if err == nil {
		peak = watchPeak(cmd.Process.Pid)
		err = cmd.Wait()
	}
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		m.Fatalf("qunguan %s: %v", strings.Join(args, " "), err)
	}
	d := Done{Code: cmd.ProcessState.ExitCode(), Stdout: stdout.String(), Stderr: stderr.String(), Took: time.Since(began)}
	d.PeakBytes = peak()
	m.noRace(args, d.Stderr)
	if m.Inspect != nil {
		m.Inspect(m.TB, args, d)
	}
	return d
}

// watchPeak follows the most memory that a process had, as Linux tells it, until the result is called for;
// 0 on other systems. What wait tells of an ended process would be no less than what its parent held.
func watchPeak(pid int) (peak func() int64) {
	over, result := make(chan struct{}), make(chan int64)
	go func() {
		most := int64(0)
		for {
			status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid)) // gone once the process has ended
			if _, rest, ok := strings.Cut(string(status), "VmHWM:"); ok {
				var kib int64
				if _, err := fmt.Sscan(rest, &kib); err == nil {
					most = max(most, kib<<10)
				}
			}
			select {
			case <-over:
				result <- most
				return
			case <-time.After(20 * time.Millisecond):
			}
		}
	}()
	return func() int64 { close(over); return <-result }
}

// noRace looks for what the race detector in the program prints.
func (m *Machine) noRace(args []string, stderr string) {
	m.Helper()
	if strings.Contains(stderr, "DATA RACE") {
		m.Errorf("qunguan %s: two goroutines race:\n%s", strings.Join(args, " "), stderr)
	}
}

// Exits runs the program and demands the exit code.
func (m *Machine) Exits(code int, args ...string) Done {
	m.Helper()
	d := m.Run(args...)
	if d.Code != code {
		m.Fatalf("qunguan %s: exit code %d, want %d\nstdout: %s\nstderr: %s", strings.Join(args, " "), d.Code, code, Tail(d.Stdout), Tail(d.Stderr))
	}
	return d
}

// OK runs the program, which must succeed.
func (m *Machine) OK(args ...string) Done {
	m.Helper()
	return m.Exits(0, args...)
}

// Write puts a file into the machine's folder, or a folder in it, and returns
// its path.
func (m *Machine) Write(name, content string) string {
	m.Helper()
	path := filepath.Join(m.Dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		m.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		m.Fatal(err)
	}
	return path
}

// Tail is the end of an output, enough to see what went wrong.
func Tail(s string) string {
	const most = 3000
	if len(s) > most {
		return "…" + strings.ToValidUTF8(s[len(s)-most:], "")
	}
	return s
}

// Process is a program that runs.
type Process struct {
	Cmd            *exec.Cmd
	Ended          chan struct{} // closed when it has ended
	Stdout, Stderr Output
}

// Output is a process's output so far.
type Output struct {
	mu  sync.Mutex
	all strings.Builder
}

// Write takes what the process prints.
func (o *Output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.all.Write(p)
}

func (o *Output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.all.String()
}

// Start starts the program and returns at once. A process that still runs at the test's end is killed
// by its own process id.
func (m *Machine) Start(args ...string) *Process {
	m.Helper()
	p := &Process{Cmd: m.Command(args...), Ended: make(chan struct{})}
	p.Cmd.Stdout, p.Cmd.Stderr = &p.Stdout, &p.Stderr
	if err := p.Cmd.Start(); err != nil {
		m.Fatal(err)
	}
	go func() {
		defer close(p.Ended)
		_ = p.Cmd.Wait() // the exit code is read from ProcessState
		m.noRace(args, p.Stderr.String())
	}()
	m.Cleanup(p.Kill)
	return p
}

// Kill is kill -9: nothing in the process can notice it.
func (p *Process) Kill() {
	_ = p.Cmd.Process.Kill() // it may have ended
	<-p.Ended
}

// HasEnded reports whether the process has.
func (p *Process) HasEnded() bool {
	select {
	case <-p.Ended:
		return true
	default:
		return false
	}
}

// Lines are the JSON lines with a message that the process has logged.
func (p *Process) Lines(message string) []map[string]any {
	var all []map[string]any
	for line := range strings.Lines(p.Stderr.String()) {
		var fields map[string]any
		if json.Unmarshal([]byte(line), &fields) == nil && fields["msg"] == message {
			all = append(all, fields)
		}
	}
	return all
}

// Until waits for something that another process does. A minute is counted in
// ticks that this process saw: while a machine stands still nobody waits.
func Until(t testing.TB, what string, happened func() bool) {
	t.Helper()
	const interval = 5 * time.Millisecond
	tick := time.NewTicker(interval)
	defer tick.Stop()
	for range time.Minute / interval {
		if happened() {
			return
		}
		<-tick.C
	}
	t.Fatalf("waited in vain for: %s", what)
}
