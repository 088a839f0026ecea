package halfyear

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"sync/atomic"
	"testing"
	"time"

	"qunguan/sql/dbconn"
)

// handler starts the worker, gives it orders, and kills it when its dice say
// so: an order that was not done then is given once more.
type handler struct {
	t      testing.TB
	config dbconn.Config
	policy string
	dir    string // DATA_DIR, the same for every worker: the next one reads the work of the last
	cmd    *exec.Cmd
	in     io.WriteCloser
	out    *json.Decoder

	dice  *rand.Rand
	kills int             // still to do
	pace  []time.Duration // the time of each order in an undisturbed run; nil = this is one
	took  []time.Duration // the time of each order in this run
	done  int             // kills
	hit   map[string]int  // kills by the kind of the order at work

	struck atomic.Bool // the worker was killed at the present order
}

func (h *handler) start() {
	h.t.Helper()
	h.cmd = exec.Command(os.Args[0])
	h.cmd.Env = append(os.Environ(), asWorker+"="+h.config.DSN, asWorkerDir+"="+h.dir, asWorkerPolicy+"="+h.policy)
	h.cmd.Stderr = os.Stderr
	in, err := h.cmd.StdinPipe()
	if err == nil {
		var out io.Reader
		out, err = h.cmd.StdoutPipe()
		h.in, h.out = in, json.NewDecoder(bufio.NewReader(out))
	}
	if err == nil {
		err = h.cmd.Start()
	}
	if err != nil {
		h.t.Fatal(err)
	}
}

// stop lets the worker end by itself.
func (h *handler) stop() {
	_ = h.in.Close() // the worker ends at the end of its orders
	if err := h.cmd.Wait(); err != nil {
		h.t.Errorf("the worker: %v", err)
	}
}

// do has an order carried out, however often the worker is killed at it.
func (h *handler) do(o order) answer {
	h.t.Helper()
	i := len(h.took)
	for {
		began := time.Now()
		reply, err := h.once(o, h.deadline(i, o))
		if err == nil {
			h.took = append(h.took, time.Since(began))
			if reply.Error != "" {
				h.t.Fatalf("at %s: %s", o.At, reply.Error)
			}
			return reply
		}
		if !errors.Is(err, errKilled) {
			h.t.Fatalf("at %s: the worker died: %v", o.At, err)
		}
		h.kills--
		h.done++
		h.hit[o.kind()]++
		h.start()
	}
}

var errKilled = errors.New("killed")

// deadline is when the worker is killed at the order; 0 = not at this one.
// People's steps and exemptions are spared: a person looks whether they were
// taken.
func (h *handler) deadline(i int, o order) time.Duration {
	if h.kills == 0 || o.kind() == "step" || i >= len(h.pace) || h.pace[i] < 3*time.Millisecond {
		return 0
	}
	if left := len(h.pace) - i; h.dice.IntN(left) >= 4*h.kills {
		return 0
	}
	return 1 + time.Duration(h.dice.Int64N(int64(h.pace[i])))
}

func (h *handler) once(o order, deadline time.Duration) (answer, error) {
	var reply answer
	if err := json.NewEncoder(h.in).Encode(o); err != nil {
		return reply, err
	}
	var timer *time.Timer
	if deadline > 0 {
		timer = time.AfterFunc(deadline, h.strike)
	}
	err := h.out.Decode(&reply)
	if timer != nil && !timer.Stop() || h.struck.Load() {
		// It may have answered first; it is dead now all the same.
		_ = h.cmd.Wait()
		h.struck.Store(false)
		if err != nil {
			return reply, errKilled
		}
		h.start()
	}
	return reply, err
}

// strike kills the worker.
func (h *handler) strike() {
	h.struck.Store(true)
	_ = h.cmd.Process.Kill()
}

// kind names the work of an order.
func (o order) kind() string {
	switch {
	case len(o.Files) > 0:
		return "import"
	case len(o.Jobs) > 0:
		return o.Jobs[0]
	}
	return "step"
}
