package ledger

import (
	"slices"

	"qunguan/reconcile/workgroup"
)

// Exemption suspends a rule for a group, or for a person (in one group, or in all), until a day.
type Exemption struct {
	ID       int64
	Rule     string
	Group    string // empty: every group
	Person   string // empty: every person
	Reason   string
	Approver string // person code
	From     workgroup.Date
	Until    workgroup.Date // inclusive
	EndedOn  workgroup.Date // ended early; no longer counts on that day
	EndedBy  string         // person code of the one who ended it
}

// MaxExemptDays is the longest an exemption may last.
const MaxExemptDays = 365

// ActiveOn reports whether the exemption counts on the day.
func (e Exemption) ActiveOn(day workgroup.Date) bool {
	return e.From <= day && day <= e.Until && (e.EndedOn == "" || day < e.EndedOn)
}

// Covers reports whether the exemption is for the subject under the rule.
func (e Exemption) Covers(rule string, s Subject) bool {
	return e.Rule == rule && (e.Group == "" || e.Group == s.Group) && (e.Person == "" || e.Person == s.Person)
}

// ExemptUntil is the last day on which one of the exemptions covers the subject; empty if none covers
// it on the day.
func ExemptUntil(all []Exemption, rule string, s Subject, day workgroup.Date) workgroup.Date {
	var until workgroup.Date
	for _, e := range all {
		if e.ActiveOn(day) && e.Covers(rule, s) {
			until = max(until, e.Until)
		}
	}
	return until
}

// ExemptionFault is the named reason why an exemption cannot be granted; empty if it can.
func (e Exemption) ExemptionFault(beneficiaries []string) string {
	switch {
	case e.Group == "" && e.Person == "":
		return "exempt_nobody"
	case e.Until < e.From:
		return "exempt_ends_before_it_begins"
	case e.From.DaysUntil(e.Until) > MaxExemptDays:
		return "exempt_too_long"
	}
	if slices.Contains(beneficiaries, e.Approver) {
		return "exempt_by_beneficiary"
	}
	return ""
}

// excuse applies the exemption that covers a case today to its state: a covered case becomes exempt,
// and a case after the end of its exemption is found again, untold and with a new deadline.
func excuse(c Case, until, due workgroup.Date) Case {
	switch {
	case until != "":
		c.State, c.ExemptUntil = Exempt, until
	case c.State == Exempt:
		c.State, c.ExemptUntil, c.DueOn = Found, "", due
		c.beginAnew()
	}
	return c
}

// Excuse applies today's exemptions to a case that could not be judged. The case otherwise stays as it
// was last judged; without this, missing data would suspend a granted exemption.
func Excuse(c Case, until, due workgroup.Date) (Case, Event) {
	after := excuse(c, until, due)
	if after.State == c.State && after.ExemptUntil == c.ExemptUntil {
		return c, EventNone
	}
	return after, EventUpdated
}
