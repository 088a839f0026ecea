package registry

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"qunguan/reconcile/intake"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
	"qunguan/sql/dbconn"
	sqlledger "qunguan/sql/ledger"
	"qunguan/sql/sqltest"
)

// fillLedger writes cases of all states, severities and days straight into the
// table.
func fillLedger(t testing.TB, s *Store, n int) []ledger.Case {
	t.Helper()
	random := rand.New(rand.NewPCG(3, 5))
	pick := func(list ...string) string { return list[random.IntN(len(list))] }
	cases := make([]ledger.Case, n)
	for i := range cases {
		state := ledger.State(pick("found", "found", "found", "handed_over", "handling", "accountability", "circulated", "closed", "closed", "exempt"))
		c := ledger.Case{
			ID: int64(i + 1), Rule: pick("member.card", "member.left", "group.zombie"), Unit: pick("U1", "U2", "U3"), Title: fmt.Sprintf("群“工作群%d”的问题", i),
			State: state, Severity: pick("high", "normal", "low"), DueOn: workgroup.Date(pick("", "2026-11-30", "2026-12-01", "2026-12-05", "2027-01-01")),
			OpenedOn: "2026-11-01", LastSeenOn: "2026-11-20", Evidence: []byte(`{"nickname":"张三","accepted":["张三","水利局张三"],"how":"account"}`),
			Subject: ledger.Subject{Type: ledger.SubjectAccount, Group: fmt.Sprintf("G%d", random.IntN(max(1, n/100))), Account: fmt.Sprint("wx_", i), Group2: pick("", "", "G0")},
		}
		if state == ledger.Closed {
			c.ClosedOn, c.ClosedReason = workgroup.Date(pick("2026-11-10", "2026-11-11", "2026-11-25")), ledger.Fixed
		}
		cases[i] = c
	}
	for chunk := range slices.Chunk(cases, 2000) {
		if err := sqlledger.CaseTable.Insert(t.Context(), s.DB, chunk); err != nil {
			t.Fatal(err)
		}
	}
	return cases
}

// plainListing is what List promises, in the plainest way.
func plainListing(cases []ledger.Case, groups map[string]string, l ledger.Listing) []int64 {
	in := func(code string) bool {
		return code != "" && groups[code] != "" && (strings.EqualFold(code, l.Group) || strings.Contains(groups[code], l.Group))
	}
	rank := map[string]int{"high": 0, "normal": 1, "low": 2}
	var list []ledger.Case
	for _, c := range cases {
		bounded := l.DueFrom != "" || l.DueTo != ""
		switch {
		case !slices.Contains(l.States, c.State), l.Units != nil && !slices.Contains(l.Units, c.Unit), l.Rule != "" && l.Rule != c.Rule,
			l.Severity != "" && l.Severity != c.Severity, l.Group != "" && !in(c.Subject.Group) && !in(c.Subject.Group2),
			bounded && (!c.State.Open() || c.DueOn == "" || c.DueOn < l.DueFrom || l.DueTo != "" && c.DueOn > l.DueTo):
			continue
		}
		list = append(list, c)
	}
	slices.SortFunc(list, func(a, b ledger.Case) int {
		switch aOpen, bOpen := a.State.Open(), b.State.Open(); {
		case aOpen != bOpen && aOpen:
			return -1
		case aOpen != bOpen:
			return 1
		case !aOpen:
			return cmp.Or(cmp.Compare(b.ClosedOn, a.ClosedOn), cmp.Compare(b.ID, a.ID))
		}
		return cmp.Or(cmp.Compare(cmp.Or(a.DueOn, "9999"), cmp.Or(b.DueOn, "9999")), cmp.Compare(rank[a.Severity], rank[b.Severity]), cmp.Compare(a.ID, b.ID))
	})
	ids := []int64{}
	for _, c := range list {
		ids = append(ids, c.ID)
	}
	return ids
}

