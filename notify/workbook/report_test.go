package workbook

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"qunguan/reconcile/sheet"
)

func smallReport() Report {
	return Report{
		Name: "汇总", Title: "云溪县汇总表", Line: []string{"填报单位：县委办", "填报人："}, Footer: "第 &P 页",
		Columns: []ReportColumn{
			{Title: "单位", Width: 20},
			{Title: "清理前", Above: "群数", Style: StyleCount},
			{Title: "清理后", Above: "群数", Style: StyleCount},
			{Title: "减少", Style: StylePercent},
			{Title: "日期", Style: StyleDay},
		},
		Rows: []ReportRow{
			{Cells: []any{"水利局 <&>", 9, 4, 0.556, time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)}},
			{Cells: []any{"合计", 9, 4, 0.556, nil}, Strong: true},
		},
		Notes:  []string{"计算方法"},
		Charts: []Chart{{Title: "前后", First: 0, Last: 1, Category: 0, Values: []int{1, 2}}}, ChartsName: "图",
	}
}

func writeReports(t *testing.T, reports ...Report) []byte {
	t.Helper()
	var book bytes.Buffer
	if err := WriteReports(&book, reports...); err != nil {
		t.Fatal(err)
	}
	return book.Bytes()
}

// grid reads every row of the first sheet as texts.
func grid(t *testing.T, content []byte) [][]string {
	t.Helper()
	book, err := sheet.Open(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := book.Rows(0)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var out [][]string
	for rows.Next() {
		line := []string{}
		for _, c := range rows.Row().Cells {
			line = append(line, c.Text)
		}
		out = append(out, line)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestAReportHasTitleHeadingsRowsAndNotes(t *testing.T) { // covers S9.3
	rows := grid(t, writeReports(t, smallReport()))
	for i := range rows {
		for len(rows[i]) > 0 && rows[i][len(rows[i])-1] == "" {
			rows[i] = rows[i][:len(rows[i])-1]
		}
	}
	want := [][]string{
		{"云溪县汇总表"},
		{"填报单位：县委办", "", "填报人："},
		{"单位", "群数", "群数", "减少", "日期"},
		{"单位", "清理前", "清理后", "减少", "日期"},
		{"水利局 <&>", "9", "4", "0.556", "46347"}, // a real date: its serial
		{"合计", "9", "4", "0.556"},
		{"计算方法"},
	}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestAReportPrintsOnA4AcrossOnePage(t *testing.T) {
	f, err := excelize.OpenReader(bytes.NewReader(writeReports(t, smallReport())))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	page, err := f.GetPageLayout("汇总")
	if err != nil || *page.Size != 9 || *page.Orientation != "landscape" || *page.FitToWidth != 1 || *page.FitToHeight != 0 {
		t.Errorf("page %+v, %v", page, err)
	}
	if props, err := f.GetSheetProps("汇总"); err != nil || props.FitToPage == nil || !*props.FitToPage {
		t.Errorf("the sheet is not fitted to the page: %v", err)
	}
	names := map[string]string{}
	for _, n := range f.GetDefinedName() {
		names[n.Name] = n.RefersTo
	}
	want := map[string]string{"_xlnm.Print_Area": "'汇总'!$A$1:$E$7", "_xlnm.Print_Titles": "'汇总'!$3:$4"}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	panes, err := f.GetPanes("汇总")
	if err != nil || !panes.Freeze || panes.YSplit != 4 {
		t.Errorf("panes %+v, %v", panes, err)
	}
	var merged []string
	cells, err := f.GetMergeCells("汇总")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range cells {
		merged = append(merged, m.GetStartAxis()+":"+m.GetEndAxis())
	}
	if diff := cmp.Diff([]string{"A1:E1", "A2:B2", "C2:E2", "A3:A4", "B3:C3", "D3:D4", "E3:E4", "A7:E7"}, merged); diff != "" {
		t.Errorf("merged cells: -want +got\n%s", diff)
	}
	if text, err := f.GetCellValue("汇总", "D5"); err != nil || text != "55.6%" {
		t.Errorf("a share shows as %q, %v", text, err)
	}
}

func TestChartsAreNativeAndReadTheRows(t *testing.T) {
	content := writeReports(t, smallReport())
	z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	var charts strings.Builder
	for _, part := range z.File {
		if strings.HasPrefix(part.Name, "xl/media/") {
			t.Errorf("%s is an image", part.Name)
		}
		if !strings.HasPrefix(part.Name, "xl/charts/chart") {
			continue
		}
		r, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		charts.Write(text)
	}
	for _, ref := range []string{"'汇总'!$A$5:$A$6", "'汇总'!$B$5:$B$6", "'汇总'!$C$5:$C$6", "'汇总'!$B$4", "'汇总'!$C$4"} {
		if !strings.Contains(charts.String(), ">"+strings.ReplaceAll(ref, "'", "&#39;")+"<") {
			t.Errorf("no chart reads %s", ref)
		}
	}
}

func TestAReportWithoutRowsOrTitleIsStillAWorkbook(t *testing.T) {
	rows := grid(t, writeReports(t, Report{Name: "空", Columns: []ReportColumn{{Title: "单位"}}}))
	if diff := cmp.Diff([][]string{{"单位"}}, rows); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}
