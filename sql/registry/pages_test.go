package registry

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"qunguan/notify"
	"qunguan/notify/outbox"
	"qunguan/reconcile/intake"
	"qunguan/reconcile/workgroup"
	"qunguan/sql/dbconn"
	"qunguan/sql/directory"
)

func TestPeopleAreFoundByNumberMobileAndMail(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		err := directory.PersonTable.Insert(t.Context(), s.DB, []workgroup.Person{
			{Code: "P1", Mobile: "13800001111", Email: "Zhou@Songlan.example"}, {Code: "P2", Mobile: "13800001111"}, {Code: "13800001111"}, {Code: "P3"},
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			code, mobile, mail string
			want               []string
		}{
			{"P1", "", "", []string{"P1"}},
			{"p1", "", "", nil},
			{"13800001111", "13800001111", "13800001111", []string{"13800001111", "P1", "P2"}},
			{"", "", "zhou@songlan.example", []string{"P1"}},
			{"", "", "", nil},
		} {
			list, err := s.FindPeople(t.Context(), c.code, c.mobile, c.mail)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, p := range list {
				got = append(got, p.Code)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("%q %q %q: %v, want %v", c.code, c.mobile, c.mail, got, c.want)
			}
		}
		if _, ok, err := s.Person(t.Context(), "P9"); ok || err != nil {
			t.Errorf("somebody unknown: %t %v", ok, err)
		}
	})
}

func TestOneGroupsPastIsThatOfAllGroups(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		at := time.Date(2026, 11, 1, 9, 0, 0, 0, time.UTC)
		for _, g := range []workgroup.Group{{Name: "旧名"}, {Name: "新名", Owner: "P1"}} {
			g.Code, g.Platform, g.Unit = "G1", "微信", "U1"
			bring{batch: intake.Batch{intake.Groups: intake.GroupRecords.Pack(g)}, at: at}.into(t, s)
			at = at.AddDate(0, 0, 1)
		}
		err := s.DB.Tx(t.Context(), func(tx *dbconn.Tx) error {
			return directory.WriteAccountChanges(t.Context(), tx, []directory.AccountChange{
				{Group: "G1", AccountKey: "a", At: at},
				{Group: "G1", AccountKey: "b", At: at},
				{Group: "G1", AccountKey: "c", Left: true, At: at},
				{Group: "G1", AccountKey: "a", Left: true, At: at.AddDate(0, 0, 7)},
				{Group: "G2", AccountKey: "a", At: at},
			})
		})
		if err != nil {
			t.Fatal(err)
		}
		all, err := s.GroupHistory(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		one, err := s.VersionsOf(t.Context(), "G1")
		if err != nil || len(one) != 2 {
			t.Fatal(one, err)
		}
		if diff := cmp.Diff(all, one); diff != "" {
			t.Errorf("-all +one:\n%s", diff)
		}
		turnover, err := s.Turnover(t.Context(), "G1", 5)
		if err != nil {
			t.Fatal(err)
		}
		for i := range turnover {
			turnover[i].At = turnover[i].At.UTC()
		}
		if diff := cmp.Diff([]workgroup.Turnover{{At: at.AddDate(0, 0, 7), Left: 1}, {At: at, Joined: 2, Left: 1}}, turnover); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
		if _, ok, err := s.Group(t.Context(), "G9"); ok || err != nil {
			t.Errorf("a group that nobody registered: %t %v", ok, err)
		}
	})
}

func TestNoticesOfOnePersonAreTheirs(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		at := time.Date(2026, 11, 1, 9, 0, 0, 0, time.UTC)
		var list []outbox.Notice
		for id, to := range map[string]notify.Recipient{"a": {Type: notify.ToPerson, Code: "P1"}, "b": {Type: notify.ToPerson, Code: "P2"}, "c": {Type: notify.ToUnit, Code: "P1"}} {
			list = append(list, outbox.Notice{ID: id, Kind: notify.KindReminder, Recipient: to, Channel: notify.Email, State: outbox.Pending, CreatedAt: at, NotBefore: at})
		}
		if err := s.Announce(t.Context(), list); err != nil {
			t.Fatal(err)
		}
		got, err := s.Notices(t.Context(), outbox.Filter{Person: "P1"})
		if err != nil || len(got) != 1 || got[0].ID != "a" {
			t.Errorf("%v %v", got, err)
		}
	})
}

func TestWhoLookedAtAPersonIsInTheAuditLog(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		at := time.Date(2026, 11, 1, 9, 0, 0, 0, time.UTC)
		if err := s.NoteView(t.Context(), "P2", "P1", at); err != nil {
			t.Fatal(err)
		}
		list, err := s.AuditLog(t.Context(), time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		if len(list) != 1 || list[0].By != "P2" || list[0].Subject != "P1" || list[0].What != "looked_at" {
			t.Errorf("%+v", list)
		}
	})
}
