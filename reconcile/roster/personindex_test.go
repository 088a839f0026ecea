package roster_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"qunguan/reconcile/roster"
	"qunguan/reconcile/workgroup"
)

// placed is a row that was found to be a person's.
type placed struct {
	Group string
	Row   int
	How   string
}

// For units of any size, the rows of each person come back from the buckets of that person, and those
// of everybody from all documents.
func TestWhatWasFoundOfAPersonComesBack(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		x, want := roster.NewPersonIndex(), map[string][]placed{}
		groups := rapid.IntRange(0, 40).Draw(rt, "groups")
		for g := range groups {
			r := roster.Reading{Roster: workgroup.Roster{Group: fmt.Sprint("G", g)}, Version: int64(g) + 1, Checksum: uint32(g) * 2654435761}
			x.Group(&r)
			for row := range rapid.IntRange(0, 300).Draw(rt, "rows") {
				if row%7 == 3 {
					continue // of no person
				}
				person := fmt.Sprintf("P%05d", (g*131+row*7919)%rapid.IntRange(1, 3000).Draw(rt, "people"))
				how := []string{"account", "nickname", "loose", ""}[row%4]
				x.Found(person, row, how)
				want[person] = append(want[person], placed{r.Group, row, how})
			}
		}
		documents := x.Documents()
		if groups == 0 {
			if documents == nil || len(documents) > 0 {
				rt.Fatalf("a unit without groups: %v", documents)
			}
			return
		}
		names, err := roster.IndexedGroups(documents[0].Content)
		if err != nil || len(names) != groups || documents[0].Bucket != roster.GroupsBucket {
			rt.Fatalf("%d of %d groups: %v", len(names), groups, err)
		}
		everybody, rows := 0, 0
		for _, d := range documents[1:] {
			if err := roster.EachIndexed(d.Content, "", func(string, []roster.IndexedRow) { everybody++ }); err != nil {
				rt.Fatal(err)
			}
		}
		for person, list := range want {
			var got []placed
			for _, d := range documents[1:] {
				if !slices.Contains(roster.PersonBuckets(person), d.Bucket) {
					continue
				}
				err := roster.EachIndexed(d.Content, person, func(code string, found []roster.IndexedRow) {
					for _, r := range found {
						got = append(got, placed{names[r.Group].Group, r.Row, r.How})
					}
				})
				if err != nil {
					rt.Fatal(err)
				}
			}
			rows += len(got)
			if diff := cmp.Diff(list, got); diff != "" {
				rt.Fatalf("%s (-found +kept):\n%s", person, diff)
			}
		}
		counted := 0
		for _, g := range names {
			counted += g.Found
		}
		if everybody != len(want) || counted != rows {
			rt.Fatalf("%d people instead of %d, %d rows counted of %d", everybody, len(want), counted, rows)
		}
	})
}

// Bytes that are no index are refused.
func FuzzPersonIndex(f *testing.F) {
	x := roster.NewPersonIndex()
	x.Group(&roster.Reading{Roster: workgroup.Roster{Group: "G1"}, Version: 3, Checksum: 7})
	x.Found("P1", 0, "account")
	x.Found("P12", 2, "loose")
	for _, d := range x.Documents() {
		f.Add(d.Content)
	}
	f.Fuzz(func(t *testing.T, document []byte) {
		groups, err := roster.IndexedGroups(document)
		if err != nil && groups != nil {
			t.Error("groups beside an error")
		}
		_ = roster.EachIndexed(document, "", func(_ string, rows []roster.IndexedRow) {
			for _, r := range rows {
				if r.Group < 0 || r.Row < 0 {
					t.Errorf("%+v", r)
				}
			}
		})
	})
}
