package jobs

import (
	"testing"
	"time"

	"qunguan/notify/outbox"
)

func TestNothingIsGivenOutWhileNobodyKnowsWhatTimeItIs(t *testing.T) {
	late := &shelf{due: []outbox.Notice{{ID: "n"}}}
	for _, c := range []struct {
		name   string
		keeper *Keeper
		looked bool
		offset time.Duration
		given  int
	}{
		{"the only daemon goes by its own clock", nil, false, 0, 1},
		{"a replica that has not seen the database's clock", &Keeper{}, false, 0, 0},
		{"clocks that agree", &Keeper{}, true, 0, 1},
		{"an hour apart: the database's counts", &Keeper{}, true, -time.Hour, 1},
		{"a month ahead", &Keeper{}, true, -31 * 24 * time.Hour, 0},
		{"a month behind", &Keeper{}, true, 31 * 24 * time.Hour, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			noon := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
			d := &Daemon{Keeper: c.keeper, Clock: func() time.Time { return noon }}
			if c.looked {
				d.hasLooked()
			}
			d.offset.Store(int64(c.offset))
			due, err := Timely(late, d.Unsure).Due(t.Context(), d.Now(), 10)
			if err != nil || len(due) != c.given {
				t.Errorf("%d given out, %v; want %d", len(due), err, c.given)
			}
			expired, err := Timely(late, d.Unsure).Expired(t.Context(), d.Now(), 10)
			if err != nil || len(expired) != c.given {
				t.Errorf("%d claims taken for ended, %v; want %d", len(expired), err, c.given)
			}
			if !d.Now().Equal(noon.Add(c.offset)) {
				t.Errorf("now is %s", d.Now())
			}
		})
	}
}
