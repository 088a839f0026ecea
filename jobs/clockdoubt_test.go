package jobs

import (
	"testing"
	"time"
)

func TestAReplicaIsUnsureWhatTimeItIsWhileClocksDiffer(t *testing.T) {
	for _, c := range []struct {
		name    string
		session *LeaseSession
		looked  bool
		offset  time.Duration
		unsure  bool
	}{
		{"the only daemon goes by its own clock", nil, false, 0, false},
		{"a replica that has not seen the database's clock", &LeaseSession{}, false, 0, true},
		{"clocks that agree", &LeaseSession{}, true, 0, false},
		{"an hour apart: the database's counts", &LeaseSession{}, true, -time.Hour, false},
		{"a month ahead", &LeaseSession{}, true, -31 * 24 * time.Hour, true},
		{"a month behind", &LeaseSession{}, true, 31 * 24 * time.Hour, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			noon := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
			d := &Daemon{Session: c.session, Clock: func() time.Time { return noon }}
			if c.looked {
				d.hasLooked()
			}
			d.offset.Store(int64(c.offset))
			if got := d.Unsure(); got != c.unsure {
				t.Errorf("unsure %t, want %t", got, c.unsure)
			}
			if !d.Now().Equal(noon.Add(c.offset)) {
				t.Errorf("now is %s", d.Now())
			}
		})
	}
}
