package registry

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"qunguan/notify"
	"qunguan/notify/outbox"
	"qunguan/reconcile/intake"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
	"qunguan/sql/dbconn"
	"qunguan/sql/directory"
)

func TestFlowCountsByDayAndUnitWhatCameAndWent(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		cases := fillLedger(t, s, 300)
		for _, w := range []*ledger.Within{nil, {Units: []string{"U1"}}, {Groups: []string{"G0"}}, {Units: []string{"U2"}, Groups: []string{"G1"}}, {}} {
			want := map[ledger.Flow]int{}
			for _, c := range cases {
				if w != nil && !slices.Contains(w.Units, c.Unit) && !slices.Contains(w.Groups, c.Subject.Group) && !slices.Contains(w.Groups, c.Subject.Group2) {
					continue
				}
				if c.State.Open() {
					want[ledger.Flow{Day: c.OpenedOn, Unit: c.Unit, Open: 1}]++
				}
				if c.State.Open() || c.OpenedOn >= "2026-11-05" {
					want[ledger.Flow{Day: c.OpenedOn, Unit: c.Unit, Opened: 1}]++
				}
				if c.State == ledger.Closed && c.ClosedOn >= "2026-11-05" {
					want[ledger.Flow{Day: c.ClosedOn, Unit: c.Unit, Closed: 1}]++
				}
			}
			list, err := s.Flow(t.Context(), "2026-11-05", w)
			if err != nil {
				t.Fatal(err)
			}
			got := map[ledger.Flow]int{}
			for _, f := range list {
				for one, n := range map[ledger.Flow]int{{Day: f.Day, Unit: f.Unit, Open: 1}: f.Open, {Day: f.Day, Unit: f.Unit, Opened: 1}: f.Opened, {Day: f.Day, Unit: f.Unit, Closed: 1}: f.Closed} {
					if n > 0 {
						got[one] += n
					}
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("within %v (-want +got):\n%s", w, diff)
			}
		}
	})
}

func TestAListingKeepsToAPartOfTheLedgerAndToItsOrder(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		cases := fillLedger(t, s, 300)
		for i := range 20 {
			cases[i].Responsible = "P1"
		}
		for _, c := range cases[:20] {
			if _, err := s.DB.ExecContext(t.Context(), "UPDATE cases SET responsible = 'P1' WHERE id = ?", c.ID); err != nil {
				t.Fatal(err)
			}
		}
		list := func(l ledger.Listing) (ids []int64) {
			l.States, l.Limit = ledger.OpenStates, 1000
			got, err := s.List(t.Context(), l)
			if err != nil {
				t.Fatal(err)
			}
			n, err := s.CountListed(t.Context(), l)
			if err != nil || n != len(got) {
				t.Errorf("%+v: %d listed, %d counted, %v", l, len(got), n, err)
			}
			for _, c := range got {
				ids = append(ids, c.ID)
			}
			return ids
		}
		pick := func(fits func(ledger.Case) bool) (ids []int64) {
			for _, c := range cases {
				if c.State.Open() && fits(c) {
					ids = append(ids, c.ID)
				}
			}
			return ids
		}
		for name, c := range map[string]struct {
			l    ledger.Listing
			fits func(ledger.Case) bool
		}{
			"units":         {ledger.Listing{Within: &ledger.Within{Units: []string{"U1", "U2"}}}, func(c ledger.Case) bool { return c.Unit != "U3" }},
			"groups":        {ledger.Listing{Within: &ledger.Within{Groups: []string{"G0"}}}, func(c ledger.Case) bool { return c.Subject.Group == "G0" || c.Subject.Group2 == "G0" }},
			"nothing":       {ledger.Listing{Within: &ledger.Within{}}, func(ledger.Case) bool { return false }},
			"a responsible": {ledger.Listing{Responsible: "P1"}, func(c ledger.Case) bool { return c.Responsible == "P1" }},
			"rules":         {ledger.Listing{Rules: []string{"member.card", "member.left"}}, func(c ledger.Case) bool { return c.Rule != "group.zombie" }},
			"words":         {ledger.Listing{Search: "群12"}, func(c ledger.Case) bool { return strings.Contains(c.Title, "群12") }},
			"a sign":        {ledger.Listing{Search: "%"}, func(ledger.Case) bool { return false }},
			"a number":      {ledger.Listing{Search: "17"}, func(c ledger.Case) bool { return c.ID == 17 || strings.Contains(c.Title, "17") }},
		} {
			got := list(c.l)
			slices.Sort(got)
			if want := pick(c.fits); !slices.Equal(got, want) {
				t.Errorf("%s: %v, want %v", name, got, want)
			}
		}
		if got := list(ledger.Listing{Sort: ledger.SortOldest}); !slices.IsSorted(got) {
			t.Error("the oldest are not first")
		}
		got := list(ledger.Listing{Sort: ledger.SortNewest})
		if slices.Reverse(got); !slices.IsSorted(got) {
			t.Error("the newest are not first")
		}
		rank := map[string]int{"high": 0, "normal": 1, "low": 2}
		last := 0
		for _, id := range list(ledger.Listing{Sort: ledger.SortSeverity}) {
			if r := rank[cases[id-1].Severity]; r < last {
				t.Fatalf("case %d of severity %s stands behind lesser ones", id, cases[id-1].Severity)
			} else {
				last = r
			}
		}
		all, err := s.CountsOf(t.Context(), "2026-12-01", "2026-12-08", []string{"G0"})
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, c := range all {
			if c.State.Open() {
				n += c.N
			}
		}
		if want := len(pick(func(c ledger.Case) bool { return c.Subject.Group == "G0" || c.Subject.Group2 == "G0" })); n != want {
			t.Errorf("%d open cases of the group are counted, want %d", n, want)
		}
	})
}

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
			bring{batch: intake.Batch{intake.Groups: []workgroup.Group{g}}, at: at}.into(t, s)
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