func TestAListingHasEachCaseOnceInItsOrder(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		cases := fillLedger(t, s, 600)
		groups := map[string]string{"G0": "水利局工作群", "G1": "防汛_抗旱群", "G2": "100%群"}
		var registered []workgroup.Group
		for code, name := range groups {
			registered = append(registered, workgroup.Group{Code: code, Platform: "微信", Name: name, Unit: "U1"})
		}
		bring{batch: intake.Batch{intake.Groups: registered}}.into(t, s)
		all := append(slices.Clone(ledger.OpenStates), ledger.Closed, ledger.Exempt)
		for name, l := range map[string]ledger.Listing{
			"open":                {States: ledger.OpenStates},
			"all":                 {States: all},
			"closed":              {States: []ledger.State{ledger.Closed}},
			"exempt":              {States: []ledger.State{ledger.Exempt}},
			"one state":           {States: []ledger.State{ledger.Handling}},
			"one severity of all": {States: all, Severity: "low"},
			"a unit's":            {States: all, Units: []string{"U1", "U3"}},
			"of no unit":          {States: all, Units: []string{}},
			"a rule's":            {States: ledger.OpenStates, Rule: "member.left"},
			"overdue":             {States: ledger.OpenStates, DueTo: "2026-11-30"},
			"soon":                {States: all, DueFrom: "2026-12-01", DueTo: "2026-12-08"},
			"later":               {States: ledger.OpenStates, DueFrom: "2026-12-09"},
			"a group's":           {States: all, Group: "g1"},
			"a group's by name":   {States: all, Group: "抗旱"},
			"a sign of LIKE":      {States: all, Group: "_"},
			"another":             {States: all, Group: "%"},
			"a hostile word":      {States: all, Group: "' OR 1=1 --"},
		} {
			want := plainListing(cases, groups, l)
			var ids []int64
			for l.Limit, l.Offset = 50, 0; ; l.Offset += 50 {
				page, err := s.List(t.Context(), l)
				must(t, err)
				total, err := s.CountListed(t.Context(), l)
				must(t, err)
				if total != len(want) {
					t.Fatalf("%s: %d in all, want %d", name, total, len(want))
				}
				for _, c := range page {
					ids = append(ids, c.ID)
				}
				if len(page) == 0 {
					break
				}
			}
			if diff := gocmp.Diff(want, append([]int64{}, ids...)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", name, diff)
			}
		}
		open, overdue, soon := 0, 0, 0
		counts, err := s.Counts(t.Context(), "2026-12-01", "2026-12-08")
		must(t, err)
		for _, c := range counts {
			if c.State.Open() {
				open, overdue, soon = open+c.N, overdue+c.Overdue, soon+c.Soon
			}
		}
		wantOpen := len(plainListing(cases, nil, ledger.Listing{States: ledger.OpenStates}))
		wantOver := len(plainListing(cases, nil, ledger.Listing{States: ledger.OpenStates, DueTo: "2026-11-30"}))
		wantSoon := len(plainListing(cases, nil, ledger.Listing{States: ledger.OpenStates, DueFrom: "2026-12-01", DueTo: "2026-12-08"}))
		if open != wantOpen || overdue != wantOver || soon != wantSoon {
			t.Errorf("%d open, %d overdue, %d soon; want %d, %d, %d", open, overdue, soon, wantOpen, wantOver, wantSoon)
		}
	})
}

// BenchmarkListing reads a page of the ledger as the pages do, of 200,000
// cases: the first page, a deep one, and filtered ones.
func BenchmarkListing(b *testing.B) {
	for _, engine := range []struct {
		name string
		open func(testing.TB) *dbconn.DB
	}{{"sqlite", sqltest.SQLite}, {"mariadb", sqltest.MariaDB}} {
		b.Run(engine.name, func(b *testing.B) {
			s := New(engine.open(b), nil)
			fillLedger(b, s, 200_000)
			for name, l := range map[string]ledger.Listing{
				"first":    {States: ledger.OpenStates},
				"deep":     {States: ledger.OpenStates, Offset: 100_000},
				"filtered": {States: ledger.OpenStates, Units: []string{"U2"}, Rule: "member.card", Severity: "high"},
				"overdue":  {States: ledger.OpenStates, DueTo: "2026-11-30"},
				"closed":   {States: []ledger.State{ledger.Closed}},
			} {
				b.Run(name, func(b *testing.B) {
					l.Limit = 50
					for b.Loop() {
						if _, err := s.List(b.Context(), l); err != nil {
							b.Fatal(err)
						}
					}
				})
			}
			b.Run("counts", func(b *testing.B) {
				for b.Loop() {
					if _, err := s.Counts(b.Context(), "2026-12-01", "2026-12-08"); err != nil {
						b.Fatal(err)
					}
				}
			})
		})
	}
}
