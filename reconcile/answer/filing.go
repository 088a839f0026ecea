package answer

import (
	"cmp"
	"strings"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/rule"
)

// FilingTask is the outcome of a decision about a task of a filing, which changes by itself: it closes
// the task. An applicant's no is also a report to the office, for a person who files in other names
// may do it again.
func FilingTask(w RegistrySnapshot, task ledger.Case, a Answer) Outcome {
	o := Outcome{Before: task, After: ledger.Close(task, ledger.ByHand, w.Day)}
	o.After.SaidAt = a.At
	note := "approved"
	if a.Action == Deny {
		note = "denied"
	}
	note = a.via(strings.TrimSpace(note + " " + a.Reason))
	o.Steps = []ledger.Step{{CaseID: task.ID, At: a.At, State: ledger.Closed, By: a.By, Reason: string(ledger.ByHand), Note: note}}
	if task.Rule == rule.TaskApplicant && a.Action == Deny {
		r := w.request(task, a)
		r.Reason = NotTheirs(a)
		o.Reports = []Opened{w.reported(task, r, a)}
	}
	return o
}

// NotTheirs are the words of an applicant who did not file it.
func NotTheirs(a Answer) string {
	return strings.TrimSuffix(rule.NotFiledByThem+"；"+a.Reason, "；")
}

// request is what an answer asks or says about a case, without the parts that are an answer's own.
func (w RegistrySnapshot) request(about ledger.Case, a Answer) rule.Request {
	return rule.Request{
		Case: about.ID, About: about.Title, Rule: about.Rule, Action: string(a.Action), Reason: a.Reason,
		Asker: a.By, AskedBy: cmp.Or(w.Dir.People.Of(a.By).Name, a.By), AskedOn: w.Day,
	}
}
