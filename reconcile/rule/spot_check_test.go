package rule

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/policy"
	"qunguan/reconcile/spotcheck"
	"qunguan/reconcile/workgroup"
)

// Only named units may be drawn from (S12.4), and only things in use.
//
// covers S12.4, S5.10
func TestWhatASpotCheckMayDraw(t *testing.T) {
	s := newCountyScene(t)
	s.runs("X1", "U11")
	s.runs("X2", "U2")
	drawable := func() (codes []string) {
		for _, o := range Drawable(s.snapshot()) {
			codes = append(codes, o.Kind+" "+o.Code+" "+o.Stratum)
		}
		return codes
	}
	if got := drawable(); !slices.Contains(got, "app X1 U1") || !slices.Contains(got, "app X2 U2") {
		t.Errorf("every unit, a section's with its own unit: %v", got)
	}
	s.policy.SpotCheck.Units = []string{"U1"}
	if got := drawable(); !slices.Contains(got, "app X1 U1") || slices.ContainsFunc(got, func(o string) bool { return o == "app X2 U2" }) {
		t.Errorf("the named unit and those below it: %v", got)
	}
	s.apps[0].State = "下线"
	if got := drawable(); slices.Contains(got, "app X1 U1") {
		t.Errorf("what is no longer in use: %v", got)
	}
	s.apps[0].State, s.policy.SpotCheck.Kinds = "", []string{"group"}
	if got := drawable(); slices.Contains(got, "app X1 U1") {
		t.Errorf("only groups are drawn: %v", got)
	}
	s.policy.SpotCheck.Kinds, s.policy.SpotCheck.By = []string{"app"}, "county"
	if got := drawable(); !slices.Equal(got, []string{"app X1 "}) {
		t.Errorf("all together: %v", got)
	}
}

// An inspector is in service and has no part in the thing inspected, for any policy, offices and
// directory, and though the group changed hands since the draw; no inspector is better than the wrong
// one.
//
// covers S1.12
func TestNobodyInspectsTheirOwn(t *testing.T) {
	scene := newCountyScene(t)
	for i := range 6 {
		scene.person(fmt.Sprintf("P%d", i+1), "U2", "")
	}
	rapid.Check(t, func(t *rapid.T) {
		someone := rapid.SampledFrom([]string{"", "P1", "P2", "P3", "P4", "P5", "P6", "P9"})
		s := *scene
		s.people = map[string]workgroup.Person{}
		for code, p := range scene.people {
			if rapid.Bool().Draw(t, "left "+code) {
				p.Status = "离职"
			}
			s.people[code] = p
		}
		s.units = workgroup.Units{
			"U0":  {Code: "U0", Kind: "县直部门", Principal: someone.Draw(t, "principal of U0")},
			"U1":  {Code: "U1", Kind: "县直部门", Parent: "U0", Principal: someone.Draw(t, "principal of U1")},
			"U11": {Code: "U11", Kind: "股室", Parent: "U1", Principal: someone.Draw(t, "principal of U11")},
		}
		s.policy.Offices = map[string]policy.Office{"office": {Contact: someone.Draw(t, "contact")}, "press": {Contact: someone.Draw(t, "press")}}
		s.policy.Lead.Account = "press"
		s.policy.SpotCheck.Inspectors = map[string]string{"U11": someone.Draw(t, "inspector of U11"), "U0": someone.Draw(t, "inspector of U0")}
		g := workgroup.Group{Code: "G1", Unit: "U11", Owner: someone.Draw(t, "owner"), Admins: []string{someone.Draw(t, "admin")}}
		s.groups = []workgroup.Group{g}
		s.accounts = []workgroup.OfficialAccount{{Code: "A1", Unit: "U11", Responsible: g.Owner}}
		w := s.snapshot()
		for kind, own := range map[string][]string{"group": g.Responsible(), "account": {g.Owner}} {
			o := spotcheck.Object{Kind: kind, Code: map[string]string{"group": "G1", "account": "A1"}[kind]}
			v, ok := Drawn(w, "2026-12", o)
			if !ok {
				t.Fatalf("%s: no case", kind)
			}
			c := v.Case()
			now := g
			now.Owner = someone.Draw(t, "owner since")
			chain := Chain(c, func(code string) workgroup.Group {
				if code == "G1" {
					return now
				}
				return workgroup.Group{}
			}, w.Dir.Units)
			inspector, _ := ledger.Responsible(chain, w.Dir.People, w.Day)
			own = append(slices.Clone(own), s.units["U11"].Principal, s.units["U1"].Principal)
			if kind == "group" {
				own = append(own, now.Owner)
			}
			if inspector != "" && (slices.Contains(own, inspector) || w.Dir.People.Of(inspector).ServiceOn(w.Day) != workgroup.InService) {
				t.Fatalf("%s: %s inspects what is that of %v", kind, inspector, own)
			}
			for _, may := range []string{s.policy.SpotCheck.Inspectors["U11"], s.policy.Offices["office"].Contact} {
				if inspector == "" && kind == "group" && s.people[may].ServiceOn(w.Day) == workgroup.InService && !slices.Contains(own, may) {
					t.Fatalf("%s: nobody inspects, though %s could", kind, may)
				}
			}
			if !slices.Contains(MayNotInspect(w, c, now), g.Owner) && g.Owner != "" {
				t.Fatalf("%s: the owner at the draw may answer", kind)
			}
		}
	})
}

func TestTheResultOfAnInspectionStandsInItsCase(t *testing.T) {
	s := newCountyScene(t)
	s.group("G1", "U1")
	s.policy.SpotCheck.Items = []policy.SpotItem{{ID: "a", Title: "甲"}, {ID: "b", Title: "乙", Kinds: []string{"app"}}, {ID: "c", Title: "丙", Kinds: []string{"group"}, Rule: "group.name"}}
	v, _ := Drawn(s.snapshot(), "2026-12", spotcheck.Object{Kind: "group", Code: "G1"})
	c := v.Case()
	form := FormOf(c)
	if len(form) != 2 || form[1].Rule != "group.name" {
		t.Fatalf("the form of a group: %+v", form)
	}
	passed, failed := Inspected(c, nil, false), Inspected(c, form[1:], true)
	if n, bad := InspectionsOf("2026-12", []ledger.Case{c, passed, failed}); n != 2 || bad != 1 {
		t.Errorf("%d inspected, %d amiss", n, bad)
	}
	if n, _ := InspectionsOf("2026-11", []ledger.Case{passed}); n != 0 {
		t.Errorf("%d inspected in another period", n)
	}
	if result, items := ResultOf(failed); result != InspectionFailed || len(items) != 1 || items[0].ID != "c" {
		t.Errorf("%s %+v", result, items)
	}
}
