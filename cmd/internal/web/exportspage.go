package web

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"qunguan/jobs/reports"
	"qunguan/notify/workbook"
	"qunguan/reconcile/access"
	"qunguan/reconcile/workgroup"
)

// exportsPage leads to what can be taken away as a file.
func (s *site) exportsPage(_ *http.Request, f frame) (view, error) {
	p := sheet{}
	p.add(section{Heading: f.Say("web.ledger"), Note: f.Say("web.exports.ledger"), Links: []link{
		{f.Say("web.download.csv"), f.Link("/ledger.csv")}, {f.Say("web.download.xlsx"), f.Link("/ledger.xlsx")},
	}})
	if f.scope.All && s.Work != nil {
		sec := section{Heading: f.Say("web.exports.reports"), Note: f.Say("web.exports.note")}
		for _, name := range reports.Names {
			sec.Links = append(sec.Links, link{f.Say("web.report." + name), f.Link("/exports/" + name + ".xlsx")})
		}
		p.add(sec)
	}
	return view{template: "sheet", title: f.Say("web.nav.exports"), data: p}, nil
}

// file is what a download gives.
type file struct {
	name, contentType string
	data              []byte
}

// download makes a handler of a function that makes a file.
func (s *site) download(kind access.Page, fill func(*http.Request, frame) (file, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s.page(kind, func(r *http.Request, f frame) (view, error) {
			made, err := fill(r, f)
			return view{file: &made}, err
		})(w, r)
	}
}

// The kinds of files.
const (
	typeCSV  = "text/csv; charset=utf-8"
	typeBook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
)

// exportMost is how many cases a download of the ledger has at most.
const exportMost = 50_000

// exported lists what the reader sees of the ledger under the address's filter,
// with headings.
func (s *site) exported(r *http.Request, f frame) (headings []string, rows [][]string, err error) {
	counts, err := s.figures(r.Context(), f)
	if err != nil {
		return nil, nil, err
	}
	chosen := readFilter(f.query)
	l := chosen.narrowed(counts, chosen.listing(f.names, f.scope, f.day()))
	l.Limit, l.Offset = exportMost, 0
	cases, err := s.Listings.List(r.Context(), l)
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

// ledgerCSV is what is seen, for programs that read tables.
func (s *site) ledgerCSV(r *http.Request, f frame) (file, error) {
	headings, rows, err := s.exported(r, f)
	if err != nil {
		return file{}, err
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
			return file{}, fmt.Errorf("write csv: %w", err)
		}
	}
	w.Flush()
	return file{f.fileName("csv"), typeCSV, b.Bytes()}, w.Error()
}

// inert keeps a spreadsheet from calculating what somebody put into a nickname.
func inert(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

// ledgerBook is what is seen, as a workbook.
func (s *site) ledgerBook(r *http.Request, f frame) (file, error) {
	headings, rows, err := s.exported(r, f)
	if err != nil {
		return file{}, err
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
		return file{}, fmt.Errorf("write the ledger's workbook: %w", err)
	}
	return file{f.fileName("xlsx"), typeBook, b.Bytes()}, nil
}

func (f frame) fileName(kind string) string {
	return "qunguan-ledger-" + string(f.day()) + "." + kind
}

// reportBook is a report of the year so far, or of the period that the address
// names.
func (s *site) reportBook(r *http.Request, f frame) (file, error) {
	name, isBook := strings.CutSuffix(r.PathValue("name"), ".xlsx")
	if !isBook || !slices.Contains(reports.Names, name) || !f.scope.All || s.Work == nil {
		return file{}, errMissing
	}
	q := ReportQuestion{Name: name, Lang: f.Lang, Moment: f.now, To: f.day()}
	for field, to := range map[string]*workgroup.Date{"from": &q.From, "to": &q.To} {
		if day, err := workgroup.ParseDate(f.query.Get(field)); err == nil && day != "" {
			*to = day
		}
	}
	var b bytes.Buffer
	if err := s.Work.Report(r.Context(), q, &b); err != nil {
		return file{}, err
	}
	return file{"qunguan-" + name + "-" + string(f.day()) + ".xlsx", typeBook, b.Bytes()}, nil
}
