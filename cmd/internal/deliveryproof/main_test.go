package deliveryproof

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"qunguan/sql/dbconn"
	"qunguan/sql/migrations"
	"qunguan/sql/registry"
	"qunguan/sql/sqltest"
)

var (
	kills   = flag.Int("kills", 15, "how many processes the campaign kills on each engine")
	notices = flag.Int("notices", 200, "how many notices it sends on each engine")
)

func TestMain(m *testing.M) { os.Exit(sqltest.Main(m)) }

// secretKey seals the routes, in the tests' store and in the binary.
var secretKey = slices.Repeat([]byte{7}, registry.KeySize)

// configOf is an empty registry of the engine that survives a power cut.
func configOf(t testing.TB, engine string) dbconn.Config {
	t.Helper()
	if engine == "mariadb" {
		return dbconn.Config{DSN: sqltest.DurableDSN(t)}
	}
	return dbconn.Config{Dir: t.TempDir()}
}

// openStore migrates the registry and opens it.
func openStore(t testing.TB, c dbconn.Config) *registry.Store {
	t.Helper()
	db, err := dbconn.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if _, err := migrations.Migrate(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	keys, err := registry.NewKeyring(secretKey, nil)
	if err != nil {
		t.Fatal(err)
	}
	return registry.New(db, keys)
}

// binary builds the program as users get it.
func binary(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "qunguan")
	build := exec.Command("go", "build", "-o", path, "qunguan/cmd/qunguan")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return path
}
