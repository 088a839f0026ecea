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

// covers S13.4
func TestAStepLiesBetweenTheLastOneAndNow(t *testing.T) {
	steps := []Step{{At: noon.AddDate(0, 0, -3)}, {At: noon.AddDate(0, 0, -1)}, {At: noon.AddDate(0, 0, -2)}}
	for _, c := range []struct {
		name string
		at   time.Time
		ok   bool
	}{
		{"now", time.Time{}, true},
		{"the moment itself", noon, true},
		{"the moment of the last step", noon.AddDate(0, 0, -1), true},
		{"before the last step, on its day", noon.AddDate(0, 0, -1).Add(-time.Hour), true},
		{"the day before the last step", noon.AddDate(0, 0, -2), false},
		{"later today", noon.Add(time.Hour), true},
		{"tomorrow", noon.Add(24 * time.Hour), false},
	} {
		at, err := Dated(c.at, noon, steps)
		var refused *DatedError
		if ok := err == nil; ok != c.ok || !ok && !errors.As(err, &refused) || at.IsZero() {
			t.Errorf("%s: %s, %v", c.name, at, err)
		}
		if err == nil && (at.Before(noon.AddDate(0, 0, -1)) || at.After(noon)) {
			t.Errorf("%s: %s lies outside", c.name, at)
		}
	}
}

func TestNobodyClosesACaseAboutThemselves(t *testing.T) {
	c := Case{ID: 1, State: Handling, Responsible: "P1", Subject: Subject{Person: "P9"}}
	var own *OwnCaseError
	if _, _, err := TakeStep(c, Closed, "P9", noon); !errors.As(err, &own) {
		t.Errorf("the person whom it is about closed it: %v", err)
	}
	if _, _, err := TakeStep(c, Handling, "P9", noon); errors.As(err, &own) {
		t.Error("they may not even say that they are at work on it")
	}
	c.Responsible = "P9"
	if after, reason, err := TakeStep(c, Closed, "P9", noon); err != nil || after.State != Handling || reason != ReasonRectified {
		t.Errorf("who answers for their own case says that it is mended: %s, %q, %v", after.State, reason, err)
	}
}
