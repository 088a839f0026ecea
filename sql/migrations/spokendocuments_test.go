package migrations_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunguan/reconcile/roster"
	"qunguan/sql/dbconn"
	"qunguan/sql/migrations"
)

// oldWords is a time of speaking as registries had it before documents.
type oldWords struct {
	Group, Key, Nickname string
	Spoke                int64
}

func TestWordsOfOldRegistriesBecomeDocumentsAlsoWhenItIsCutOff(t *testing.T) {
	const groups, long = 500, 12_000 // one group has more than a document holds
	empty(t, func(t *testing.T, c dbconn.Config, _ string) {
		db := open(t, c)
		if err := migrations.MigrateTo(t.Context(), db, migrations.SpokenDocuments-1); err != nil {
			t.Fatal(err)
		}
		want := map[oldWords]bool{}
		err := db.Tx(t.Context(), func(tx *dbconn.Tx) error {
			var args []any
			for g := range groups {
				n := 20
				if g == 3 {
					n = long
				}
				for i := range n {
					w := oldWords{fmt.Sprintf("G%04d", g), fmt.Sprintf("wx_%05d", i*7919%n), fmt.Sprintf("第%d局张伟🌸", i%9), 1_790_000_000_000 + int64(i)*60_000}
					robot := 0
					if i%10 == 3 {
						robot = 1
					} else {
						want[w] = true
					}
					args = append(args, w.Group, robot, w.Spoke, w.Key, w.Nickname)
				}
				for len(args) >= 5*1000 || g == groups-1 && len(args) > 0 {
					some := args[:min(len(args), 5*1000)]
					if _, err := tx.Exec("INSERT INTO spoken_before (group_code, robot_role, spoke_ms, account_key, nickname) VALUES "+dbconn.Values(len(some)/5, 5), some...); err != nil {
						return err
					}
					args = args[len(some):]
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		cutOff(t, db, "spoken_documents")
		if _, err := migrations.Migrate(t.Context(), db); err != nil {
			t.Fatal(err)
		}
		var documents []struct {
			Group    string `db:"group_code"`
			Newest   int64  `db:"newest_ms"`
			Oldest   int64  `db:"oldest_ms"`
			Checksum int64  `db:"checksum"`
			Content  []byte `db:"content"`
		}
		if err := db.Select(&documents, "SELECT group_code, newest_ms, oldest_ms, checksum, content FROM spoken_documents"); err != nil {
			t.Fatal(err)
		}
		got := map[oldWords]bool{}
		var decoder roster.Decoder
		for _, d := range documents {
			words, err := decoder.Words(d.Content)
			if err != nil {
				t.Fatalf("group %s: %v", d.Group, err)
			}
			if int64(roster.Checksum(d.Content)) != d.Checksum {
				t.Errorf("group %s: checksum %d", d.Group, d.Checksum)
			}
			newest, oldest := words[0].SpokeAt.UnixMilli(), words[0].SpokeAt.UnixMilli()
			for _, m := range words {
				at := m.SpokeAt.UnixMilli()
				newest, oldest = max(newest, at), min(oldest, at)
				w := oldWords{d.Group, m.Account, m.Nickname, at}
				if got[w] {
					t.Errorf("twice: %+v", w)
				}
				got[w] = true
			}
			if newest != d.Newest || oldest != d.Oldest {
				t.Errorf("group %s: from %d to %d, the row says %d to %d", d.Group, oldest, newest, d.Oldest, d.Newest)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got)\n%.2000s", diff)
		}
		if len(documents) != groups+2 {
			t.Errorf("%d documents", len(documents))
		}
		if err := db.Get(new(int), "SELECT COUNT(*) FROM spoken_before"); err == nil {
			t.Error("the table of rows is still there")
		}
	})
}

// cutOff stops a migration once it has written some rows of a table, and not all.
func cutOff(t *testing.T, db *dbconn.DB, table string) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	done := make(chan error, 1)
	go func() {
		_, err := migrations.Migrate(ctx, db)
		done <- err
	}()
	for {
		var written int
		if err := db.Get(&written, "SELECT COUNT(*) FROM "+table); err == nil && written > 0 {
			cancel()
			if err := <-done; err == nil {
				t.Fatal("the migration was not cut off")
			}
			return
		}
		select {
		case err := <-done:
			t.Fatalf("the migration ended before it was cut off: %v", err)
		default:
		}
	}
}
