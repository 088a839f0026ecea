package calendar

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"qunguan/reconcile/workgroup"
)

func location(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func quiet(t testing.TB, from, to string) Quiet {
	t.Helper()
	q, err := ParseQuiet(from, to)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func TestNotBefore(t *testing.T) {
	const shanghai, newYork = "Asia/Shanghai", "America/New_York"
	tests := []struct {
		name        string
		zone        string
		at          string
		from, to    string
		workingDays bool
		want        string
	}{
		{"a moment of the working day is now", shanghai, "2026-11-23T10:00:05+08:00", "18:00", "08:30", true, "2026-11-23T10:00:05+08:00"},
		{"the evening waits for the morning", shanghai, "2026-11-23T20:15:30+08:00", "18:00", "08:30", true, "2026-11-24T08:30:00+08:00"},
		{"the small hours wait for the same morning", shanghai, "2026-11-24T02:00:00+08:00", "18:00", "08:30", true, "2026-11-24T08:30:00+08:00"},
		{"quiet hours begin at their first minute", shanghai, "2026-11-23T18:00:00+08:00", "18:00", "08:30", true, "2026-11-24T08:30:00+08:00"},
		{"the second before is still allowed", shanghai, "2026-11-23T17:59:59+08:00", "18:00", "08:30", true, "2026-11-23T17:59:59+08:00"},
		{"quiet hours end at their last minute's end", shanghai, "2026-11-24T08:30:00+08:00", "18:00", "08:30", true, "2026-11-24T08:30:00+08:00"},
		{"the second before is still quiet", shanghai, "2026-11-24T08:29:59.5+08:00", "18:00", "08:30", true, "2026-11-24T08:30:00+08:00"},
		{"Friday evening waits for Monday morning", shanghai, "2026-11-20T18:30:00+08:00", "18:00", "08:30", true, "2026-11-23T08:30:00+08:00"},
		{"Saturday waits for Monday even without quiet hours", shanghai, "2026-11-21T12:00:00+08:00", "", "", true, "2026-11-23T00:00:00+08:00"},
		{"a make-up Saturday is a working day", shanghai, "2026-02-28T12:00:00+08:00", "18:00", "08:30", true, "2026-02-28T12:00:00+08:00"},
		{"the eve of National Day waits for its end", shanghai, "2026-09-30T19:00:00+08:00", "18:00", "08:30", true, "2026-10-08T08:30:00+08:00"},
		{"days off do not matter where only the hours count", shanghai, "2026-10-01T19:00:00+08:00", "18:00", "08:30", false, "2026-10-02T08:30:00+08:00"},
		{"quiet hours within a day", shanghai, "2026-11-23T12:30:00+08:00", "12:00", "14:00", true, "2026-11-23T14:00:00+08:00"},
		{"quiet until midnight ends with the day", shanghai, "2026-11-23T23:00:00+08:00", "22:00", "00:00", false, "2026-11-24T00:00:00+08:00"},
		{"the date is that of the location, not of Greenwich", shanghai, "2026-11-22T23:30:00Z", "", "", true, "2026-11-23T07:30:00+08:00"},
		{"an end that the clock skips is the moment it jumps", newYork, "2026-03-08T00:30:00-05:00", "22:00", "02:30", false, "2026-03-08T03:00:00-04:00"},
		{"an end that comes twice is the first one", newYork, "2026-11-01T00:10:00-04:00", "22:00", "01:30", false, "2026-11-01T01:30:00-04:00"},
		{"in the hour that comes again the second end counts", newYork, "2026-11-01T01:10:00-05:00", "22:00", "01:30", false, "2026-11-01T01:30:00-05:00"},
		{"a morning after the clocks changed is by the new clock", newYork, "2026-03-07T22:00:00-05:00", "18:00", "08:30", false, "2026-03-08T08:30:00-04:00"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			at, err := time.Parse(time.RFC3339Nano, tt.at)
			if err != nil {
				t.Fatal(err)
			}
			got := China().For().NotBefore(at.In(location(t, tt.zone)), quiet(t, tt.from, tt.to), tt.workingDays)
			if got.Format(time.RFC3339Nano) != tt.want {
				t.Errorf("%s → %s, want %s", tt.at, got.Format(time.RFC3339Nano), tt.want)
			}
		})
	}
}

func TestADateThatHasNoMidnightBeginsLater(t *testing.T) {
	cairo := location(t, "Africa/Cairo") // clocks go from 00:00 to 01:00 on 2026-04-24
	eve := time.Date(2026, 4, 23, 15, 0, 0, 0, cairo)
	if got := nextDay(eve).Format(time.RFC3339); got != "2026-04-24T01:00:00+03:00" {
		t.Errorf("the day after %s begins %s", eve, got)
	}
}

func TestNotBeforeIsTheEarliestAllowedMoment(t *testing.T) {
	zones := []string{"Asia/Shanghai", "America/New_York", "Europe/London", "Africa/Cairo", "Australia/Lord_Howe", "Asia/Kathmandu"}
	rapid.Check(t, func(t *rapid.T) {
		loc, err := time.LoadLocation(rapid.SampledFrom(zones).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
		at := start.Add(time.Duration(rapid.IntRange(0, 365*24*3600).Draw(t, "second")) * time.Second).In(loc)
		q := Quiet{rapid.IntRange(0, 1439).Draw(t, "from"), rapid.IntRange(0, 1439).Draw(t, "to")}
		workOnly := rapid.Bool().Draw(t, "working days only")
		days := China().For()
		allowed := func(m time.Time) bool {
			return !q.Contains(m) && (!workOnly || days.IsWorkingDay(workgroup.DateOf(m)))
		}

		got := days.NotBefore(at, q, workOnly)
		if got.Before(at) || !allowed(got) {
			t.Fatalf("%s → %s", at, got)
		}
		for m := at; m.Before(got); m = m.Add(time.Minute) {
			if allowed(m) {
				t.Fatalf("%s → %s, but %s was allowed", at, got, m)
			}
		}
		if !got.Equal(at) && allowed(got.Add(-time.Nanosecond)) {
			t.Fatalf("%s → %s, but the moment before was allowed", at, got)
		}
		if again := days.NotBefore(got, q, workOnly); !again.Equal(got) {
			t.Fatalf("asked again: %s → %s", got, again)
		}
	})
}

func TestParseQuietRefuses(t *testing.T) {
	for name, pair := range map[string][2]string{
		"one time missing":        {"18:00", ""},
		"the other missing":       {"", "08:30"},
		"equal times":             {"08:30", "08:30"},
		"an hour without a zero":  {"18:00", "8:30"},
		"twenty-four o'clock":     {"24:00", "08:30"},
		"a minute past the hour":  {"18:60", "08:30"},
		"seconds":                 {"18:00:00", "08:30"},
		"words instead of a time": {"evening", "08:30"},
	} {
		if q, err := ParseQuiet(pair[0], pair[1]); err == nil {
			t.Errorf("%s: %v gave %+v", name, pair, q)
		}
	}
}
