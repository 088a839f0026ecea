package registry

import (
	"fmt"
	"testing"

	"qunguan/reconcile/intake"
	"qunguan/reconcile/workgroup"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
	"qunguan/sql/journal"
)

// largeCounty has more of everything than is written at once. The routes of a recipient stand far from
// each other.
func largeCounty(post string) intake.Batch {
	const n = 2*base.InList + 7
	people, groups := intake.PersonRecords.Pack(), intake.GroupRecords.Pack()
	bindings, routes := intake.BindingRecords.Pack(), intake.RouteRecords.Pack()
	for i := range n {
		p := workgroup.Person{Code: fmt.Sprintf("P%d", i), Name: fmt.Sprintf("王%d", i), Post: "科员", Status: "在职", Email: fmt.Sprintf("%d@example.cn", i)}
		if i%base.InList < 3 {
			p.Post = post
		}
		people.Add(&p)
		groups.Add(&workgroup.Group{Code: fmt.Sprintf("G%d", i), Platform: "微信", Name: fmt.Sprintf("第%d群", i), Purpose: post, State: workgroup.StateLive, Owner: p.Code})
		bindings.Add(&workgroup.Binding{Platform: "微信", Account: fmt.Sprintf("WX_%d", i), Person: p.Code})
	}
	for _, channel := range []string{"slack", "email", "manual"} {
		for i := range n {
			routes.Add(&workgroup.Route{TargetType: "人员", Target: fmt.Sprintf("P%d", i), Channel: channel, Address: workgroup.Secret(channel + "-address")})
		}
	}
	return intake.Batch{intake.Staff: people, intake.Groups: groups, intake.Identities: bindings, intake.Routes: routes}
}

func TestALargeImportIsWrittenAndComparedInParts(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		a := auditor(t, s, secret, "")
		must(t, a.Begin(t.Context()))
		const n = 2*base.InList + 7
		first, _ := bring{batch: largeCounty("科长")}.into(t, s)
		same(t, map[string]int{"staff": n, "groups": n, "identities": n, "routes": 3 * n}, first.New)
		same(t, n, len(got(s.FirstImports(t.Context()))(t)))
		for _, person := range []string{"P0", "P1000"} {
			var tried []string
			for _, r := range got(s.Routes(t.Context(), "人员", person))(t) {
				tried = append(tried, r.Channel)
			}
			same(t, []string{"slack", "email", "manual"}, tried)
		}

		again, _ := bring{batch: largeCounty("科长"), at: at(21, 9)}.into(t, s)
		same(t, map[string]int{"staff": n, "groups": n, "identities": n, "routes": 3 * n}, again.Unchanged)
		changed, _ := bring{batch: largeCounty("局长"), at: at(22, 9)}.into(t, s)
		same(t, map[string]int{"staff": 9, "groups": n}, changed.Changed)
		known := intake.Known{}
		must(t, s.Known(t.Context(), known))
		for kind, want := range map[intake.Kind]func(intake.Known, intake.Batch) bool{
			intake.Staff: holds(intake.PersonRecords), intake.Groups: holds(intake.GroupRecords), intake.Identities: holds(intake.BindingRecords), intake.Routes: holds(intake.RouteRecords),
		} {
			if !want(known, largeCounty("局长")) {
				t.Errorf("the registry holds other %s than the file", kind)
			}
		}
		same(t, []string(nil), rowProblems(t, a))
		exec(t, s, "UPDATE people SET post = '处长' WHERE code = 'P501'")
		same(t, []string{"row_changed people P501 post"}, rowProblems(t, a))
	})
}

// holds reports whether the registry has the records of a batch and no others.
func holds[T any](k *intake.Records[T]) func(intake.Known, intake.Batch) bool {
	return func(known intake.Known, b intake.Batch) bool {
		for range intake.ChangesOf(known, b).All() {
			return false
		}
		return k.In(known).Len() == k.Of(b).Len()
	}
}

// What a large transaction has recorded must not wait in memory for its end.
func TestFullRecordsOfATransactionAreWrittenBeforeItsEnd(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		a := auditor(t, s, secret, "")
		must(t, a.Begin(t.Context()))
		recorded := func(q dbconn.Querier) (n int) {
			t.Helper()
			rows := got(q.QueryContext(t.Context(), "SELECT id FROM audit_journal WHERE table_name = 'page_views' OR table_name = 'people'"))(t)
			defer base.CloseRows(rows)
			for rows.Next() {
				n++
			}
			must(t, rows.Err())
			return n
		}
		before := recorded(s.DB)
		must(t, s.DB.Tx(t.Context(), func(tx *dbconn.Tx) error {
			for i := range 20_000 {
				must(t, journal.Wrote(tx, "people", []string{"code", "name", "post", "unit"}, []any{fmt.Sprintf("P%d", i), "王", "科员", "U1"}))
			}
			must(t, journal.WriteSoFar(t.Context(), tx))
			if n := recorded(tx); n == before {
				t.Error("nothing of 20,000 rows is recorded yet")
			}
			return nil
		}))
		if n := recorded(s.DB) - before; n < 2 {
			t.Errorf("20,000 rows are %d records", n)
		}
	})
}
