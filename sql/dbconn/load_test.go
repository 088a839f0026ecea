package dbconn_test

import (
	"context"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"qunguan/sql/dbconn"
	"qunguan/sql/sqltest"
)

type loaded struct {
	ID   int64  `db:"id"`
	Name string `db:"name"`
	Key  string `db:"name_key"`
	On   bool   `db:"is_on"`
}

// loadTable is a connection with an empty temporary table.
func loadTable(t *testing.T, db *dbconn.DB) *dbconn.Conn {
	t.Helper()
	conn, err := db.Hold(t.Context())
	must(t, err)
	t.Cleanup(func() { must(t, conn.Close()) })
	_, err = conn.ExecContext(t.Context(), db.Dialect.Temp("stage", "id BIGINT NOT NULL PRIMARY KEY, name VARCHAR(60) NOT NULL, name_key VARBINARY(240) NOT NULL, is_on TINYINT NOT NULL"))
	must(t, err)
	t.Cleanup(func() {
		_, err := conn.ExecContext(context.Background(), "DROP TABLE stage")
		must(t, err)
	})
	return conn
}

// fill adds a row.
func fill(rows *dbconn.LoadText, values ...any) {
	for _, v := range values {
		switch v := v.(type) {
		case string:
			rows.Text(v)
		case int:
			rows.Number(int64(v))
		case int64:
			rows.Number(v)
		case bool:
			rows.Number(map[bool]int64{true: 1}[v])
		}
	}
	rows.EndRow()
}

func TestWhatIsLoadedIsWhatWasGiven(t *testing.T) {
	conn := loadTable(t, sqltest.MariaDB(t))
	can, err := dbconn.CanLoad(t.Context(), conn, "stage")
	must(t, err)
	if !can {
		t.Fatal("the private server does not take LOAD DATA LOCAL")
	}
	text := rapid.StringOfN(rapid.OneOf(rapid.RuneFrom([]rune("\\\t\n\r\x00N'\",;张🌸 0")), rapid.Rune()), 0, 60, -1)
	rapid.Check(t, func(t *rapid.T) {
		var rows dbconn.LoadText
		var want []loaded
		for i := range rapid.IntRange(1, 20).Draw(t, "rows") {
			r := loaded{ID: int64(i), Name: text.Draw(t, "name"), Key: text.Draw(t, "key"), On: rapid.Bool().Draw(t, "on")}
			want = append(want, r)
			fill(&rows, r.ID, r.Name, r.Key, r.On)
		}
		var got []loaded
		_, err := conn.ExecContext(context.Background(), "DELETE FROM stage")
		if err == nil {
			err = dbconn.Load(context.Background(), conn, "stage", &rows)
		}
		if err == nil {
			err = conn.SelectContext(context.Background(), &got, "SELECT id, name, name_key, is_on FROM stage ORDER BY id")
		}
		if diff := gocmp.Diff(want, got); err != nil || diff != "" {
			t.Fatalf("%v (-want +got)\n%s", err, diff)
		}
	})
}

// The server itself only warns of these, and goes on.
func TestLoadingIsAsStrictAsAnInsert(t *testing.T) {
	for _, c := range []struct {
		name string
		rows [][]any
		is   func(error) bool
	}{
		{"a text that is too long", [][]any{{1, strings.Repeat("张", 61), "x", true}}, nil},
		{"a key that is there already", [][]any{{1, "a", "x", true}, {1, "b", "x", true}}, dbconn.IsDuplicate},
		{"a value that is missing", [][]any{{1, "a"}}, nil},
		{"a value too many", [][]any{{1, "a", "x", true, "y"}}, nil},
		{"a text where a number belongs", [][]any{{"one", "a", "x", true}}, nil},
		{"bytes that are no text", [][]any{{1, "\xf0\x9f", "x", true}}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			conn := loadTable(t, sqltest.MariaDB(t))
			var rows dbconn.LoadText
			for _, r := range c.rows {
				fill(&rows, r...)
			}
			err := dbconn.Load(t.Context(), conn, "stage", &rows)
			if err == nil || c.is != nil && !c.is(err) {
				t.Errorf("error %v", err)
			}
		})
	}
}

func TestAServerThatTakesNoLoadingSaysSo(t *testing.T) {
	db, err := dbconn.Open(t.Context(), dbconn.Config{DSN: sqltest.NewOwn(t, "--local-infile=0").DSN()})
	must(t, err)
	t.Cleanup(func() { must(t, db.Close()) })
	conn := loadTable(t, db)
	can, err := dbconn.CanLoad(t.Context(), conn, "stage")
	if can || err != nil {
		t.Errorf("can load: %v, %v", can, err)
	}
	must(t, conn.PingContext(t.Context())) // the session is as good as before
}
