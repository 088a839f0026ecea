package cli

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"qunguan/cmd/internal/app"
	"qunguan/cmd/internal/settings"
	"qunguan/reconcile/calendar"
	"qunguan/reconcile/phrase"
)

func TestADiskIsBrokenBeforeItIsFull(t *testing.T) {
	const mb, gb = 1 << 20, 1 << 30
	for _, c := range []struct {
		name        string
		free, total uint64
		want        string
	}{
		{"half of it is free", 50 * gb, 100 * gb, healthy},
		{"a gigabyte on a small disk", 2 * gb, 10 * gb, healthy},
		{"less than a twentieth", 4 * gb, 100 * gb, attention},
		{"less than a gigabyte", 900 * mb, 10 * gb, attention},
		{"too little for an import", 199 * mb, 1 * gb, broken},
		{"full", 0, 100 * gb, broken},
	} {
		if got := spare(c.free, c.total); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestClocksThatDifferAreBrokenFromAMinuteOn(t *testing.T) {
	for by, want := range map[time.Duration]string{
		0: healthy, 4 * time.Second: healthy, -5 * time.Second: attention, time.Minute: broken, -time.Hour: broken,
	} {
		if got := skewed(by); got != want {
			t.Errorf("%v: %s, want %s", by, got, want)
		}
	}
}

// A registry too large for the doctor's patience is neither broken nor called
// whole.
func TestTheDoctorSaysThatItDidNotSeeAllOfTheRegistry(t *testing.T) {
	a, err := app.Open(t.Context(), &settings.Settings{DataDir: t.TempDir(), Policy: "pack:county", Location: time.UTC, Mode: settings.Report},
		app.Options{Migrate: true, Log: slog.New(slog.DiscardHandler), Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	for within, want := range map[time.Duration]string{time.Nanosecond: "qunguan audit check", time.Minute: "没有矛盾"} {
		u := &checkup{call: &call{Context: t.Context(), lang: phrase.Zh}}
		u.examineBooks(a, within)
		if f := u.list[0]; f.Status != healthy || f.Todo != "" || !strings.Contains(f.Detail, want) {
			t.Errorf("within %v: %+v; want %q", within, f, want)
		}
	}
}

func TestACalendarThatEndsIsSaidSixtyDaysBefore(t *testing.T) {
	a := &app.App{Calendar: calendar.China(), Settings: &settings.Settings{DataDir: "/data"}}
	_, to := a.Calendar.Covered()
	for days, want := range map[int]string{100: healthy, 60: healthy, 59: attention, 20: attention, 0: attention, -1: broken, -300: broken} {
		u := &checkup{call: &call{lang: phrase.Zh}}
		u.examineCalendar(a, to.In(time.UTC).AddDate(0, 0, -days))
		if f := u.list[0]; f.Status != want || (want != healthy) != (f.Todo != "") {
			t.Errorf("%d days before the end: %+v, want %s", days, f, want)
		}
	}
}
