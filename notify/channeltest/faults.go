package channeltest

import (
	"cmp"
	"slices"
	"testing"
	"time"

	"qunguan/notify"
)

// patience is short where a fake never answers, and the default elsewhere, so that a busy machine does
// not fail a test.
func patience(f Fault) notify.Timeouts {
	if f == Hang || f == SlowBody {
		return notify.Timeouts{Header: 500 * time.Millisecond, Total: time.Second}
	}
	return notify.Timeouts{}
}

// faults checks the channel's reading of each fault. With StatusDecides, a received status is success
// whatever happens to the body.
func (s Subject) faults(t *testing.T) {
	lost := broken(notify.ReasonLost)
	for _, c := range []struct {
		fault    Fault
		want     notify.Failure
		byStatus bool // success where the status decides
	}{
		{fault: Hang, want: broken(cmp.Or(s.HangReason, notify.ReasonTimeoutHeader))},
		{fault: Drop, want: lost},
		{fault: Reset, want: lost},
		{fault: Garbage, want: s.garbage()},
		{fault: SlowBody, want: broken(notify.ReasonTimeoutTotal), byStatus: true},
		{fault: CutBody, want: broken(notify.ReasonCut), byStatus: true},
		{fault: WrongType, want: foreign(notify.ReasonUnexpected), byStatus: true},
		{fault: LongBody, want: foreign(notify.ReasonTooLong), byStatus: true},
		{fault: Redirect, want: permanent("302", notify.ReasonRedirected)},
		{fault: Closed, want: notify.Failure{Class: notify.Transient, Reason: notify.ReasonConnect}},
	} {
		if s.Faults != nil && !slices.Contains(s.Faults, c.fault) {
			continue
		}
		t.Run(string(c.fault), func(t *testing.T) {
			l := s.New(t, patience(c.fault))
			if c.fault == Closed {
				l.Close()
			} else if l.Break(c.fault); len(l.Arrivals()) != 0 {
				t.Fatal("the fake has arrivals before the send")
			}
			_, fail := l.send(t.Context(), t, Reminder())
			if c.byStatus && s.StatusDecides {
				if fail != nil {
					t.Errorf("the status says yes, the channel %v", fail)
				}
				return
			}
			CheckFailure(t, fail, c.want)
		})
	}
}

// garbage is the failure for bytes that are no answer of the protocol.
func (s Subject) garbage() notify.Failure {
	if s.GarbageReason != "" {
		return broken(s.GarbageReason)
	}
	return foreign(notify.ReasonMalformed)
}

// CheckFailure compares a failure with the wanted one: always the class, the other fields where want
// sets them.
func CheckFailure(t *testing.T, got *notify.Failure, want notify.Failure) {
	t.Helper()
	if got == nil {
		t.Fatalf("success, want %v", &want)
	}
	if got.Class != want.Class ||
		want.Reason != "" && got.Reason != want.Reason ||
		want.Code != "" && got.Code != want.Code ||
		want.After != 0 && got.After != want.After ||
		got.Tries != want.Tries {
		t.Errorf("got  %s after %s tries %d\nwant %s after %s tries %d", got, got.After, got.Tries, &want, want.After, want.Tries)
	}
	if want.Ops && !got.Ops {
		t.Errorf("operators do not hear of %s", got)
	}
	if got.Class == notify.RateLimited && got.After <= 0 {
		t.Error("rate limited without a time to wait")
	}
}

// RunAnswers sends once for each answer of a provider and compares the channel's reading with the
// verdict.
func RunAnswers(t *testing.T, newLab func(t *testing.T) (Lab, *Fake), verdicts []Verdict) {
	t.Helper()
	for _, v := range verdicts {
		t.Run(v.Name, func(t *testing.T) {
			l, fake := newLab(t)
			fake.Next(v.Answer)
			_, fail := l.send(t.Context(), t, Reminder())
			CheckFailure(t, fail, v.Want)
			if n := len(fake.Arrivals()); n != 1 {
				t.Errorf("%d requests for one send", n)
			}
			if fake.Strays() > 0 {
				t.Error("a redirect was followed")
			}
		})
	}
}
