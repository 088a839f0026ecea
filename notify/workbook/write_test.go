package workbook

import (
	"archive/zip"
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"
)

// partsOf unpacks what Write made.
func partsOf(t *testing.T, tables ...Table) map[string]string {
	t.Helper()
	var book bytes.Buffer
	if err := Write(&book, tables...); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(book.Bytes()), int64(book.Len()))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]string{}
	for _, f := range z.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		parts[f.Name] = string(content)
	}
	return parts
}

func TestAListPrintsOnePageWideWithItsHeadingsOnEveryPage(t *testing.T) {
	long := strings.Repeat("请把您在本群的昵称改为实名。", 12)
	parts := partsOf(t, Table{Name: "甲's 表", Filter: true, Columns: []Column{{Title: "群"}, {Title: "可复制的话", Width: 40, Wrap: true}}, Rows: slices.Values([][]any{{"G1", long}, {"G2", "短"}})})
	sheet := parts["xl/worksheets/sheet1.xml"]
	for _, want := range []string{`fitToPage="true"`, `fitToHeight="0"`, `fitToWidth="1"`, `orientation="landscape"`, `<autoFilter ref="$A$1:$B$1048576"`, `<row r="2" ht="135"`, `<row r="3">`} {
		if !strings.Contains(sheet, want) {
			t.Errorf("the sheet has no %s:\n%.1500s", want, sheet)
		}
	}
	if main := parts["xl/workbook.xml"]; !strings.Contains(main, `'甲&#39;&#39;s 表'!$1:$1`) && !strings.Contains(main, `&#39;甲&#39;&#39;s 表&#39;!$1:$1`) {
		t.Errorf("no headings on every page:\n%s", main)
	}
}
