package deliveryproof

import (
	"flag"
	"os"
	"slices"
	"testing"

	"qunguan/cmd/internal/binarytest"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
	"qunguan/sql/migrations"
	"qunguan/sql/registry"
	"qunguan/sql/sqltest"
)

var (
	kills   = flag.Int("kills", 15, "how many processes the campaign kills on each engine")
	notices = flag.Int("notices", 200, "how many notices it sends on each engine")
)

func TestMain(m *testing.M) {
	code := sqltest.Main(m)
	binarytest.Remove()
	os.Exit(code)
}

// secretKey seals the routes, in the tests' store and in the binary.
var secretKey = slices.Repeat([]byte{7}, base.KeySize)

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
	keys, err := base.NewKeyring(secretKey, nil)
	if err != nil {
		t.Fatal(err)
	}
	return registry.New(db, keys)
}
