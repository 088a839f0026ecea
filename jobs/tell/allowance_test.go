package tell

import (
	"testing"
	"time"

	"qunguan/jobs"
	"qunguan/notify"
	"qunguan/reconcile/calendar"
	"qunguan/reconcile/policy"
)

// covers S5.4
func TestAPersonsDigestLetsTheDaysComposeGoFirst(t *testing.T) {
	zone := time.FixedZone("Asia/Shanghai", 8*3600)
	at := func(day, hour, minute int) time.Time { return time.Date(2026, 11, day, hour, minute, 0, 0, zone) } // the 23rd is a Monday
	for _, c := range []struct {
		name    string
		compose string
		perDay  int
		t, want time.Time
	}{
		{"in the morning it waits until compose is over", "47 8 * * *", 1, at(24, 8, 31), at(24, 8, 52)},
		{"later it goes at once", "47 8 * * *", 1, at(24, 11, 0), at(24, 11, 0)},
		{"one that lost its day waits likewise on the next", "47 8 * * *", 1, at(25, 0, 0), at(25, 8, 52)},
		{"on a day off it waits for the working day's", "47 8 * * *", 1, at(22, 10, 0), at(23, 8, 52)},
		{"a compose in the quiet hours is not waited for", "0 20 * * *", 1, at(24, 9, 0), at(24, 9, 0)},
		{"on a day without compose there is nothing to wait for", "47 8 * * 1", 1, at(24, 8, 31), at(24, 8, 31)},
		{"who composes every hour waits for the first", "47 * * * *", 1, at(24, 8, 31), at(24, 8, 31)},
		{"without a budget nothing is taken from anybody", "47 8 * * *", 0, at(24, 8, 31), at(24, 8, 31)},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := &policy.Policy{
				People:   policy.People{Quiet: []string{"18:00", "08:30"}, WorkingDaysOnly: true, MaxNoticesPerDay: c.perDay},
				Schedule: map[string]string{jobs.Compose: c.compose},
			}
			got := Allowance(p, calendar.China().For())(notify.KindDigest, notify.Recipient{Type: notify.ToPerson, Code: "P1"}, c.t)
			if !got.Equal(c.want) {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}
