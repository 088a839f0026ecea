package cli_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"qunguan/cmd/internal/binarytest"
)

// The same county must give the same ledger in every form in which an office may save it: only then
// may a clerk use the program that the office has.
func TestACountyGivesTheSameCasesInEveryFileFormat(t *testing.T) {
	forms := map[string]func(t *testing.T, w *world) []string{
		"csv in GB18030": func(t *testing.T, w *world) []string {
			return convert(t, w, func(text string) string {
				encoded, err := simplifiedchinese.GB18030.NewEncoder().String(text)
				if err != nil {
					t.Fatal(err)
				}
				return encoded
			})
		},
		"csv in UTF-8 without a byte order mark": func(t *testing.T, w *world) []string {
			return convert(t, w, func(text string) string { return text })
		},
		"one workbook with a sheet for each kind": func(t *testing.T, w *world) []string {
			return []string{workbook(t, w, files(t, "yunxi"))}
		},
	}
	onEach(t, func(t *testing.T, w *world) {
		want := casesOf(w, files(t, "yunxi"))
		if len(decode[kase](w, want)) != len(readTruth(t, "yunxi").Cases) {
			t.Fatal("the county as it stands gives other cases than labelled")
		}
		for name, form := range forms {
			t.Run(name, func(t *testing.T) {
				other := newWorld(t, engineLike(t, w))
				if got := casesOf(other, form(t, other)); got != want {
					t.Errorf("cases differ:\n%s", binarytest.Tail(gocmp.Diff(want, got)))
				}
			})
		}
	})
}

// casesOf imports files, judges them, and returns the ledger's JSON.
func casesOf(w *world, files []string) string {
	w.Helper()
	w.OK(slices.Concat([]string{"import", "--at", "2026-11-23"}, files)...)
	w.judge("2026-11-23")
	return w.OK("cases", "--format", "json").Stdout
}

// text is a file of the county without its byte order mark.
func text(t testing.TB, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimPrefix(string(data), "\ufeff")
}

func convert(t *testing.T, w *world, to func(string) string) []string {
	t.Helper()
	var all []string
	for _, path := range files(t, "yunxi") {
		all = append(all, w.Write(filepath.Base(path), to(text(t, path))))
	}
	return all
}

// workbook is the files as one Excel file the way an office makes it: a
// merged title above the headings, dates as dates, headcounts as numbers.
func workbook(t *testing.T, w *world, files []string) string {
	t.Helper()
	book := excelize.NewFile()
	day, moment := numberFormat(t, book, "yyyy-mm-dd"), numberFormat(t, book, "yyyy/m/d h:mm")
	for i, path := range files {
		sheet := "表" + strconv.Itoa(i+1)
		if _, err := book.NewSheet(sheet); err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(strings.NewReader(text(t, path))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		stream, err := book.NewStreamWriter(sheet)
		if err != nil {
			t.Fatal(err)
		}
		put(t, stream, 1, []any{"云溪县工作群摸底表（" + filepath.Base(path) + "）"})
		if err := stream.MergeCell("A1", "D1"); err != nil {
			t.Fatal(err)
		}
		for n, row := range rows {
			cells := make([]any, len(row))
			for c, value := range row {
				cells[c] = value
				if n > 0 {
					cells[c] = typed(rows[0][c], value, day, moment)
				}
			}
			put(t, stream, n+3, cells)
		}
		if err := stream.Flush(); err != nil {
			t.Fatal(err)
		}
	}
	if err := book.DeleteSheet("Sheet1"); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(w.Dir, "云溪县.xlsx")
	if err := book.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	return path
}

// typed is a cell's value as Excel stores a typed text.
func typed(heading, value string, day, moment int) any {
	if strings.HasSuffix(heading, "数") {
		if n, err := strconv.Atoi(value); err == nil {
			return n
		}
	}
	if strings.HasSuffix(heading, "日期") || strings.HasSuffix(heading, "时间") {
		if at, err := time.Parse("2006-01-02 15:04", value); err == nil {
			return excelize.Cell{StyleID: moment, Value: at}
		}
		if at, err := time.Parse(time.DateOnly, value); err == nil {
			return excelize.Cell{StyleID: day, Value: at}
		}
	}
	return value
}

func numberFormat(t *testing.T, book *excelize.File, format string) int {
	t.Helper()
	id, err := book.NewStyle(&excelize.Style{CustomNumFmt: &format})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func put(t *testing.T, stream *excelize.StreamWriter, row int, cells []any) {
	t.Helper()
	if err := stream.SetRow("A"+strconv.Itoa(row), cells); err != nil {
		t.Fatal(err)
	}
}
