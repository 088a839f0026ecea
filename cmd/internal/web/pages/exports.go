package pages

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"qunguan/cmd/internal/web/page"
	"qunguan/jobs/reports"
	"qunguan/notify/workbook"
	"qunguan/reconcile/workgroup"
)

// exportsPage leads to the files for download.
func (s *Pages) exportsPage(_ *http.Request, f frame) (page.View, error) {
	p := page.Sheet{}
	p.Add(page.Section{Heading: f.Say("web.ledger"), Note: f.Say("web.exports.ledger"), Links: []page.Link{
		{Label: f.Say("web.download.csv"), URL: f.Link("/ledger.csv")}, {Label: f.Say("web.download.xlsx"), URL: f.Link("/ledger.xlsx")},
	}})
	if f.Scope.All && s.Work != nil {
		period := page.Period{To: f.Day(), FromWord: f.Say("web.exports.from"), ToWord: f.Say("web.exports.to")}
		for _, name := range reports.Names {
			period.Files = append(period.Files, page.Link{Label: f.Say("web.report." + name), URL: "/exports/" + name + ".xlsx"})
		}
		p.Add(page.Section{Heading: f.Say("web.exports.reports"), Note: f.Say("web.exports.note"), Period: &period})
	}
	return p.View(f.Say("web.nav.exports")), nil
}

// The kinds of files.
const (
	typeCSV  = "text/csv; charset=utf-8"
	typeBook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
)

// exportMost is how many cases a download of the ledger has at most.
const exportMost = 50_000

// exported lists the reader's part of the ledger under the address's filter, with headings.
func (s *Pages) exported(r *http.Request, f frame) (headings []string, rows [][]string, err error) {
	l := readFilter(f.Query).listing(f.Names, f.Scope, f.Day())
	l.Limit, l.Offset = exportMost, 0
	cases, _, err := s.Listings.List(r.Context(), l)
	if err != nil {
		return nil, nil, fmt.Errorf("list cases: %w", err)
	}
	headings = []string{
		f.Say("web.col.id"), f.Say("web.col.case"), f.Say("web.col.rule"), f.Say("web.policy.clause"), f.Say("web.col.unit"), f.Say("web.col.group"),
		f.Say("web.col.responsible"), f.Say("web.col.severity"), f.Say("web.case.opened_on"), f.Say("web.col.due"), f.Say("web.col.state"), f.Say("web.case.closed_on"),
	}
	for _, c := range cases {
		one := f.caseRow(c)
		rows = append(rows, []string{
			strconv.FormatInt(c.ID, 10), one.Title, one.Rule, one.Clause, one.Unit, one.Group, one.Responsible, one.Severity, string(c.OpenedOn), one.DueOn, one.State, one.ClosedOn,
		})
	}
	return headings, rows, nil
}

// ledgerCSV is the reader's part of the ledger, for programs that read tables.
func (s *Pages) ledgerCSV(r *http.Request, f frame) (page.File, error) {
	headings, rows, err := s.exported(r, f)
	if err != nil {
		return page.File{}, err
	}
	var b bytes.Buffer
	b.WriteString("\ufeff") // Excel takes text without it for GBK
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	for _, row := range slices.Concat([][]string{headings}, rows) {
		for i := range row {
			row[i] = inert(row[i])
		}
		if err := w.Write(row); err != nil {
			return page.File{}, fmt.Errorf("write csv: %w", err)
		}
	}
	w.Flush()
	return page.File{Name: f.fileName("csv"), ContentType: typeCSV, Data: b.Bytes()}, w.Error()
}

// inert keeps a spreadsheet from calculating a nickname.
func inert(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

// ledgerBook is the reader's part of the ledger, as a workbook.
func (s *Pages) ledgerBook(r *http.Request, f frame) (page.File, error) {
	headings, rows, err := s.exported(r, f)
	if err != nil {
		return page.File{}, err
	}
	report := workbook.Report{Name: f.Say("web.ledger"), Title: f.Say("web.ledger"), Line: []string{f.Say("web.foot", "moment", f.Moment())}}
	for i, h := range headings {
		width := 14.0
		if i == 1 {
			width = 50
		}
		report.Columns = append(report.Columns, workbook.ReportColumn{Title: h, Width: width})
	}
	for _, row := range rows {
		cells := make([]any, len(row))
		for i, c := range row {
			cells[i] = c
		}
		report.Rows = append(report.Rows, workbook.ReportRow{Cells: cells})
	}
	var b bytes.Buffer
	if err := workbook.WriteReports(&b, report); err != nil {
		return page.File{}, fmt.Errorf("write the ledger's workbook: %w", err)
	}
	return page.File{Name: f.fileName("xlsx"), ContentType: typeBook, Data: b.Bytes()}, nil
}

func (f frame) fileName(kind string) string {
	return "qunguan-ledger-" + string(f.Day()) + "." + kind
}

// reportBook is a report of all records up to today, or of the period that the address
// names.
func (s *Pages) reportBook(r *http.Request, f frame) (page.File, error) {
	name, isBook := strings.CutSuffix(r.PathValue("name"), ".xlsx")
	if !isBook || !slices.Contains(reports.Names, name) || !f.Scope.All || s.Work == nil {
		return page.File{}, page.ErrMissing
	}
	q := ReportQuestion{Name: name, Lang: f.Lang, Moment: f.Now, To: f.Day()}
	for _, field := range []struct {
		name string
		to   *workgroup.Date
	}{{"from", &q.From}, {"to", &q.To}} {
		value := f.Query.Get(field.name)
		day, err := workgroup.ParseDate(value)
		if err != nil {
			return page.File{}, &page.BadAddressError{Says: f.Say("cli.bad_date", "value", value)}
		}
		if day != "" {
			*field.to = day
		}
	}
	if q.From > q.To {
		return page.File{}, &page.BadAddressError{Says: f.Say("web.exports.reversed", "from", q.From, "to", q.To)}
	}
	var b bytes.Buffer
	if err := s.Work.Report(r.Context(), q, &b); err != nil {
		return page.File{}, err
	}
	return page.File{Name: "qunguan-" + name + "-" + string(f.Day()) + ".xlsx", ContentType: typeBook, Data: b.Bytes()}, nil
}
