package audit

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestAFrontierKeepsWhatWasPassedOver(t *testing.T) {
	noon := time.UnixMilli(1_800_000_000_000)
	ms := noon.UnixMilli()
	for _, c := range []struct {
		name     string
		before   Frontier
		top      int64
		ids      []int64
		after    time.Duration
		patience time.Duration
		want     Frontier
	}{
		{"nothing new", Frontier{Top: 3}, 3, nil, 0, Patience, Frontier{Top: 3}},
		{"all there", Frontier{Top: 3}, 6, []int64{4, 5, 6}, 0, Patience, Frontier{Top: 6}},
		{
			"holes in the middle and at both ends",
			Frontier{Top: 3},
			9,
			[]int64{5, 6, 8},
			0, Patience,
			Frontier{Top: 9, Open: []Span{{4, 4, ms}, {7, 7, ms}, {9, 9, ms}}},
		},
		{
			"a hole is filled in part and keeps its age",
			Frontier{Top: 9, Open: []Span{{2, 6, ms - 5}}},
			9,
			[]int64{3},
			0, Patience,
			Frontier{Top: 9, Open: []Span{{2, 2, ms - 5}, {4, 6, ms - 5}}},
		},
		{"an old hole is given up", Frontier{Top: 9, Open: []Span{{2, 6, ms}}}, 9, nil, Patience + time.Second, Patience, Frontier{Top: 9}},
		{
			"unless its rows may become final at any time",
			Frontier{Top: 9, Open: []Span{{2, 6, ms}}},
			9, nil, Patience + time.Second, 0,
			Frontier{Top: 9, Open: []Span{{2, 6, ms}}},
		},
		{"rows were cut off: the frontier does not go back", Frontier{Top: 9}, 4, nil, 0, Patience, Frontier{Top: 9}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := c.before.Advance(c.top, c.ids, noon.Add(c.after), c.patience)
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			for _, id := range c.ids {
				if got.Has(id) {
					t.Errorf("%d was sealed and may be sealed again", id)
				}
			}
		})
	}
}
