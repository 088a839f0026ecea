package httppost

import (
	"testing"
	"time"
)

func TestRetryAfterIsSecondsOrADateAndNeverLong(t *testing.T) {
	now := time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)
	for header, want := range map[string]time.Duration{
		"":                                0,
		"0":                               0,
		"30":                              30 * time.Second,
		" 30 ":                            30 * time.Second,
		"3600":                            time.Hour,
		"3601":                            time.Hour,
		"99999999999999999999":            time.Hour,
		"-5":                              0,
		"1.5":                             0,
		"soon":                            0,
		"Mon, 23 Nov 2026 01:05:00 GMT":   5 * time.Minute,
		"Monday, 23-Nov-26 01:05:00 GMT":  5 * time.Minute,
		"Mon Nov 23 01:05:00 2026":        5 * time.Minute,
		"Mon, 23 Nov 2026 00:05:00 GMT":   0,
		"Tue, 23 Nov 2027 01:00:00 GMT":   time.Hour,
		"Mon, 23 Nov 2026 01:05:00 +0800": 0,
	} {
		if got := retryAfter(header, now); got != want {
			t.Errorf("%q: %s, want %s", header, got, want)
		}
	}
}

func FuzzRetryAfterStaysBetweenNothingAndAnHour(f *testing.F) {
	f.Add("30")
	f.Add("Mon, 23 Nov 2026 01:05:00 GMT")
	f.Add("18446744073709551616")
	f.Fuzz(func(t *testing.T, header string) {
		if got := retryAfter(header, time.Unix(1700000000, 0)); got < 0 || got > maxRetryAfter {
			t.Errorf("%q: %s", header, got)
		}
	})
}
