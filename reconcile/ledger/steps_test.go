package ledger

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var (
	noon   = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)
	states = []State{Found, HandedOver, Handling, Accountability, Circulated, Closed, Exempt}
)

// covers S13.2
func TestAPersonsStep(t *testing.T) {
	for _, c := range []struct {
		name   string
		from   State
		to     State
		by     string
		want   State
		reason string
	}{
		{"what was found is handed over", Found, HandedOver, "P9", HandedOver, ReasonStep},
		{"what was handed over is handled", HandedOver, Handling, "P1", Handling, ReasonStep},
		{"a stage may be left out", Found, Accountability, "P9", Accountability, ReasonStep},
		{"what is handled may be handed to somebody else", Handling, HandedOver, "P9", HandedOver, ReasonStep},
		{"what was circulated may be handled again", Circulated, Handling, "P1", Handling, ReasonStep},
		{"somebody else closes", Handling, Closed, "P9", Closed, "by_hand"},
		{"the responsible person only says that it is mended", Handling, Closed, "P1", Handling, ReasonRectified},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, reason, err := TakeStep(Case{ID: 1, State: c.from, Responsible: "P1"}, c.to, c.by, noon)
			if err != nil || got.State != c.want || reason != c.reason {
				t.Fatalf("%s, %q, %v; want %s, %q", got.State, reason, err, c.want, c.reason)
			}
			if said := !got.SaidAt.IsZero(); said != (c.to == Closed) {
				t.Errorf("said that it is mended: %v", said)
			}
			if c.want == Closed && (got.ClosedOn != "2026-11-25" || got.ClosedReason != ByHand) {
				t.Errorf("closed on %s, %s", got.ClosedOn, got.ClosedReason)
			}
		})
	}
}

func TestStepsThatTheTableDoesNotHaveAreRefused(t *testing.T) {
	for _, from := range states {
		for _, to := range states {
			before := Case{ID: 1, State: from}
			after, _, err := TakeStep(before, to, "P9", noon)
			var refused *StepError
			allowed := slices.Contains(StepsFrom(from), to)
			if allowed == errors.As(err, &refused) {
				t.Errorf("%s → %s: %v", from, to, err)
			}
			if !allowed && !cmp.Equal(before, after) {
				t.Errorf("%s → %s was refused and changed the case", from, to)
			}
			if (from == Closed || from == Exempt || to == Found || to == Exempt || from == to) && allowed {
				t.Errorf("%s → %s is a person's step", from, to)
			}
		}
	}
}
