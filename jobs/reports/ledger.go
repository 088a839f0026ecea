package reports

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"qunguan/notify/digest"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// reasonDueMoved is the step that notes a new deadline, as "old → new"; so
// does ledger.ReasonExtended.
const reasonDueMoved = "due_moved"

// LedgerOf lists every case that was not closed at some moment of the period,
// in the state it had at the period's end (S5.5): a case that was closed
// before the period and did not come back is not part of it.
func LedgerOf(d Data) []digest.LedgerRow {
	after, until := Bounds(d.Period, d.Location)
	groups := d.history()
	rows := []digest.LedgerRow{}
	for _, c := range d.Cases {
		was, is := ledger.Closed, ledger.State("")
		row := digest.LedgerRow{
			ID: c.ID, Rule: c.Rule, Clause: c.Clause, Basis: d.Clauses[c.Rule], Unit: c.Unit, UnitName: d.unitName(c.Unit), Group: c.Subject.Group,
			Problem: c.Title, Measure: rule.Measure(d.Lang, c.Rule), Responsible: c.Responsible, ResponsibleName: d.People.Of(c.Responsible).Name,
			OpenedOn: c.OpenedOn, DueOn: c.DueOn, Measures: []digest.Milestone{},
		}
		alive := false // not closed at some moment of the period
		later := false // a deadline was moved after the period
		for _, s := range d.Steps[c.ID] {
			if s.At.After(until) {
				if old := dayBefore(s); old != "" && !later {
					row.DueOn, later = old, true
				}
				continue
			}
			if !s.At.After(after) {
				was = s.State
			} else if s.State != ledger.Closed {
				alive = true
			}
			if s.State == ledger.Closed && is != ledger.Closed {
				row.ClosedOn, row.ClosedReason = workgroup.DateOf(s.At.In(d.Location)), closeReason(s)
			}
			if is == ledger.Closed && s.State != ledger.Closed {
				row.Reopened++
			}
			is = s.State
			switch s.Reason {
			case ledger.ReasonNote, ledger.ReasonStep, ledger.ReasonRectified, string(ledger.ByHand), ledger.ReasonExtended:
				if s.Note != "" {
					row.Note = s.Note + d.written(s)
				}
			case ledger.ReasonMilestone:
				day, words, _ := strings.Cut(s.Note, " ")
				row.Measures = append(row.Measures, digest.Milestone{Until: workgroup.Date(day), Words: words})
			}
		}
		if is == "" || was == ledger.Closed && !alive {
			continue
		}
		row.State = is
		if is != ledger.Closed {
			row.ClosedOn, row.ClosedReason = "", ""
		}
		row.Overdue, row.Unknown = d.late(c, is, row.DueOn)
		if g, ok := at(groups[c.Subject.Group], until); ok {
			row.GroupName = g.Name
		}
		rows = append(rows, row)
	}
	slices.SortFunc(rows, func(a, b digest.LedgerRow) int {
		return cmp.Or(cmp.Compare(a.Unit, b.Unit), cmp.Compare(a.Group, b.Group), cmp.Compare(a.ID, b.ID))
	})
	return rows
}

// late reports whether a case was open after its due day at the period's end:
// overdue where newer data than its first notice shows it, else unknown.
func (d Data) late(c ledger.Case, is ledger.State, due workgroup.Date) (overdue, unknown bool) {
	if !is.Open() || due == "" || due >= d.Period.To {
		return false, false
	}
	overdue = rule.Proven(c, d.Location)
	return overdue, !overdue
}

// written is the moment at which a person's step was written, where that is more than a day from the
// moment it was given: a reader of the report must see that it was not noted at the time (S13.4).
func (d Data) written(s ledger.Step) string {
	apart := s.WrittenAt.Sub(s.At)
	if s.WrittenAt.IsZero() || apart.Abs() <= 24*time.Hour {
		return ""
	}
	return d.Lang.Say("report.noted_at", "at", s.WrittenAt.In(d.Location).Format("2006-01-02 15:04"))
}

// dayBefore is the deadline that a step moved; empty for every other step.
func dayBefore(s ledger.Step) workgroup.Date {
	old, _, moved := strings.Cut(s.Note, " → ")
	if !moved || s.Reason != reasonDueMoved && s.Reason != ledger.ReasonExtended {
		return ""
	}
	return workgroup.Date(old)
}

// closeReason is the named reason of a closing step; any other text means
// closed by hand.
func closeReason(s ledger.Step) ledger.CloseReason {
	switch r := ledger.CloseReason(s.Reason); r {
	case ledger.Fixed, ledger.SubjectGone, ledger.GroupEnded, ledger.RuleOff, ledger.PolicyChanged, ledger.ByHand:
		return r
	}
	return ledger.ByHand
}
