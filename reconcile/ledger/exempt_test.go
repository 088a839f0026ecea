package ledger

import (
	"testing"

	"qunguan/reconcile/workgroup"
)

func TestExemptUntil(t *testing.T) {
	card := Subject{Type: SubjectAccount, Group: "G1", Account: "wx_1", Person: "P1"}
	for _, c := range []struct {
		name string
		e    Exemption
		day  workgroup.Date
		want workgroup.Date
	}{
		{"a person in one group", Exemption{Rule: "member.card", Group: "G1", Person: "P1"}, "2026-11-23", "2026-12-31"},
		{"a person in every group", Exemption{Rule: "member.card", Person: "P1"}, "2026-11-23", "2026-12-31"},
		{"a whole group", Exemption{Rule: "member.card", Group: "G1"}, "2026-11-23", "2026-12-31"},
		{"another group", Exemption{Rule: "member.card", Group: "G2"}, "2026-11-23", ""},
		{"another person", Exemption{Rule: "member.card", Group: "G1", Person: "P2"}, "2026-11-23", ""},
		{"another rule", Exemption{Rule: "member.left", Group: "G1"}, "2026-11-23", ""},
		{"the last day counts", Exemption{Rule: "member.card", Group: "G1"}, "2026-12-31", "2026-12-31"},
		{"the day after does not", Exemption{Rule: "member.card", Group: "G1"}, "2027-01-01", ""},
		{"before it begins it does not count", Exemption{Rule: "member.card", Group: "G1"}, "2026-10-31", ""},
		{"ended early it does not count from that day", Exemption{Rule: "member.card", Group: "G1", EndedOn: "2026-11-23"}, "2026-11-23", ""},
	} {
		c.e.From, c.e.Until = "2026-11-01", "2026-12-31"
		if got := ExemptUntil([]Exemption{c.e}, "member.card", card, c.day); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestExemptionFault(t *testing.T) {
	good := Exemption{Rule: "member.card", Group: "G1", Approver: "P9", From: "2026-11-23", Until: "2027-11-23"}
	for _, c := range []struct {
		name string
		set  func(*Exemption)
		want string
	}{
		{"a year is the longest", nil, ""},
		{"a day more is too long", func(e *Exemption) { e.Until = "2027-11-24" }, "exempt_too_long"},
		{"an end in the past", func(e *Exemption) { e.Until = "2026-11-22" }, "exempt_ends_before_it_begins"},
		{"for nobody in particular", func(e *Exemption) { e.Group = "" }, "exempt_nobody"},
		{"granted by who benefits", func(e *Exemption) { e.Approver = "P1" }, "exempt_by_beneficiary"},
	} {
		e := good
		if c.set != nil {
			c.set(&e)
		}
		if got := e.ExemptionFault([]string{"P1"}); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
