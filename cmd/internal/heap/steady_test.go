package heap

import (
	"runtime"
	"testing"
)

func TestGarbageMayGatherUpToTheGoal(t *testing.T) {
	for _, c := range []struct {
		alive uint64
		want  int
	}{
		{0, mostSlack}, {1 << 20, mostSlack}, {heapGoal / 5, mostSlack}, {heapGoal / 2, 100}, {heapGoal * 9 / 10, leastSlack}, {heapGoal, leastSlack}, {100 * heapGoal, leastSlack},
	} {
		if got := garbagePercent(c.alive); got != c.want {
			t.Errorf("of %d bytes alive: %d percent, want %d", c.alive, got, c.want)
		}
	}
}

// The collector tells of every collection, also of those after the first.
func TestEveryCollectionIsTold(t *testing.T) {
	told := make(chan struct{}, 100)
	afterEachCollection(func() { told <- struct{}{} })
	for range 3 {
		runtime.GC()
		<-told
	}
}
