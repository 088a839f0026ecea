package migrations_test

import (
	"math/rand/v2"
	"os"
	"os/exec"
	"testing"
	"time"

	"qunguan/sql/dbconn"
	"qunguan/sql/migrations"
	"qunguan/sql/sqltest"
)

// A server commits each CREATE by itself: a process that is killed in the middle of migrating leaves
// half a schema. The next migration completes it.
func TestAProcessKilledWhileItMigratesBreaksNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("kills processes for half a minute")
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 4 {
		c := dbconn.Config{DSN: sqltest.DSN(t)}
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), asSecondProcess+"=dsn:"+c.DSN)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		wait := 20*time.Millisecond + time.Duration(random.Int64N(int64(900*time.Millisecond)))
		time.Sleep(wait)
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		db := open(t, c)
		before, _ := migrations.Status(t.Context(), db)
		if _, err := migrations.Migrate(t.Context(), db); err != nil {
			t.Errorf("killed after %v at version %d: %v", wait, before.Have, err)
			continue
		}
		if v, err := migrations.Status(t.Context(), db); err != nil || !v.Current() {
			t.Errorf("version %+v, %v", v, err)
		}
	}
}
