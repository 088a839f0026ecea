package jobs

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"qunguan/jobs/lease"
	"qunguan/reconcile"
)

func TestEveryUnitIsInExactlyOnePartAndPartsAreEven(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 600).Draw(t, "units")
		var units []string
		weights := map[string]int{}
		total, heaviest := 0, 0
		for i := range n {
			u := fmt.Sprintf("U%04d", i*7)
			units = append(units, u)
			weights[u] = rapid.IntRange(0, 20000).Draw(t, "rows")
			total += unitWeight + weights[u]
			heaviest = max(heaviest, unitWeight+weights[u])
		}
		ranges := splitUnits(units, weights)
		var covered []string
		for i, r := range ranges {
			mine := r.within(units)
			covered = append(covered, mine...)
			weight := 0
			for _, u := range mine {
				weight += unitWeight + weights[u]
			}
			if each := max(minPartWeight, total/maxParts+1); weight >= each+heaviest {
				t.Errorf("part %d weighs %d, want less than %d and the heaviest unit", i, weight, each)
			} else if weight < minPartWeight && i < len(ranges)-1 {
				t.Errorf("part %d weighs %d, too little to be worth a claim", i, weight)
			}
		}
		if !slices.Equal(units, covered) {
			t.Errorf("parts cover %v of %v", covered, units)
		}
		if len(ranges) > maxParts {
			t.Errorf("%d parts", len(ranges))
		}
	})
}

// pages is a book of parts of one run, of which nothing is left to do.
type pages struct {
	Parts
	reports [][]byte
}

func (p *pages) FinishPart(_ context.Context, _ lease.Claim, report []byte) error {
	p.reports = append(p.reports, report)
	return nil
}

func (p *pages) PartReports(context.Context, int64) ([][]byte, error) { return p.reports, nil }

func TestWhatAPartHeldIsKnownToWhoeverEndsTheRun(t *testing.T) {
	const job = "member-check"
	sharing := &Sharing{Parts: &pages{}}
	run := Run{Moment: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)}
	var want []reconcile.Held
	for _, unit := range []string{"U1", "U2"} {
		held := reconcile.Held{Job: job, Unit: unit, HeldAt: run.Moment, Trip: reconcile.GuardTrip{Reason: "max_new_cases", New: 300, Limit: 200, Base: 1000, ByRule: map[string]int{"member.unknown": 300}}}
		part := NewReport(job, run)
		part.Held, part.Status, part.HeldParts = 1, StatusHeld, []reconcile.Held{held}
		if err := sharing.finishPart(t.Context(), Part{}, part); err != nil {
			t.Fatal(err)
		}
		want = append(want, held)
	}
	whole := NewReport(job, run)
	if err := sharing.gather(t.Context(), run, &whole); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, whole.HeldParts); diff != "" || whole.Held != 2 || whole.Status != StatusHeld {
		t.Errorf("%d held, %s, -want +got\n%s", whole.Held, whole.Status, diff)
	}
}

func TestReportsOfPartsAddUpToTheRuns(t *testing.T) {
	whole := Report{Status: StatusOK, Read: map[string]int{"units": 9}, Unjudged: map[string]int{}}
	uncovered := Trouble{Kind: "calendar_uncovered", Detail: "2027"}
	held := reconcile.Held{Unit: "U4"}
	whole.add(Report{Status: StatusPartial, Read: map[string]int{"rows": 5}, Unjudged: map[string]int{"stale": 1}, Opened: 1, Seen: 2, Trouble: []Trouble{uncovered}})
	whole.add(Report{Status: StatusHeld, Read: map[string]int{"rows": 7}, Unjudged: map[string]int{"stale": 2, "absent": 1}, Closed: 3, Reopened: 4, Held: 1, Trouble: []Trouble{uncovered, {Kind: "held", Unit: "U4"}}, HeldParts: []reconcile.Held{held}})
	want := Report{
		Status: StatusHeld, Read: map[string]int{"units": 9, "rows": 12}, Unjudged: map[string]int{"stale": 3, "absent": 1},
		Opened: 1, Seen: 2, Closed: 3, Reopened: 4, Held: 1, Trouble: []Trouble{uncovered, {Kind: "held", Unit: "U4"}}, HeldParts: []reconcile.Held{held},
	}
	if diff := cmp.Diff(want, whole); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}
