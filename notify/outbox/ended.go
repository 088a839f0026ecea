package outbox

import (
	"sync"
	"time"
)

// gathering is how long an end waits at most for others to be written with it.
const gathering = 5 * time.Millisecond

// neverEnough asks not to be woken.
const neverEnough = int(^uint(0) >> 1)

// ended are the sends that have ended and are not being written yet. A
// transaction for each would cost more than the sends: the coordinator is
// woken when there are enough for one, or by the first one, to wait for others
// no longer than gathering.
type ended struct {
	wake chan struct{} // holds one

	mu     sync.Mutex
	list   []result
	since  time.Time // when the first of them ended
	enough int
}

func (e *ended) add(r result) {
	e.mu.Lock()
	e.list = append(e.list, r)
	n := len(e.list)
	if n == 1 {
		e.since = time.Now()
	}
	wake := n == 1 && e.enough != neverEnough || n >= e.enough
	e.mu.Unlock()
	if wake {
		e.call()
	}
}

func (e *ended) call() {
	select {
	case e.wake <- struct{}{}:
	default:
	}
}

// want says how many ends are enough.
func (e *ended) want(n int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.enough = max(n, 1)
}

// take gives the ends if they are enough, or the first one has waited long
// enough, or they are written anyway with something else.
func (e *ended) take(anyway bool) []result {
	e.mu.Lock()
	defer e.mu.Unlock()
	if len(e.list) == 0 || !anyway && len(e.list) < e.enough && time.Since(e.since) < gathering {
		return nil
	}
	list := e.list
	e.list = make([]result, 0, 2*len(list))
	return list
}

// patience is how long the first end may still wait; false if there is none.
func (e *ended) patience() (time.Duration, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if len(e.list) == 0 {
		return 0, false
	}
	return max(gathering-time.Since(e.since), 0), true
}
