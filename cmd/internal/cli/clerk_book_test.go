package cli_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"html"
	"strings"
	"testing"
)

// Workbooks written by hand, part by part: the library that writes the program's own never makes the
// contents of grown and hostile files.

// page is one sheet: its rows as XML, and the parts around them.
type page struct {
	name, state string
	rows        []string
	before      string // in front of sheetData
	after       string // behind it
}

// row is a line of cells; attr are further attributes of the row.
func row(attr string, cells ...string) string {
	return "<row " + attr + ">" + strings.Join(cells, "") + "</row>"
}

// line is a row of texts; an empty one is an empty cell.
func line(texts ...string) string {
	cells := make([]string, len(texts))
	for i, s := range texts {
		cells[i] = txt(s)
	}
	return row("", cells...)
}

func txt(s string) string {
	if s == "" {
		return "<c/>"
	}
	return `<c t="inlineStr"><is><t xml:space="preserve">` + html.EscapeString(s) + `</t></is></c>`
}

func number(v string) string { return "<c><v>" + v + "</v></c>" }

// dated is a number that the sheet shows as a date.
func dated(serial string) string { return `<c s="1"><v>` + serial + `</v></c>` }

// formula has its result in the file; none if value is empty.
func formula(code, value string) string {
	if value == "" {
		return "<c><f>" + code + "</f></c>"
	}
	return `<c t="str"><f>` + code + "</f><v>" + value + "</v></c>"
}

// packed is the files inside a workbook, by name.
type packed map[string]string

// byHand is a sound workbook of the pages.
func byHand(pages ...page) packed {
	const ns = ` xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
	const rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
	const rels = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`
	p := packed{
		"_rels/.rels":   rels + `<Relationship Id="rId1" Type="` + rel + `officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/styles.xml": `<styleSheet` + ns + `><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>`,
	}
	var sheets, links strings.Builder
	for i, s := range pages {
		state := s.state
		if state == "" {
			state = "visible"
		}
		fmt.Fprintf(&sheets, `<sheet name="%s" sheetId="%d" state="%s" r:id="rId%d"/>`, html.EscapeString(s.name), i+1, state, i+1)
		fmt.Fprintf(&links, `<Relationship Id="rId%d" Type="%sworksheet" Target="worksheets/sheet%d.xml"/>`, i+1, rel, i+1)
		p[fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1)] = "<worksheet" + ns + ">" + s.before + "<sheetData>" + strings.Join(s.rows, "") + "</sheetData>" + s.after + "</worksheet>"
	}
	p["xl/workbook.xml"] = "<workbook" + ns + "><sheets>" + sheets.String() + "</sheets></workbook>"
	p["xl/_rels/workbook.xml.rels"] = rels + links.String() + `<Relationship Id="rIdS" Type="` + rel + `styles" Target="styles.xml"/><Relationship Id="rIdT" Type="` + rel + `sharedStrings" Target="sharedStrings.xml"/></Relationships>`
	p["xl/sharedStrings.xml"] = "<sst" + ns + "></sst>"
	return p
}

// with sets one part.
func (p packed) with(name, content string) packed {
	p[name] = content
	return p
}

// bytes packs the parts.
func (p packed) bytes(t testing.TB) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, content := range p {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(content))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// csvBook is a workbook of one sheet that holds the lines of a csv text.
func csvBook(sheet, csv string) page {
	p := page{name: sheet}
	for l := range strings.SplitSeq(strings.TrimSuffix(csv, "\n"), "\n") {
		p.rows = append(p.rows, line(strings.Split(l, ",")...))
	}
	return p
}
