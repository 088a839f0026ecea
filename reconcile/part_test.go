package reconcile

import (
	"testing"
	"time"
)

func TestAReleaseEndsAfterAWeek(t *testing.T) {
	at := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	h := Held{ReleasedAt: at}
	if !h.Lets(at.AddDate(0, 0, 7)) || h.Lets(at.AddDate(0, 0, 7).Add(time.Second)) || (Held{}).Lets(at) {
		t.Error("a release counts for seven days")
	}
	if !h.Lets(at.AddDate(0, 0, -1)) {
		t.Error("a run that looks back to before the release is held")
	}
}
