package rule

import (
	"strconv"
	"strings"

	"qunguan/reconcile/calendar"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/policy"
	"qunguan/reconcile/workgroup"
)

// ReportGroupProblem is the rule's id.
const ReportGroupProblem = "report.group_problem"

// reportGroupProblem is a fault that a person found while checking a group, an official account or an
// application by hand. No job judges it: the answer 有问题 opens it for the office, and a person's step
// closes it.
var reportGroupProblem = &Rule{
	ID: ReportGroupProblem, Subject: ledger.SubjectGroup, Evidence: Fields[Request](), OutsideGuard: true, Answered: true,
	Starts: func(View) Start { return Start{Nobody: true} },
	Due:    func(d Deadline) workgroup.Date { return d.Days.Due(d.Day, reportDays, calendar.WorkingDays) },
	Cites:  func(p *policy.Policy, v View) string { return p.Cites[string(of[Request](v).Breaks)] },
	Words: Words{
		Name:    text("检查发现的问题", "problem found by hand"),
		Short:   text("检查发现的问题", "problems found by hand"),
		Why:     text("有人检查时发现了问题，要有人处理。", "Somebody found a problem when they checked, and it has to be handled."),
		Title:   one("{asker}检查发现问题：{reason}（{about}）", "{asker} found a problem: {reason} ({about})"),
		Line:    one("{asker}检查发现问题：{reason}", "{asker} found a problem: {reason}"),
		Todo:    one("请核实处理；处理好后请销号，并写明怎样处理的。", "Look into it; close it when it is handled, and say how."),
		Measure: text("核实处理。", "Look into it and handle it."),
	},
}

// reportDays is the number of working days that the office has for a report.
const reportDays = 10

// NewReport is a report about the case's subject, ready to be opened. Each life of the case ends in
// one report at most, an inspection in one for each item that failed, and each report is a case.
func NewReport(about ledger.Case, r Request) Violation {
	v := NewTask(ReportGroupProblem, about, r)
	v.Subject.Code += "." + strconv.Itoa(about.Life)
	if r.Item != "" {
		v.Subject.Code += "." + r.Item
	}
	return v
}

// PurgedWords stands in place of a report's words that retention removed.
const PurgedWords = "〔已清除〕"

// itemFailed ends the part of a report's reason that names the failed item of an inspection's form;
// the inspector's words follow.
const itemFailed = "”不合格；"

// ReportWords are the reporter's own words; empty where nothing was written, or it was removed.
func ReportWords(c ledger.Case) string {
	r := RequestOf(c)
	words := r.Reason
	if r.Item != "" {
		_, words, _ = strings.Cut(words, itemFailed)
	}
	if c.Rule != ReportGroupProblem || words == PurgedWords {
		return ""
	}
	return words
}

// WithoutWords is the report without them.
func WithoutWords(c ledger.Case) ledger.Case {
	words, r := ReportWords(c), RequestOf(c)
	if words == "" {
		return c
	}
	said := r.Reason
	r.Reason = strings.TrimSuffix(said, words) + PurgedWords
	c.Title, c.Evidence = strings.Replace(c.Title, said, r.Reason, 1), encode(r)
	return c
}
