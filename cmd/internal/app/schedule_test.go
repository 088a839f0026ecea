package app

import (
	"log/slog"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunguan/cmd/internal/settings"
)

func TestTheDaemonHasEveryDigestOfThePolicyOnItsSchedule(t *testing.T) { // covers S7.4
	dir := t.TempDir()
	s, problems := settings.Load(func(name string) (string, bool) {
		v, ok := map[string]string{settings.Prefix + "DATA_DIR": dir, settings.Prefix + "POLICY": "pack:town"}[name]
		return v, ok
	}, nil)
	if len(problems) > 0 {
		t.Fatal(problems.Say("en"))
	}
	a, err := Open(t.Context(), s, Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	d, err := a.Daemon()
	if err != nil {
		t.Fatal(err)
	}
	scheduled := map[string]string{}
	for job, schedule := range d.Schedules {
		scheduled[job] = schedule.String()
		if _, ok := a.Runner.Jobs[job]; !ok {
			t.Errorf("%s is on the schedule, and nobody does it", job)
		}
	}
	digests := maps.Clone(scheduled)
	maps.DeleteFunc(digests, func(job, _ string) bool { return !strings.HasPrefix(job, "digest") })
	want := map[string]string{"digest office 57 8 * * 6": "57 8 * * 6", "digest principal 57 8 * * 1": "57 8 * * 1"}
	if diff := cmp.Diff(want, digests); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if !slices.Contains(slices.Collect(maps.Keys(scheduled)), "member-check") {
		t.Errorf("the other jobs are gone: %v", scheduled)
	}
}
