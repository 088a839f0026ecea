package answer

import (
	"slices"
	"strings"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/rule"
)

// checked ends a thing to do: upkeep that is confirmed, an inspection with its result. A fault is a
// report, of an inspection one for each item that failed.
func (s *saying) checked() *Refusal {
	if s.Case.Subject.Person == s.By {
		return refuse(OwnCase)
	}
	failed, refused := s.failed()
	if refused != nil {
		return refused
	}
	how := ledger.ByHand
	if d, ok := rule.UpkeepDone(s.Case); ok {
		how, d.By, d.Reason, d.At = ledger.Fixed, s.By, s.Reason, s.At
		s.out.Group = &d
	}
	s.out.After = ledger.Close(s.Case, how, s.Day)
	s.out.After.SaidAt = s.At
	if s.Case.Rule == rule.SpotCheck {
		s.out.After = rule.Inspected(s.out.After, failed, s.Action == Problem)
	}
	for _, item := range failed {
		s.report(item)
	}
	if s.Action == Problem && len(failed) == 0 {
		s.report(rule.FormItem{})
	}
	s.step(string(how), noted(failed, s.Reason))
	return nil
}

// failed are the items of the inspection's form that failed. An answer without faults names none.
func (s *saying) failed() (rule.FormItems, *Refusal) {
	var failed rule.FormItems
	form := rule.FormOf(s.Case)
	for _, id := range s.Failed {
		i := slices.IndexFunc(form, func(item rule.FormItem) bool { return item.ID == id })
		if i < 0 || s.Action != Problem {
			return nil, refuse(NoSuchItem)
		}
		if !slices.Contains(failed, form[i]) {
			failed = append(failed, form[i])
		}
	}
	return failed, nil
}

// noted is the note of a check's step: the items that failed, and the reason.
func noted(failed rule.FormItems, reason string) string {
	words := make([]string, 0, len(failed)+1)
	for _, item := range failed {
		words = append(words, "“"+item.Title+"”不合格")
	}
	if reason != "" {
		words = append(words, reason)
	}
	return strings.Join(words, "；")
}

// report opens a case for the office about a fault: an item of the form, or the text of the answer.
// It outlives the check, which is done.
func (s *saying) report(item rule.FormItem) {
	c := s.Case
	r := s.request(c, s.Answer)
	if item.ID != "" {
		r.Item, r.Breaks, r.Reason = item.ID, rule.ID(item.Rule), noted(rule.FormItems{item}, s.Reason)
	}
	s.out.Reports = append(s.out.Reports, s.reported(c, r, s.Answer))
}

// reported is a new case of the office about a fault that somebody found in the subject of a case.
func (w RegistrySnapshot) reported(about ledger.Case, r rule.Request, a Answer) Opened {
	v := rule.NewReport(about, r)
	k := v.Case()
	seen := ledger.Seen{
		Rule: k.Rule, Clause: rule.Cited(w.Policy, k), Unit: v.Unit, Subject: v.Subject, Title: v.Title(rule.TellerOf("zh", w.Snapshot, w.Groups)), Severity: "normal",
		DueOn: rule.DueOn(k, rule.Deadline{Policy: w.Policy, Days: w.Days, Day: w.Day}), Evidence: k.Evidence,
	}
	after, event := ledger.Advance(nil, ledger.Observation{Seen: &seen}, w.Day)
	return Opened{After: after, Step: ledger.Step{At: a.At, State: after.State, By: a.By, Reason: string(event), Note: a.via(r.Reason)}}
}
