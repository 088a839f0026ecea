package digest

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"qunguan/jobs/tell"
	"qunguan/notify"
	"qunguan/reconcile"
	"qunguan/reconcile/calendar"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/policy"
)

var towns = &policy.Policy{Digest: policy.Digest{Office: []string{"57 8 * * 6", "57 8 1 * *"}, Principal: "57 8 * * 1"}}

func TestEachLineOfTheDigestScheduleIsAJobOfItsOwn(t *testing.T) { // covers S7.4
	want := map[string]string{
		"digest office 57 8 * * 6": "57 8 * * 6", "digest office 57 8 1 * *": "57 8 1 * *", "digest principal 57 8 * * 1": "57 8 * * 1",
	}
	if diff := cmp.Diff(want, Ticks(towns)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if got := Ticks(&policy.Policy{}); len(got) != 0 {
		t.Errorf("no schedule, but %v", got)
	}
}

// lastRuns is when each job ran last.
type lastRuns map[string]time.Time

func (l lastRuns) LastRun(_ context.Context, job string) (time.Time, error) { return l[job], nil }
func (lastRuns) LastRuns(context.Context) ([]reconcile.RunRecord, error)    { return nil, nil }
func (lastRuns) HeldParts(context.Context) ([]reconcile.Held, error)        { return nil, nil }
func (lastRuns) Absences(context.Context) ([]ledger.Absence, error)         { return nil, nil }

func TestADigestTellsWhatHappenedSinceTheLastOneOfItsKind(t *testing.T) {
	zone := time.FixedZone("Asia/Shanghai", 8*3600)
	at := func(month time.Month, day, hour, minute int) time.Time {
		return time.Date(2026, month, day, hour, minute, 0, 0, zone)
	}
	weekly, monthly := "digest office 57 8 * * 6", "digest office 57 8 1 * *"
	for _, c := range []struct {
		name   string
		job    string
		ran    lastRuns
		moment time.Time
		want   time.Time
	}{
		{"the first weekly digest tells a week", weekly, lastRuns{}, at(11, 21, 8, 57), at(11, 14, 8, 57)},
		{"the first monthly one a month", monthly, lastRuns{weekly: at(11, 28, 8, 57)}, at(12, 1, 8, 57), at(11, 1, 8, 57)},
		{"after a pause nothing is left out", weekly, lastRuns{weekly: at(10, 31, 8, 57)}, at(11, 23, 10, 0), at(10, 31, 8, 57)},
		{"by hand it is a week", ByHand, lastRuns{weekly: at(11, 21, 8, 57)}, at(11, 24, 10, 0), at(11, 17, 10, 0)},
		{"or since the last time by hand", ByHand, lastRuns{ByHand: at(11, 20, 10, 0)}, at(11, 24, 10, 0), at(11, 20, 10, 0)},
		{"a run that pretended to be later does not count", ByHand, lastRuns{ByHand: at(12, 20, 10, 0)}, at(11, 24, 10, 0), at(11, 17, 10, 0)},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := Digest{Job: c.job, Runs: c.ran, Reporter: Reporter{Policy: towns}}
			got, err := d.since(t.Context(), c.moment)
			if err != nil || !got.Equal(c.want) {
				t.Errorf("since %s (%v), want %s", got, err, c.want)
			}
		})
	}
}

func TestOfficesGetTheirDigestsWhenTheyAskedForThem(t *testing.T) {
	p := &policy.Policy{People: policy.People{Quiet: []string{"18:00", "08:30"}, WorkingDaysOnly: true}}
	allowed := tell.Allowance(p, calendar.China().For())
	saturday := time.Date(2026, 11, 21, 8, 57, 0, 0, time.FixedZone("Asia/Shanghai", 8*3600))
	office, person := notify.Recipient{Type: notify.ToOffice, Code: "office"}, notify.Recipient{Type: notify.ToPerson, Code: "P1"}
	if got := allowed(notify.KindDigest, office, saturday); !got.Equal(saturday) {
		t.Errorf("an office's digest waits until %s", got)
	}
	monday := saturday.AddDate(0, 0, 2)
	for name, got := range map[string]time.Time{
		"a principal's digest": allowed(notify.KindDigest, person, saturday), "an escalation to an office": allowed(notify.KindEscalation, office, saturday),
	} {
		if got.Before(monday.Truncate(24 * time.Hour)) {
			t.Errorf("%s would go out on %s", name, got)
		}
	}
}
