package registry

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pingcap/tidb/pkg/parser"
	_ "github.com/pingcap/tidb/pkg/parser/test_driver"

	"qunguan/sql/dbconn"
	"qunguan/sql/sqltest"
)

// everyStatementParses reads every statement that the tests of this package
// made the store send to MariaDB with TiDB's parser, which knows MySQL 8's
// grammar and its reserved words.
func everyStatementParses(statements []string) error {
	p := parser.New()
	for _, stmt := range statements {
		if strings.HasPrefix(stmt, "SET SESSION sql_mode") {
			continue // innodb_lock_wait_timeout is a variable of the server, not of the grammar
		}
		if _, _, err := p.Parse(stmt, "", ""); err != nil {
			return fmt.Errorf("TiDB's parser does not read a statement of the store: %w\n%.300s", err, stmt)
		}
	}
	if len(statements) < 50 {
		return fmt.Errorf("only %d different statements were seen: the log of statements does not work", len(statements))
	}
	return nil
}

// Reserved since MySQL 8.0 and 8.4, free in MariaDB 10.11
// (https://dev.mysql.com/doc/refman/8.4/en/keywords.html).
const reservedByMySQL8 = " cube cume_dist dense_rank empty except first_value function grouping groups intersect json_table lag" +
	" last_value lateral lead manual nth_value ntile of over parallel percent_rank qualify rank recursive row_number system tablesample window "

func TestNoTableOrColumnHasANameThatMySQLReserves(t *testing.T) {
	db := sqltest.MariaDB(t)
	var names []string
	must(t, db.Select(&names, "SELECT column_name FROM information_schema.columns WHERE table_schema = DATABASE()"+
		" UNION SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()"))
	for _, name := range names {
		if strings.Contains(reservedByMySQL8, " "+strings.ToLower(name)+" ") {
			t.Errorf("%s is a reserved word of MySQL 8", name)
		}
	}
	if len(names) < 100 {
		t.Fatalf("only %d names were read", len(names))
	}
}

func TestEveryTextColumnComparesBytes(t *testing.T) {
	db := sqltest.MariaDB(t)
	var loose []string
	must(t, db.Select(&loose, "SELECT CONCAT(table_name, '.', column_name) FROM information_schema.columns WHERE table_schema = DATABASE()"+
		" AND collation_name IS NOT NULL AND collation_name <> 'utf8mb4_bin' AND table_name NOT IN ('goose_db_version', 'migration_lock')"))
	if len(loose) > 0 {
		t.Errorf("compared by a looser collation: %v", loose)
	}
}

func TestUpsertAndIgnoreAreWrittenForEachEngine(t *testing.T) {
	for _, c := range []struct {
		dialect dbconn.Dialect
		upsert  string
		ignore  string
	}{
		{dbconn.SQLite, " ON CONFLICT (a, b) DO UPDATE SET c = excluded.c, d = excluded.d", " ON CONFLICT DO NOTHING"},
		{dbconn.MySQL, " ON DUPLICATE KEY UPDATE c = VALUES(c), d = VALUES(d)", " ON DUPLICATE KEY UPDATE a = VALUES(a)"},
	} {
		same(t, c.upsert, c.dialect.Upsert([]string{"a", "b"}, "c", "d"))
		same(t, c.ignore, c.dialect.Ignore("a"))
	}
}
