package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
	unicode16 "unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"

	"qunguan/reconcile/phrase"
)

// grid reads every row of the first sheet as texts; the fault is where it
// stopped.
func grid(t testing.TB, content []byte) ([][]string, *Fault) {
	t.Helper()
	rows, err := gridOf(content, 0)
	if err == nil {
		return rows, nil
	}
	f, ok := AsFault(err)
	if !ok {
		t.Fatalf("not a Fault: %v", err)
	}
	return rows, f
}

func gridOf(content []byte, index int) ([][]string, error) {
	book, err := Open(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return nil, err
	}
	rows, err := book.Rows(index)
	if err != nil {
		return nil, err
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
	return out, rows.Err()
}

func gb18030(s string) string {
	out, err := simplifiedchinese.GB18030.NewEncoder().String(s)
	if err != nil {
		panic(err)
	}
	return out
}

// utf16 is a text in UTF-16.
func utf16(text string, order binary.AppendByteOrder) string {
	var b []byte
	for _, unit := range unicode16.Encode([]rune(text)) {
		b = order.AppendUint16(b, unit)
	}
	return string(b)
}

func TestTextTables(t *testing.T) {
	for name, c := range map[string]struct {
		content string
		want    [][]string
	}{
		"plain UTF-8": {"工号,姓名\nP1,王伟\n", [][]string{{"工号", "姓名"}, {"P1", "王伟"}}},
		"a byte order mark is no part of the first cell":      {"\ufeff工号,姓名\n", [][]string{{"工号", "姓名"}}},
		"GB18030 is recognised":                               {gb18030("工号,姓名\nP1,王伟\n"), [][]string{{"工号", "姓名"}, {"P1", "王伟"}}},
		"GB18030 has four-byte characters, too":               {gb18030("姓名\n㐂𠮷🌸\n"), [][]string{{"姓名"}, {"㐂𠮷🌸"}}},
		"UTF-16, as Excel saves Unicode text":                 {utf16("\ufeff工号\t姓名\nP1\t王🌸,伟\n", binary.LittleEndian), [][]string{{"工号", "姓名"}, {"P1", "王🌸,伟"}}},
		"UTF-16 of the other order":                           {utf16("\ufeff工号,姓名\nP1,王伟\n", binary.BigEndian), [][]string{{"工号", "姓名"}, {"P1", "王伟"}}},
		"quotes hold commas, quotes and line ends":            {"a,\"b,\"\"c\"\"\nd\",e\r\nf\n", [][]string{{"a", "b,\"c\"\nd", "e"}, {"f"}}},
		"a quote inside an unquoted cell is a quote":          {"a,b\"c\",d\n", [][]string{{"a", "b\"c\"", "d"}}},
		"the last line needs no line end":                     {"a,b", [][]string{{"a", "b"}}},
		"lone carriage returns end lines":                     {"a,b\rc,d\r", [][]string{{"a", "b"}, {"c", "d"}}},
		"blank lines are counted":                             {"a\n\nb\n", [][]string{{"a"}, {}, {"b"}}},
		"a semicolon in the first line that has any":          {"花名册\n工号;姓名\nP1;王,伟\n", [][]string{{"花名册"}, {"工号", "姓名"}, {"P1", "王,伟"}}},
		"the comma of a Chinese keyboard":                     {"工号，姓名\nP1，\"王，伟\"\n", [][]string{{"工号", "姓名"}, {"P1", "王，伟"}}},
		"tabs, whatever else a nickname holds":                {"账号\t群名片\n1\t李,秀;英，水利局\n2\t\"小明\n3\t\"a\"\"b\"\n", [][]string{{"账号", "群名片"}, {"1", "李,秀;英，水利局"}, {"2", "\"小明"}, {"3", "a\"b"}}},
		"half a separator is text":                            {"甲，乙\n丙\uff0d，丁\n", [][]string{{"甲", "乙"}, {"丙\uff0d", "丁"}}},
		"bytes of no encoding before the end":                 {gb18030("工号,姓名\nP1,王伟")[:16] + "\n" + gb18030("P2,李娜"), [][]string{{"工号", "姓名"}, {"P1", "王\ufffd"}, {"P2", "李娜"}}},
		"objects of JSON":                                     {`[{"a":1,"b":"甲"},{"b":null,"c":true,"a":12345678901234567890,"d":{"x":[1]}}]`, [][]string{{"a", "b", "c", "d"}, {"1", "甲", "", ""}, {"12345678901234567890", "", "是", ""}}},
		"an answer of OneBot":                                 {`{"status":"ok","retcode":0,"echo":{"n":[]},"data":[{"user_id":10001}],"wording":""}`, [][]string{{"user_id"}, {"10001"}}},
		"a table that begins with a bracket":                  {"[编号],姓名\n1,王伟\n", [][]string{{"[编号]", "姓名"}, {"1", "王伟"}}},
		"tabs separate where there is no comma":               {"工号\t姓名\nP1\t王伟\n", [][]string{{"工号", "姓名"}, {"P1", "王伟"}}},
		"an empty quoted cell is empty":                       {"\"\",b\n", [][]string{{"", "b"}}},
		"a UTF-8 file may hold the replacement character":     {"姓名\n王\ufffd伟先生\n", [][]string{{"姓名"}, {"王\ufffd伟先生"}}},
		"white space stays as it is written":                  {" a ,　b\n", [][]string{{" a ", "　b"}}},
		"short GB18030 names that look like UTF-8 are no mix": {gb18030("姓名,单位\n王伟,水利局\n张三,教育局\n李四,民政局\n"), [][]string{{"姓名", "单位"}, {"王伟", "水利局"}, {"张三", "教育局"}, {"李四", "民政局"}}},
		"an empty file has no rows":                           {"", nil},
		"text after a closing quote is kept":                  {"\"a\"b,c\n", [][]string{{"ab", "c"}}},
		"a cell of the greatest length is read":               {strings.Repeat("群", MaxCellRunes) + "\n", [][]string{{strings.Repeat("群", MaxCellRunes)}}},
	} {
		t.Run(name, func(t *testing.T) {
			got, f := grid(t, []byte(c.content))
			if f != nil {
				t.Fatalf("fault %v", f)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestTextTablesThatAreRefused(t *testing.T) {
	long := strings.Repeat("x", 10<<20)
	for name, c := range map[string]struct {
		content string
		key     phrase.Key
		row     int
	}{
		"UTF-16 cut off inside a character":        {utf16("\ufeff工号,姓名\nP1,王伟", binary.LittleEndian)[:23], "sheet.cut_off", 2},
		"UTF-16 with a NUL in it":                  {"\xff\xfea\x00,\x00\x00\x00", "sheet.nul", 1},
		"NUL bytes":                                {"a,b\nc,\x00\n", "sheet.nul", 2},
		"a UTF-8 line and GB18030 lines":           {"工号,姓名,单位,岗位\n" + gb18030("P1,王伟,水利局,科长\n"), "sheet.mixed_encodings", 2},
		"GB18030 lines and one UTF-8 line":         {gb18030("工号,姓名\nP1,王伟\n") + "P2,欧阳建国\n", "sheet.mixed_encodings", 1},
		"GB18030 cut off inside a character":       {gb18030("工号,姓名\nP1,王伟")[:16], "sheet.cut_off", 2},
		"UTF-8 cut off inside a character":         {"工号,姓名,所在单位\nP1,王伟,水利"[:39], "sheet.mixed_encodings", 2},
		"a byte order mark and GB18030 behind it":  {"\ufeff" + gb18030("工号\n王伟\n"), "sheet.not_utf8", 1},
		"a cell of ten megabytes":                  {"a,b\n" + long + ",c\n", "sheet.cell_too_long", 2},
		"a quote that never closes":                {"a,b\n\"c,d\ne,f\n", "sheet.open_quote", 2},
		"a quote that never closes in a long file": {"a,b\n\"c\n" + strings.Repeat("e,f\n", 200000), "sheet.cell_too_long", 2},
		"a million columns":                        {strings.Repeat(",", 1000000), "sheet.too_many_columns", 1},
		"a row of many large cells":                {strings.Repeat(strings.Repeat("y", 30000)+",", 150), "sheet.row_too_long", 1},
		"an old .xls":                              {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "sheet.old_or_encrypted", 0},
		"a zip that ends after its first bytes":    {"PK\x03\x04", "sheet.broken_zip", 0},
		"one character more than a cell can hold":  {strings.Repeat("群", MaxCellRunes+1) + "\n", "sheet.cell_too_long", 1},
	} {
		t.Run(name, func(t *testing.T) {
			_, f := grid(t, []byte(c.content))
			if f == nil {
				t.Fatal("no fault")
			}
			if f.Key != c.key || f.Row != c.row {
				t.Errorf("got %s at row %d, want %s at %d", f.Key, f.Row, c.key, c.row)
			}
			if text := phrase.Zh.Say(f.Key, f.Args...); strings.Contains(text, "{") || strings.HasPrefix(text, "sheet.") {
				t.Errorf("sentence not filled: %s", text)
			}
		})
	}
}

// book is a workbook made by hand, part by part.
type book map[string]string

const (
	relsOpen = `<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`
	relType  = `http://schemas.openxmlformats.org/officeDocument/2006/relationships/`
)

// newBook is a sound workbook with the sheet's rows as given.
func newBook(sheetData string) book {
	return book{
		"_rels/.rels":     relsOpen + `<Relationship Id="rId1" Type="` + relType + `officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml": `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://x"><sheets><sheet name="人员" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": relsOpen + `<Relationship Id="rId1" Type="` + relType + `worksheet" Target="worksheets/sheet1.xml"/>` +
			`<Relationship Id="rId2" Type="` + relType + `sharedStrings" Target="/xl/sharedStrings.xml"/><Relationship Id="rId3" Type="` + relType + `styles" Target="styles.xml"/></Relationships>`,
		"xl/sharedStrings.xml": `<sst><si><t>工号</t></si><si><r><t>姓</t></r><r><t xml:space="preserve"> 名</t></r><rPh><t>xing</t></rPh></si><si><t>a_x000D_b</t></si></sst>`,
		"xl/styles.xml": `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/><numFmt numFmtId="165" formatCode="[Red]0.00&quot;days&quot;"/></numFmts>` +
			`<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>`,
		"xl/worksheets/sheet1.xml": `<worksheet><dimension ref="A1:B2"/><sheetData>` + sheetData + `</sheetData></worksheet>`,
	}
}

func (b book) with(part, content string) book {
	b[part] = content
	return b
}

func (b book) bytes() []byte {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, content := range b {
		w, err := z.Create(name)
		if err != nil {
			panic(err)
		}
		if _, err := w.Write([]byte(content)); err != nil {
			panic(err)
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return out.Bytes()
}

func TestWorksheetCells(t *testing.T) {
	for name, c := range map[string]struct {
		cell string
		want Cell
	}{
		"a shared text": {`<c r="A1" t="s"><v>0</v></c>`, Cell{Text: "工号", Kind: Text}},
		"a shared text in pieces, without its reading": {`<c r="A1" t="s"><v>1</v></c>`, Cell{Text: "姓 名", Kind: Text}},
		"an escaped control character":                 {`<c r="A1" t="s"><v>2</v></c>`, Cell{Text: "a\rb", Kind: Text}},
		"an inline text":                               {`<c r="A1" t="inlineStr"><is><t>王&amp;伟</t></is></c>`, Cell{Text: "王&伟", Kind: Text}},
		"a number":                                     {`<c r="A1"><v>12.5</v></c>`, Cell{Text: "12.5", Kind: Number, Serial: 12.5}},
		"a number under a built-in date format":        {`<c r="A1" s="1"><v>46347</v></c>`, Cell{Text: "46347", Kind: Date, Serial: 46347}},
		"a number under a Chinese date format":         {`<c r="A1" s="2"><v>46347</v></c>`, Cell{Text: "46347", Kind: Date, Serial: 46347}},
		"a number whose format only quotes letters":    {`<c r="A1" s="3"><v>46347</v></c>`, Cell{Text: "46347", Kind: Number, Serial: 46347}},
		"a truth value":                                {`<c r="A1" t="b"><v>1</v></c>`, Cell{Text: "TRUE", Kind: Bool}},
		"an ISO date":                                  {`<c r="A1" t="d"><v>2026-11-21T08:30:00</v></c>`, Cell{Text: "2026-11-21 08:30:00", Kind: Text}},
		"an error value":                               {`<c r="A1" t="e"><v>#N/A</v></c>`, Cell{Text: "#N/A", Kind: Broken}},
		"a formula with a cached number":               {`<c r="A1"><f>1+1</f><v>2</v></c>`, Cell{Text: "2", Kind: Number, Serial: 2}},
		"a formula with a cached text":                 {`<c r="A1" t="str"><f>B1</f><v>王伟</v></c>`, Cell{Text: "王伟", Kind: Text}},
		"a formula whose result is the empty text":     {`<c r="A1" t="str"><f>B1</f><v></v></c><c><v>1</v></c>`, Cell{}},
		"a formula without a result":                   {`<c r="A1"><f>B1</f></c>`, Cell{Kind: Formula}},
		"a styled empty cell":                          {`<c r="A1" s="1"/><c><v>1</v></c>`, Cell{}},
		"a cell without a reference":                   {`<c t="s"><v>0</v></c>`, Cell{Text: "工号", Kind: Text}},
		"other prefixes mean the same":                 {`<x:c r="A1"><x:v>7</x:v></x:c>`, Cell{Text: "7", Kind: Number, Serial: 7}},
	} {
		t.Run(name, func(t *testing.T) {
			content := newBook(`<row r="1">` + c.cell + `</row>`).bytes()
			b, err := Open(bytes.NewReader(content), int64(len(content)))
			if err != nil {
				t.Fatal(err)
			}
			rows, err := b.Rows(0)
			if err != nil {
				t.Fatal(err)
			}
			if !rows.Next() {
				t.Fatalf("no row: %v", rows.Err())
			}
			if diff := cmp.Diff(c.want, rows.Row().Cells[0]); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if rows.Next() || rows.Err() != nil {
				t.Errorf("more rows, or %v", rows.Err())
			}
		})
	}
}

func TestWorksheetsKeepTheirRowNumbersAndGaps(t *testing.T) {
	content := newBook(`<row r="2" hidden="1"><c r="B2"><v>1</v></c></row><row r="900000"><c r="A900000"><v>2</v></c><c r="XFD900000"><v>3</v></c></row>`).bytes()
	b, err := Open(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // reading again, also after letting go of the texts, gives the same
		rows, err := b.Rows(0)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for rows.Next() {
			r := rows.Row()
			got = append(got, fmt.Sprint(r.Number, r.Hidden, len(r.Cells)))
		}
		if diff := cmp.Diff([]string{"2 true 2", "900000 false 1"}, got); diff != "" || rows.Err() != nil {
			t.Errorf("%v (-want +got):\n%s", rows.Err(), diff)
		}
		rows.Close()
		b.Release()
	}
}

func TestTheDateSystemOf1904IsConverted(t *testing.T) {
	b := newBook(`<row r="1"><c r="A1" s="1"><v>44885</v></c></row>`)
	b["xl/workbook.xml"] = strings.Replace(b["xl/workbook.xml"], "<sheets>", `<workbookPr date1904="1"/><sheets>`, 1)
	content := b.bytes()
	open, err := Open(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := open.Rows(0)
	if err != nil || !rows.Next() {
		t.Fatal(err)
	}
	if got := rows.Row().Cells[0].Serial; got != 46347 {
		t.Errorf("serial %v, want 46347", got)
	}
}
