package sqltest_test

import (
	"os"
	"testing"

	"qunguan/sql/dbconn"
	"qunguan/sql/sqltest"
)

func TestMain(m *testing.M) { os.Exit(sqltest.Main(m)) }

func TestEveryTestGetsItsOwnEmptyRegistry(t *testing.T) {
	for range 2 {
		sqltest.Each(t, func(t *testing.T, db *dbconn.DB) {
			var n int
			if err := db.Get(&n, "SELECT COUNT(*) FROM units"); err != nil || n != 0 {
				t.Fatalf("units in a fresh registry: %d, %v; want 0", n, err)
			}
			if _, err := db.Exec("INSERT INTO counters (name, issued) VALUES ('x', 1)"); err != nil {
				t.Fatalf("write: %v", err)
			}
		})
	}
}
