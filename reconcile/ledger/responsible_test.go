package ledger

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunguan/reconcile/workgroup"
)

func TestResponsible(t *testing.T) { // covers S4.5
	units := workgroup.Units{
		"U1": {Code: "U1", Principal: "P5"}, "U11": {Code: "U11", Parent: "U1", Principal: "P4"},
	}
	people := map[string]workgroup.Person{}
	for _, code := range []string{"P1", "P2", "P3", "P4", "P5"} {
		people[code] = workgroup.Person{Code: code, Status: "在职"}
	}
	gone := func(codes ...string) map[string]workgroup.Person {
		rest := map[string]workgroup.Person{}
		for code, p := range people {
			for _, g := range codes {
				if g == code {
					p.Status = "离职"
				}
			}
			rest[code] = p
		}
		return rest
	}
	group := workgroup.Group{Code: "G1", Owner: "P1", Admins: []string{"P2", "P3"}}
	for _, c := range []struct {
		name     string
		people   map[string]workgroup.Person
		fromUnit bool
		want     string
		second   string
		hops     []string
	}{
		{"who owns the group answers for it", people, false, "P1", "P2", []string{"owner chosen"}},
		{"an owner who has left hands it to the first administrator", gone("P1"), false, "P2", "P3", []string{"owner not_in_service", "admin chosen"}},
		{"then to the unit's principal", gone("P1", "P2", "P3"), false, "P4", "", []string{"owner not_in_service", "admin not_in_service", "admin not_in_service", "unit_principal chosen"}},
		{"then to the principal of the unit above", gone("P1", "P2", "P3", "P4"), false, "P5", "", []string{"owner not_in_service", "admin not_in_service", "admin not_in_service", "unit_principal not_in_service", "parent_principal chosen"}},
		{"and then it is nobody", gone("P1", "P2", "P3", "P4", "P5"), false, "", "", []string{"owner not_in_service", "admin not_in_service", "admin not_in_service", "unit_principal not_in_service", "parent_principal not_in_service"}},
		{"a group without an owner is the unit's business", people, true, "P4", "P2", []string{"unit_principal chosen"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, hops := Responsible(Chain(group, "U11", c.fromUnit, units), workgroup.PeopleOf(c.people), "2026-11-23")
			if got != c.want {
				t.Errorf("responsible %q, want %q", got, c.want)
			}
			var words []string
			for _, h := range hops {
				words = append(words, h.Role+" "+h.Reason)
			}
			if diff := cmp.Diff(c.hops, words); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			if second := SecondAdmin(group, got, workgroup.PeopleOf(c.people), "2026-11-23"); second != c.second {
				t.Errorf("second administrator %q, want %q", second, c.second)
			}
		})
	}
}
