package jobs

import (
	"testing"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

func TestWhoLeftTheServiceIsMissingNowhere(t *testing.T) {
	w := &World{World: &rule.World{Day: "2026-01-14", Dir: &workgroup.Directory{People: workgroup.People{
		"P1": {Code: "P1", Status: "离职", LeftOn: "2026-01-09"},
		"P2": {Code: "P2", Status: "离职", LeftOn: "2026-01-15"},
		"P3": {Code: "P3", Status: "在职"},
		"P4": {Code: "P4", Status: "停薪留职"},
	}}}}
	for _, c := range []struct {
		name, rule, person string
		gone               bool
	}{
		{"left on Friday", rule.MemberMissing, "P1", true},
		{"leaves tomorrow", rule.MemberMissing, "P2", false},
		{"serves", rule.MemberMissing, "P3", false},
		{"a state that says neither", rule.MemberMissing, "P4", false},
		{"nobody knows the code", rule.MemberMissing, "P9", false},
		{"a leaver who is still inside is spoken of", rule.MemberLeft, "P1", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			k := ledger.Case{Rule: c.rule, Subject: ledger.Subject{Group: "G1", Person: c.person}}
			if w.goneFrom(k) != c.gone {
				t.Errorf("gone: %t", !c.gone)
			}
		})
	}
}
