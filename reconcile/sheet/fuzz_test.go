package sheet

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"
)

// For all bytes: no crash, no endless reading, and the result is sound text.
func FuzzTextTable(f *testing.F) {
	for _, s := range []string{"a,b\n", "工号,姓名\n\"P1\",\"王\"\"伟\"\n", gb18030("工号,姓名\nP1,王伟\n"), "\ufeffa\tb\r", "\"", "\xff\xfe", "a\x00b", "工\xb9\xa4", `[{"a":1},{"b":"x"}]`, `{"data":[{"user_id":1,"card":"王"}]}`, "[1]", "甲，乙\n\"丙\t\"", "a\t\"b\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		if bytes.HasPrefix(content, []byte("PK")) {
			return
		}
		rows, fault := grid(t, content)
		for _, row := range rows {
			for _, cell := range row {
				if !utf8.ValidString(cell) || strings.ContainsRune(cell, 0) {
					t.Errorf("cell %q", cell)
				}
			}
		}
		if bytes.ContainsAny(content, "[{") {
			return // objects of JSON need no lines
		}
		if fault == nil && len(rows) > bytes.Count(content, []byte("\n"))+bytes.Count(content, []byte("\r"))+1 {
			t.Errorf("%d rows from %d bytes", len(rows), len(content))
		}
	})
}

func FuzzWorkbook(f *testing.F) {
	f.Add(newBook(`<row r="1"><c r="A1" t="s"><v>0</v></c></row>`).bytes())
	f.Add([]byte("PK\x05\x06" + strings.Repeat("\x00", 18)))
	f.Fuzz(func(t *testing.T, content []byte) {
		if len(content) > 1<<16 {
			return
		}
		if _, err := gridOf(append([]byte("PK"), content...), 0); err != nil {
			if _, ok := AsFault(err); !ok {
				t.Errorf("neither read nor refused: %v", err)
			}
		}
		if _, err := gridOf(content, 0); err != nil {
			if _, ok := AsFault(err); !ok {
				t.Errorf("neither read nor refused: %v", err)
			}
		}
	})
}

// The XML is inside the container, out of reach for a fuzzer of bytes.
func FuzzWorksheet(f *testing.F) {
	f.Add(`<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>46347</v></c></row></sheetData></worksheet>`, `<sst><si><t>工号</t></si></sst>`)
	f.Add(`<x:worksheet><x:sheetData><x:row><x:c t="inlineStr"><x:is><x:r><x:t>a</x:t></x:r></x:is></x:c></x:row></x:sheetData></x:worksheet>`, `<sst/>`)
	f.Add(`<worksheet><sheetData><row r="5"><c r="C5"><f>1+1</f></c><c t="e"><v>#N/A</v></c></row>`, `<sst><si><rPh><t>x</t></rPh></si></sst>`)
	f.Add(`<worksheet><sheetData/><x:mergeCells><x:mergeCell ref="A2:B5"/><mergeCell ref='C3:C3'/></x:mergeCells></worksheet>`, `<sst/>`)
	f.Fuzz(func(t *testing.T, worksheet, texts string) {
		content := newBook("").with(sheet1, worksheet).with("xl/sharedStrings.xml", texts).bytes()
		rows, err := gridOf(content, 0)
		if err != nil {
			if _, ok := AsFault(err); !ok {
				t.Errorf("neither read nor refused: %v", err)
			}
		}
		for _, row := range rows {
			if len(row) > keptColumns {
				t.Errorf("%d columns", len(row))
			}
		}
		book, err := Open(bytes.NewReader(content), int64(len(content)))
		if err != nil {
			return
		}
		spans, err := book.Merged(0)
		if _, ok := AsFault(err); err != nil && !ok {
			t.Errorf("neither read nor refused: %v", err)
		}
		for _, s := range spans {
			if s.Column < 0 || s.Column >= keptColumns || s.First >= s.Last || s.Last > MaxRows {
				t.Errorf("span %+v", s)
			}
		}
	})
}
