package dbconn_test

import (
	"fmt"
	"strings"
	"testing"

	"qunguan/sql/dbconn"
	"qunguan/sql/sqltest"
)

// one runs everything on one connection, so that what it keeps is met again.
func one(t *testing.T) *dbconn.DB {
	t.Helper()
	db := sqltest.SQLite(t)
	db.SetMaxOpenConns(1)
	return db
}

func TestAKeptStatementCanBeRunWhileItsRowsAreRead(t *testing.T) {
	db := one(t)
	must(t, db.Tx(t.Context(), func(tx *dbconn.Tx) error {
		for _, name := range []string{"a", "b", "c"} {
			must(t, exec(t, tx, insert, name, 1))
		}
		const query = "SELECT name FROM counters WHERE name >= ? ORDER BY name"
		var seen []string
		for range 2 {
			outer, err := tx.QueryContext(t.Context(), query, "a")
			must(t, err)
			for outer.Next() {
				var name string
				must(t, outer.Scan(&name))
				var inner []string
				must(t, tx.SelectContext(t.Context(), &inner, query, name))
				seen = append(seen, name+"<"+strings.Join(inner, ""))
			}
			must(t, outer.Close())
		}
		if got := strings.Join(seen, " "); got != "a<abc b<bc c<c a<abc b<bc c<c" {
			t.Errorf("read %s", got)
		}
		return nil
	}))
}

func TestAKeptStatementSeesAnotherSchema(t *testing.T) {
	db := one(t)
	must(t, exec(t, db, "CREATE TABLE x (a INTEGER)"))
	must(t, exec(t, db, "INSERT INTO x (a) VALUES (?)", 1))
	var n []int
	must(t, db.Select(&n, "SELECT a FROM x"))
	must(t, exec(t, db, "DROP TABLE x"))
	must(t, exec(t, db, "CREATE TABLE x (b INTEGER, a INTEGER)"))
	must(t, exec(t, db, "INSERT INTO x (a) VALUES (?)", 2))
	must(t, db.Select(&n, "SELECT a FROM x"))
	must(t, exec(t, db, "ALTER TABLE x DROP COLUMN a"))
	if len(n) != 1 || n[0] != 2 {
		t.Errorf("read %v, want 2", n)
	}
	if err := db.Select(&n, "SELECT a FROM x"); err == nil {
		t.Error("a column that is gone was read")
	}
	if err := exec(t, db, "INSERT INTO x (a) VALUES (?)", 3); err == nil {
		t.Error("a column that is gone was written")
	}
}

func TestAStatementThatFailedWorksTheNextTime(t *testing.T) {
	db := one(t)
	must(t, exec(t, db, insert, "a", 1))
	for range 3 {
		if err := exec(t, db, insert, "a", 1); !dbconn.IsDuplicate(err) {
			t.Fatalf("error %v, want a duplicate", err)
		}
		must(t, exec(t, db, "DELETE FROM counters WHERE name = ?", "a"))
		must(t, exec(t, db, insert, "a", 1))
	}
}

func TestMoreStatementsThanAreKeptAllWork(t *testing.T) {
	db := one(t)
	must(t, exec(t, db, insert, "a", 7))
	for range 3 {
		for i := range 120 {
			var n int
			must(t, db.Get(&n, fmt.Sprintf("SELECT issued + %d FROM counters WHERE name = ?", i), "a"))
			if n != 7+i {
				t.Fatalf("statement %d gave %d", i, n)
			}
		}
	}
}
