package migrations_test

import (
	"slices"
	"strings"
	"testing"

	"qunguan/sql/dbconn"
	"qunguan/sql/migrations"
	"qunguan/sql/sqltest"
)

// noticesOfSchema5 are the columns with which the program of schema 5 reads
// and writes notices, all of them each time: to compose, to send, to seal a
// run. Its daemon does not watch the schema yet, and works on when it is
// upgraded.
var noticesOfSchema5 = []string{
	"id", "seq", "kind", "recipient_type", "recipient", "recipient_name", "channel", "route_seq", "state", "created_ms", "not_before_ms", "next_ms", "wake_ms",
	"sent_ms", "told_ms", "tried_ms", "attempts", "doubts", "last_error", "title", "body", "document", "refs", "hops",
	"claimed_by", "claimed_until_ms", "relayed_by", "version",
}

// movedSince are those that schemas 6 and 15 took away.
var movedSince = []string{"body", "document", "refs", "hops", "claimed_by", "claimed_until_ms"}

// versionOfAnySchema is the question of every program before it opens a registry, and of every daemon
// since schema 10 each ten seconds: the columns that it reads must stay.
const versionOfAnySchema = "SELECT COALESCE(MAX(version_id), 0) FROM goose_db_version"

// An older program that still runs beside an upgraded registry must not send
// what the newer one sends too: each of its ways to a notice has to fail.
func TestADaemonOfSchema5ThatRunsOnCanTellNobody(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, db *dbconn.DB) {
		newest, err := migrations.Status(t.Context(), db)
		if err != nil {
			t.Fatal(err)
		}
		var version int64
		if err := db.Get(&version, versionOfAnySchema); err != nil || version != newest.Want || version < 6 {
			t.Errorf("an older program reads version %d, %v; want %d: it would not know that it is too old", version, err, newest.Want)
		}
		read := func(columns []string) error {
			_, err := db.Exec("SELECT " + strings.Join(columns, ", ") + " FROM notices WHERE wake_ms > 0")
			return err
		}
		left := slices.DeleteFunc(slices.Clone(noticesOfSchema5), func(c string) bool { return slices.Contains(movedSince, c) })
		if err := read(left); err != nil {
			t.Fatalf("the other columns cannot be read either, and the test proves nothing: %v", err)
		}
		if err := read(noticesOfSchema5); err == nil {
			t.Error("it reads notices, and would claim and send them")
		}
		values := make([]string, len(noticesOfSchema5))
		for i := range values {
			values[i] = "1"
		}
		if _, err := db.Exec("INSERT INTO notices (" + strings.Join(noticesOfSchema5, ", ") + ") VALUES (" + strings.Join(values, ", ") + ")"); err == nil {
			t.Error("it writes notices")
		}
	})
}
