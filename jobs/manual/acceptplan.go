package manual

import (
	"context"
	"fmt"
	"slices"
	"time"

	"qunguan/jobs"
	"qunguan/jobs/check"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/overlap"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// acceptedWithin is the number of working days for an accepted measure whose case has no later
// deadline.
const acceptedWithin = 10

// PlanAcceptance is a unit's part of a merge plan that somebody agreed to.
type PlanAcceptance struct {
	Rows  []overlap.Row // of the unit
	By    string        // person code
	At    time.Time
	Now   time.Time                 // the later of the clock's moment and the newest run's
	Words func(*overlap.Row) string // the measure in words
	Known []ledger.Milestone        // measures that were set before
}

// AcceptedMeasure is a row as a measure of a case.
type AcceptedMeasure struct {
	Case  int64
	Group string
	Until workgroup.Date
	Words string
}

// AcceptPlan turns the rows that ask for something into measures of the open
// cases that they answer, each with its day. It dissolves nothing. The groups
// of rows that no open case is about are named. A measure that a case has
// already is not set again. ErrNoSuchPerson for an unknown code.
func AcceptPlan(ctx context.Context, w *check.RegistrySnapshot, cases Cases, a PlanAcceptance) (set []AcceptedMeasure, without []string, err error) {
	if !w.Dir.People.Has(a.By) {
		return nil, nil, fmt.Errorf("%w: %s", jobs.ErrNoSuchPerson, a.By)
	}
	var rules []string
	for i := range a.Rows {
		rules = append(rules, rule.PlanRules(&a.Rows[i])...)
	}
	slices.Sort(rules)
	open, err := cases.Cases(ctx, ledger.Filter{Rules: slices.Compact(rules), OpenOnly: true})
	if err != nil {
		return nil, nil, fmt.Errorf("read cases: %w", err)
	}
	for i := range a.Rows {
		row := &a.Rows[i]
		asked := rule.PlanRules(row)
		if asked == nil {
			continue
		}
		found := false
		for _, k := range open {
			if !slices.Contains(asked, k.Rule) || !answersCase(w, row, k) {
				continue
			}
			found = true
			m := AcceptedMeasure{k.ID, row.Group, until(w, row, k), a.Words(row)}
			if slices.ContainsFunc(a.Known, func(old ledger.Milestone) bool {
				return old.Case == m.Case && old.Until == m.Until && old.Words == m.Words
			}) {
				continue
			}
			step := Step{By: a.By, At: a.At, Now: a.Now, Until: m.Until, Words: m.Words}
			if _, err := TakeStep(ctx, cases, k.ID, step); err != nil {
				return set, without, fmt.Errorf("measure of case %d: %w", k.ID, err)
			}
			set = append(set, m)
		}
		if !found {
			without = append(without, row.Group)
		}
	}
	return set, without, nil
}

// until is the day by which the row is to be carried out: the end of the
// stage, the case's deadline, or so many working days from now.
func until(w *check.RegistrySnapshot, row *overlap.Row, k ledger.Case) workgroup.Date {
	if row.On >= w.Day && row.On != "" {
		return row.On
	}
	if k.DueOn >= w.Day && k.DueOn != "" {
		return k.DueOn
	}
	return w.Days.AddWorkingDays(w.Day, acceptedWithin)
}

// answersCase reports whether carrying out the row would settle the case, or a
// part of it.
func answersCase(w *check.RegistrySnapshot, row *overlap.Row, k ledger.Case) bool {
	switch k.Subject.Type {
	case ledger.SubjectPair:
		pair := []string{k.Subject.Group, k.Subject.Group2}
		return slices.Contains(pair, row.Group) && slices.Contains(pair, row.Into)
	case ledger.SubjectUnit:
		g := w.Groups.Of(row.Group)
		switch row.Reason {
		case overlap.ByQuota:
			return k.Rule == rule.UnitQuota && k.Subject.Code == w.OwnUnit(g.Unit)
		case overlap.ByForbiddenKind, overlap.ByTooMany:
			return k.Rule == rule.UnitCountyWide && (k.Subject.Code == w.OwnUnit(g.Unit) || k.Subject.Code == g.Unit)
		}
		return false
	}
	return k.Subject.Group == row.Group
}
