package heap

import (
	"runtime"
	"testing"
)

func TestGarbageMayGatherUpToTheGoal(t *testing.T) {
	for _, c := range []struct {
		alive, followed uint64
		want            int
	}{
		{0, 0, mostSlack},
		{1 << 20, 1 << 20, mostSlack},
		{heapGoal / 5, heapGoal / 5, mostSlack},
		{heapGoal / 2, heapGoal / 2, 100},
		{heapGoal * 9 / 10, heapGoal, leastSlack},
		{heapGoal, heapGoal, leastSlack},
		{100 * heapGoal, 100 * heapGoal, leastSlack},
		{10 * fewPointers, fewPointers / 2, 10},
		{10 * fewPointers, 2 * fewPointers, 20},
		{100 * heapGoal, 10 * heapGoal, 10},
	} {
		if got := garbagePercent(c.alive, c.followed); got != c.want {
			t.Errorf("of %d bytes alive and %d followed: %d percent, want %d", c.alive, c.followed, got, c.want)
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
