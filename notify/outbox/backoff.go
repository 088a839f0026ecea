package outbox

import (
	"hash/fnv"
	"strconv"
	"time"
)

const (
	backoffBase   = time.Minute
	backoffFactor = 3
	backoffCap    = 2 * time.Hour
	// jitterShare spreads retries over ±20 %, so that sends that failed together do not come back
	// together.
	jitterShare = 0.2
)

// backoff is the wait before the next attempt after so many attempts: 1, 3,
// 9, 27, 81 minutes, then two hours each; jitter in [0,1) moves it by ±20 %.
// Eight tries reach over about six hours.
func backoff(attempts int, jitter float64) time.Duration {
	wait := backoffBase
	for i := 1; i < attempts && wait < backoffCap; i++ {
		wait *= backoffFactor
	}
	wait = min(wait, backoffCap)
	return time.Duration(float64(wait) * (1 - jitterShare + 2*jitterShare*jitter))
}

// jitterOf is a number in [0,1) that depends on the notice and the attempt
// only: retries are spread, yet the same outbox always plays out the same.
func jitterOf(id string, attempt int) float64 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(id + "#" + strconv.Itoa(attempt))) // a hash never fails to write
	return float64(h.Sum32()) / (1 << 32)
}
