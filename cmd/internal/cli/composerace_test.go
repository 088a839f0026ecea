package cli_test

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"log/slog"
	"testing"
	"time"

	"qunguan/cmd/internal/app"
	"qunguan/cmd/internal/settings"
	"qunguan/jobs"
	"qunguan/jobs/check"
	"qunguan/jobs/tell"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// casesThenSent are the cases of a registry; right after they were read, something else happens.
type casesThenSent struct {
	ledgerCases
	then func()
}

type ledgerCases check.Cases

func (c *casesThenSent) EachCase(ctx context.Context, f ledger.Filter, fn func(ledger.Case) error) error {
	err := c.ledgerCases.EachCase(ctx, f, fn)
	if c.then != nil && f.OpenOnly && len(f.Rules) == 0 {
		then := c.then
		c.then = nil
		then()
	}
	return err
}

// A sender that records what it sent while compose reads must not have it said again.
func TestWhatIsSentWhileComposeReadsIsNotSaidAgain(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		r := w.act(t)
		w.importSmall(monday, r.routes())
		w.judge(monday)
		w.runJobs(monday, "compose")
		want := len(w.notices())

		key, err := base64.StdEncoding.DecodeString(w.Env["SECRET_KEY"])
		if err != nil {
			t.Fatal(err)
		}
		s := &settings.Settings{
			DataDir: w.Env["DATA_DIR"], Policy: w.Env["POLICY"], Location: shanghaiTime, Mode: settings.Act, SecretKey: workgroup.Secret(key),
		}
		if dsn := w.Env["DATABASE_DSN"]; dsn != "embedded" {
			s.DatabaseDSN = workgroup.Secret(dsn)
		}
		a, err := app.Open(t.Context(), s, app.Options{Log: slog.New(slog.DiscardHandler), Version: "test"})
		if err != nil {
			t.Fatal(err)
		}
		defer a.Close()
		cases := &casesThenSent{ledgerCases: a.Store, then: func() { w.runJobs(monday, "deliver") }}
		composer := tell.Composer{
			Directory: a.Store, Rosters: a.Store, Cases: cases, Notifications: a.Store, Notices: a.Store,
			Policy: a.Policy.Policy, Calendar: a.Calendar, Act: true, NewID: func() string { return "msg_" + rand.Text() }, Log: a.Log,
		}
		at, err := time.Parse(time.RFC3339, monday)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := composer.Run(t.Context(), jobs.Run{Moment: at.In(shanghaiTime)}); err != nil {
			t.Fatal(err)
		}
		if n := r.arrived(); n != want {
			t.Errorf("%d of %d notices arrived while compose read", n, want)
		}
		if n := len(w.notices()); n != want {
			t.Errorf("%d notices, want the %d that were sent: what was told is said again", n, want)
		}
	})
}
