// Package heap keeps the memory of the program's processes small where much is
// alive, and its collector idle where little is. It knows nothing of what the
// memory holds.
package heap

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync"
)

const (
	// heapGoal is the size to which the heap may grow before garbage is looked for. The rest of a
	// process (its code, SQLite's pages, stacks) is some 45 MiB more.
	heapGoal = 40 << 20
	// leastSlack and mostSlack bound how much garbage may gather, in percent of what is alive: below the
	// one the collector works all the time, above the other nothing is gained.
	leastSlack, mostSlack = 30, 400
	// fewPointers is the garbage that may gather, in bytes, where the collector has little to look through: a county's
	// people are long texts without pointers, and it passes over them.
	fewPointers = 18 << 20
)

var once sync.Once

// Steady has the collector work seldom while little is alive, and hard while much is: a delivery
// holds a megabyte and makes much garbage, a county's directory is fifty that stay, and one fixed
// percentage is slow for the one or large for the other. An operator who sets GOGC or GOMEMLIMIT has
// decided otherwise.
func Steady() {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	once.Do(func() {
		now := garbagePercent(0, 0)
		debug.SetGCPercent(now)
		afterEachCollection(func() {
			if next := garbagePercent(alive()); next < now-now/10 || next > now+now/10 {
				now = next
				debug.SetGCPercent(now)
			}
		})
	})
}

// garbagePercent is the percentage for so many bytes that are alive, of which the collector looks
// through so many for pointers.
func garbagePercent(alive, followed uint64) int {
	if alive == 0 {
		return mostSlack
	}
	slack := min(alive*leastSlack/100, max(followed, fewPointers))
	slack = max(slack, heapGoal-min(alive, heapGoal))
	return int(min((slack*100+alive-1)/alive, mostSlack))
}

// alive is the heap after the last collection, in bytes, and the part of it that the collector looks
// through.
func alive() (bytes, followed uint64) {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}, {Name: "/gc/scan/heap:bytes"}}
	metrics.Read(sample)
	for _, s := range sample {
		if s.Value.Kind() != metrics.KindUint64 {
			return heapGoal, heapGoal // a runtime that does not tell
		}
	}
	return sample[0].Value.Uint64(), sample[1].Value.Uint64()
}

// afterEachCollection calls fn, one call at a time, after every collection: the
// runtime finalizes what nothing refers to.
func afterEachCollection(fn func()) {
	type sentinel struct{ self *int } // with a pointer, so that it is an object of its own
	var arm func()
	arm = func() {
		runtime.SetFinalizer(&sentinel{new(int)}, func(*sentinel) { fn(); arm() })
	}
	arm()
}
