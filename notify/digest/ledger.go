package digest

import (
	"strings"

	"qunguan/notify/workbook"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// LedgerRow is a line of the 问题整改台账: a case in its state at the period's end. Codes are those of the
// import files.
type LedgerRow struct {
	ID              int64              `json:"id"`
	Rule            string             `json:"rule"`
	Clause          string             `json:"clause"`
	Basis           string             `json:"basis"` // the owner's own clause
	Unit            string             `json:"unit"`
	UnitName        string             `json:"unit_name"`
	Group           string             `json:"group"`
	GroupName       string             `json:"group_name"`
	Problem         string             `json:"problem"`
	Measure         string             `json:"measure"`
	Responsible     string             `json:"responsible"`
	ResponsibleName string             `json:"responsible_name"`
	OpenedOn        workgroup.Date     `json:"opened_on"`
	DueOn           workgroup.Date     `json:"due_on"`
	State           ledger.State       `json:"state"`
	ClosedOn        workgroup.Date     `json:"closed_on"`
	ClosedReason    ledger.CloseReason `json:"closed_reason"`
	Reopened        int                `json:"reopened"`
	Overdue         bool               `json:"overdue"`  // open after its due day at the period's end, by data newer than its first notice
	Unknown         bool               `json:"unknown"`  // the same without newer data: whether it is done is unknown
	Note            string             `json:"note"`     // the last words of a person
	Measures        []Milestone        `json:"measures"` // measures that people set themselves, oldest first
}

// Milestone is a measure 整改措施 that a person has set for a case, with the
// day by which it is to be done.
type Milestone struct {
	Until workgroup.Date `json:"until"`
	Words string         `json:"words"`
}

// Ledger is the 问题整改台账.
func Ledger(h Head, rows []LedgerRow) workbook.Report {
	r := h.table("ledger", []column{
		{"no", workbook.StyleCentre, 5},
		{"unit", workbook.StyleText, 15},
		{"problem", workbook.StyleText, 40},
		{"clause", workbook.StyleCentre, 8},
		{"measure", workbook.StyleText, 28},
		{"responsible", workbook.StyleCentre, 9},
		{"opened", workbook.StyleDay, 11.5},
		{"due", workbook.StyleDay, 11.5},
		{"state", workbook.StyleCentre, 14},
		{"closed", workbook.StyleDay, 11.5},
		{"remark", workbook.StyleText, 18},
	})
	open, overdue, unknown, closed, exempt := 0, 0, 0, 0, 0
	for i, row := range rows {
		switch {
		case row.State == ledger.Closed:
			closed++
		case row.State == ledger.Exempt:
			exempt++
		default:
			open++
		}
		switch {
		case row.Overdue:
			overdue++
		case row.Unknown:
			unknown++
		}
		who := row.ResponsibleName
		if who == "" {
			who = row.Responsible
		}
		r.Rows = append(r.Rows, workbook.ReportRow{Cells: []any{
			i + 1, row.UnitName, row.Problem, row.Basis, h.measures(row), who,
			day(row.OpenedOn), day(row.DueOn), h.progress(row), day(row.ClosedOn), h.remark(row),
		}})
	}
	r.Notes = append(r.Notes, h.say("report.ledger.counts", "n", len(rows), "open", open, "overdue", overdue, "closed", closed, "exempt", exempt))
	if unknown > 0 {
		r.Notes = append(r.Notes, h.say("report.ledger.unknown", "n", unknown))
	}
	r.Notes = append(r.Notes, h.say("report.signature"))
	return r
}

// measures is the rule's demand, and the measures that people have set
// themselves.
func (h Head) measures(row LedgerRow) string {
	lines := []string{row.Measure}
	for _, m := range row.Measures {
		lines = append(lines, h.say("report.milestone", "until", h.date(m.Until), "words", m.Words))
	}
	return strings.Join(lines, "\n")
}

// progress is 整改情况 in the words of such forms: not begun, under way, closed. Overdue cases are marked.
func (h Head) progress(row LedgerRow) any {
	key := "report.progress.going"
	switch {
	case row.State == ledger.Closed:
		key = "report.progress.closed"
	case row.State == ledger.Exempt:
		key = "report.progress.exempt"
	case row.State == ledger.Found && len(row.Measures) == 0:
		key = "report.progress.none"
	}
	if row.Unknown {
		return h.say("report.progress.unknown")
	}
	if row.Overdue {
		return workbook.Marked(h.say("report.overdue", "state", h.say(key)))
	}
	return h.say(key)
}

func (h Head) remark(row LedgerRow) string {
	var parts []string
	switch row.State {
	case ledger.HandedOver, ledger.Accountability, ledger.Circulated:
		parts = append(parts, h.say("state."+string(row.State)))
	}
	if row.ClosedReason != "" {
		parts = append(parts, rule.ReasonWord(h.Lang, string(row.ClosedReason)))
	}
	if row.Reopened > 0 {
		parts = append(parts, h.say("report.reopened", "n", row.Reopened))
	}
	if row.Note != "" {
		parts = append(parts, row.Note)
	}
	return strings.Join(parts, h.say("report.semicolon"))
}
