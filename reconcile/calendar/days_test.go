package calendar

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"qunguan/reconcile/workgroup"
)

type date = workgroup.Date

func TestDue(t *testing.T) {
	tests := []struct {
		name   string
		opened date
		n      int
		unit   string
		want   date
	}{
		{"the first working day after the opening is day 1", "2026-11-23", 3, "wd", "2026-11-26"},
		{"weekends do not count", "2026-11-26", 3, "wd", "2026-12-01"},
		{"opened on a Sunday, Monday is day 1", "2026-11-22", 1, "wd", "2026-11-23"},
		{"the Spring Festival does not use up the days, its make-up days do count", "2026-02-13", 3, "wd", "2026-02-25"},
		{"no working days from a working day is that day", "2026-11-23", 0, "wd", "2026-11-23"},
		{"no working days from a day off is the next working day", "2026-11-21", 0, "wd", "2026-11-23"},
		{"calendar days count weekends", "2026-11-16", 10, "d", "2026-11-26"},
		{"a due day on a Saturday moves to Monday", "2026-11-19", 2, "d", "2026-11-23"},
		{"a due day on a make-up Saturday stays", "2026-02-26", 2, "d", "2026-02-28"},
		{"a due day on National Day moves behind the holiday", "2026-09-21", 10, "d", "2026-10-08"},
		{"a month is clipped to the month's end", "2025-01-31", 1, "m", "2025-02-28"},
		{"a clipped month that ends on a make-up day stays there", "2026-01-31", 1, "m", "2026-02-28"},
		{"a month's end on a Sunday moves on", "2026-04-30", 1, "m", "2026-06-01"},
		{"a leap year's February has 29 days", "2024-01-31", 1, "m", "2024-02-29"},
		{"twelve months", "2025-03-10", 12, "m", "2026-03-10"},
		{"the absent date stays absent", "", 3, "wd", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			days := China().For()
			if got := days.Due(tt.opened, tt.n, tt.unit); got != tt.want {
				t.Errorf("%s + %d%s = %s, want %s", tt.opened, tt.n, tt.unit, got, tt.want)
			}
			if guessed := days.Uncovered(); guessed != nil {
				t.Errorf("guessed %v inside the covered years", guessed)
			}
		})
	}
}

func TestDuePanicsOnAUnitThatPoliciesCannotHave(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	China().For().Due("2026-11-23", 1, "h")
}

func TestWhatHadToBeGuessedIsRemembered(t *testing.T) {
	days := China().For()
	if got := days.Due("2026-12-31", 3, WorkingDays); got != "2027-01-05" {
		t.Errorf("three working days after New Year's Eve by the plain week: %s", got)
	}
	want := []date{"2027-01-01", "2027-01-02", "2027-01-03", "2027-01-04", "2027-01-05"}
	if diff := cmp.Diff(want, days.Uncovered()); diff != "" {
		t.Errorf("uncovered days (-want +got):\n%s", diff)
	}
	days.IsWorkingDay("2015-06-01")
	if diff := cmp.Diff([]int{2015, 2027}, days.UncoveredYears()); diff != "" {
		t.Errorf("uncovered years (-want +got):\n%s", diff)
	}
	if again := China().For().Uncovered(); again != nil {
		t.Errorf("another run starts with %v", again)
	}
}

func TestWorkingDaysBackAndForth(t *testing.T) {
	days := China().For()
	tests := []struct {
		name      string
		got, want date
	}{
		{"the next working day is strictly after a working day", days.NextWorkingDay("2026-11-23"), "2026-11-24"},
		{"the next working day after a Friday", days.NextWorkingDay("2026-11-20"), "2026-11-23"},
		{"a working day is its own on-or-next", days.OnOrNextWorkingDay("2026-11-23"), "2026-11-23"},
		{"a holiday's on-or-next lies behind it", days.OnOrNextWorkingDay("2026-10-01"), "2026-10-08"},
		{"three working days before a Monday", days.WorkingDaysBefore("2026-11-23", 3), "2026-11-18"},
		{"one working day before the end of National Day", days.WorkingDaysBefore("2026-10-08", 1), "2026-09-30"},
		{"a negative count goes back", days.AddWorkingDays("2026-11-23", -3), "2026-11-18"},
		{"zero leaves a day off as it is", days.AddWorkingDays("2026-11-22", 0), "2026-11-22"},
	}
	for _, tt := range tests {
		if tt.got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, tt.got, tt.want)
		}
	}
}

var anyDate = rapid.Custom(func(t *rapid.T) date {
	return date("2015-01-01").AddDays(rapid.IntRange(0, 14*365).Draw(t, "day"))
})

func TestAddingWorkingDaysCountsExactlyThem(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		days := China().For()
		from, n := anyDate.Draw(t, "from"), rapid.IntRange(1, 60).Draw(t, "n")
		to := days.AddWorkingDays(from, n)
		count := 0
		for d := from.AddDays(1); d <= to; d = d.AddDays(1) {
			if days.IsWorkingDay(d) {
				count++
			}
		}
		if count != n || !days.IsWorkingDay(to) {
			t.Fatalf("%s + %dwd = %s: %d working days between, ends on a working day: %v", from, n, to, count, days.IsWorkingDay(to))
		}
		if onWork := days.OnOrNextWorkingDay(from); days.WorkingDaysBefore(days.AddWorkingDays(onWork, n), n) != onWork {
			t.Fatalf("%s + %dwd - %dwd is not the same day", onWork, n, n)
		}
	})
}

func TestDueIsAWorkingDayAndLaterOpeningsAreNeverDueEarlier(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		days := China().For()
		opened := anyDate.Draw(t, "opened")
		n := rapid.IntRange(0, 40).Draw(t, "n")
		unit := rapid.SampledFrom([]string{WorkingDays, CalendarDays, Months}).Draw(t, "unit")
		due := days.Due(opened, n, unit)
		if due < opened || !days.IsWorkingDay(due) {
			t.Fatalf("%s + %d%s = %s", opened, n, unit, due)
		}
		if next := days.Due(opened.AddDays(1), n, unit); next < due {
			t.Fatalf("opened a day later is due earlier: %s, %s", due, next)
		}
	})
}
