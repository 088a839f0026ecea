package migrations_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"qunguan/reconcile/roster"
	"qunguan/reconcile/workgroup"
	"qunguan/sql/dbconn"
	"qunguan/sql/migrations"
)

// oldRoster is a group's rows as registries had them before documents.
func oldRoster(group int) []workgroup.Member {
	members := make([]workgroup.Member, 30)
	for i := range members {
		members[i] = workgroup.Member{Account: fmt.Sprintf("WX_%03d", i), Nickname: fmt.Sprintf("第%d局张伟🌸", group), Role: workgroup.RoleMember}
		switch i % 3 {
		case 0:
			members[i].SpokeAt = time.UnixMilli(1_790_000_000_000 + int64(group*i)).UTC()
		case 1:
			members[i].Account, members[i].Role = fmt.Sprintf("@%03d张伟#2", i), workgroup.RoleRobot
			members[i].JoinedAt = time.UnixMilli(1_700_000_000_000).UTC()
		}
	}
	return members
}

func TestRowsOfOldRegistriesBecomeDocumentsAlsoWhenItIsCutOff(t *testing.T) {
	const groups = 700
	empty(t, func(t *testing.T, c dbconn.Config, _ string) {
		db := open(t, c)
		if err := migrations.MigrateTo(t.Context(), db, migrations.RosterDocuments-1); err != nil {
			t.Fatal(err)
		}
		want := map[string]map[workgroup.Member]bool{}
		err := db.Tx(t.Context(), func(tx *dbconn.Tx) error {
			for g := range groups {
				group, members := fmt.Sprintf("G%04d", g*11%groups), oldRoster(g)
				want[group] = map[workgroup.Member]bool{}
				var args []any
				for _, m := range members {
					want[group][m] = true
					args = append(args, group, m.Key(), m.Account, m.Nickname, m.Role, milliseconds(m.JoinedAt), milliseconds(m.SpokeAt))
				}
				if _, err := tx.Exec("INSERT INTO roster_members VALUES "+dbconn.Values(len(members), 7), args...); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		cutOff(t, db, "roster_documents")
		var left int
		if err := db.Get(&left, "SELECT COUNT(*) FROM roster_members"); err != nil || left != groups*30 {
			t.Fatalf("after a migration that was cut off %d rows are left, %v", left, err)
		}
		if _, err := migrations.Migrate(t.Context(), db); err != nil {
			t.Fatal(err)
		}
		got := map[string]map[workgroup.Member]bool{}
		var documents []struct {
			Group   string `db:"group_code"`
			Content []byte `db:"content"`
		}
		if err := db.Select(&documents, "SELECT group_code, content FROM roster_documents"); err != nil {
			t.Fatal(err)
		}
		var decoder roster.Decoder
		for _, d := range documents {
			members, err := decoder.Decode(d.Content)
			if err != nil {
				t.Fatalf("group %s: %v", d.Group, err)
			}
			got[d.Group] = map[workgroup.Member]bool{}
			for i, m := range members {
				if i > 0 && members[i-1].Key() >= m.Key() {
					t.Errorf("group %s: %s stands before %s", d.Group, members[i-1].Account, m.Account)
				}
				got[d.Group][m] = true
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
		if err := db.Get(&left, "SELECT COUNT(*) FROM roster_members"); err == nil {
			t.Error("the table of rows is still there")
		}
	})
}

func milliseconds(at time.Time) int64 {
	if at.IsZero() {
		return 0
	}
	return at.UnixMilli()
}
