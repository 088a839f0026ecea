package app

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"qunguan/cmd/internal/settings"
	"qunguan/jobs"
	"qunguan/jobs/lease"
	"qunguan/reconcile/calendar"
	"qunguan/sql/registry"
	"qunguan/sql/sqltest"
)

func leaderIs(t *testing.T, a *App, want string) {
	t.Helper()
	got, err := a.Leader(t.Context())
	if err != nil || want == "" && got != "" || !strings.Contains(got, want) {
		t.Errorf("the leader is %q, %v, want %q", got, err, want)
	}
}

func TestTheEmbeddedRegistrySaysWhichDaemonHasIt(t *testing.T) {
	a := &App{Settings: &settings.Settings{DataDir: t.TempDir()}, Log: slog.New(slog.DiscardHandler)}
	leaderIs(t, a, "") // there never was one
	if err := a.lock(); err != nil {
		t.Fatal(err)
	}
	leaderIs(t, a, fmt.Sprint(os.Getpid()))
	second := &App{Settings: a.Settings, Log: a.Log}
	if err := second.lock(); err == nil || !strings.Contains(err.Error(), fmt.Sprint(os.Getpid())) {
		t.Errorf("a second daemon: %v, want the first one's name", err)
	}
	a.Close()
	leaderIs(t, a, "") // the file stays, the lock does not
	if err := second.lock(); err != nil {
		t.Error(err)
	}
	second.Close()
}

func TestTheRegistrySaysWhichReplicaHasTheLease(t *testing.T) {
	a := &App{Settings: &settings.Settings{DatabaseDSN: "u@tcp(h)/d"}, Store: registry.New(sqltest.MariaDB(t), nil)}
	leaderIs(t, a, "")
	c, ok, err := a.Store.AcquireLease(t.Context(), jobs.SchedulerLease, "h:1:x", lease.MostTerm)
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	leaderIs(t, a, "h:1:x")
	if err := a.Store.ReleaseLease(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	leaderIs(t, a, "")
}

func TestReplicasShareRunsOnlyIfTheyJudgeByTheSame(t *testing.T) {
	of := func(version, text string) string {
		path := filepath.Join(t.TempDir(), "policy.yaml")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		loaded, err := LoadPolicy(path, time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		return (&App{Settings: &settings.Settings{Location: time.UTC}, Policy: loaded, Calendar: calendar.China(), Version: version}).basis()
	}
	mine := of("v1", "zombie: {days: 60}\n")
	if same := of("v1", "# written elsewhere\nzombie: {days: 60}\n"); same != mine {
		t.Error("the same policy in another file counts as another one")
	}
	for what, other := range map[string]string{"another program": of("v2", "zombie: {days: 60}\n"), "another policy": of("v1", "zombie: {days: 61}\n")} {
		if other == mine {
			t.Errorf("%s counts as the same", what)
		}
	}
}
