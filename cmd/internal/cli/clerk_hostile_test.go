package cli_test

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"qunguan/cmd/internal/binarytest"
)

// one row of staff as a sheet, and the faults that it may have.
func staffBook(cells ...string) func(testing.TB) []byte {
	return made(page{name: "人员", rows: lines(line(strings.Split(staffHead, ",")...), row("", cells...))})
}

func staffCells() []string {
	return []string{txt("P12"), txt("李强"), txt("U1"), txt("副主任"), txt("在职")}
}

// altered is the staff book with one cell put in another's place.
func altered(column int, cell string) func(testing.TB) []byte {
	cells := staffCells()
	cells[column] = cell
	return staffBook(cells...)
}

// changed is the staff book with one of its parts replaced.
func changed(part, content string) func(testing.TB) []byte {
	return func(t testing.TB) []byte {
		return byHand(page{name: "人员", rows: lines(line(strings.Split(staffHead, ",")...), row("", staffCells()...))}).with(part, content).bytes(t)
	}
}

// bytesOf changes the bytes of a made file.
func bytesOf(content func(testing.TB) []byte, change func([]byte) []byte) func(testing.TB) []byte {
	return func(t testing.TB) []byte { return change(content(t)) }
}

func repeated(s string, n int) []byte { return []byte(strings.Repeat(s, n)) }

// A file that cannot be taken is refused with the place, the fault and the reason.
func TestFilesWithAMistakeThatNobodyCanGuessAway(t *testing.T) {
	t.Parallel()
	handAll(t, map[string]handed{
		"a formula without a result":                  {file: "花名册.xlsx", code: 1, keys: []string{"formula_without_value"}, content: altered(3, formula("A1", "")), mariadb: true},
		"a formula that ended in an error":            {file: "花名册.xlsx", code: 1, keys: []string{"error_value"}, content: altered(2, `<c t="e"><f>X!A1</f><v>#REF!</v></c>`)},
		"more than 15 digits in a number cell":        {file: "花名册.xlsx", code: 1, keys: []string{"rounded_number"}, content: altered(0, number("1234567890123456")), mariadb: true},
		"a date that does not exist":                  {file: "离职.csv", code: 1, keys: []string{"not_a_date"}, content: plainText("工号,姓名,单位编码,在职状态,离职日期\nP12,李强,U1,在职,2026年2月30日\n")},
		"a number where a date belongs":               {file: "离职.xlsx", code: 1, keys: []string{"not_a_date"}, content: made(page{name: "人员", rows: lines(line("工号", "姓名", "单位编码", "在职状态", "离职日期"), row("", txt("P12"), txt("李强"), txt("U1"), txt("在职"), number("20261120")))})},
		"a name that fits nobody":                     {file: "群.csv", code: 1, keys: []string{"name_fits_none"}, content: plainText("群编号,平台,群名,范围,单位,群主\nG5,微信,石桥镇便民群,单位内部,U3,赵云\n")},
		"a name that fits nobody in the unit":         {file: "群.csv", code: 1, keys: []string{"name_fits_none_here"}, content: plainText("群编号,平台,群名,范围,单位,群主\nG5,微信,石桥镇便民群,单位内部,U3,王芳\n"), mariadb: true},
		"a name that fits two people":                 {file: "人和群.xlsx", code: 1, keys: []string{"name_fits_several"}, content: made(csvBook("人员", staffHead+"\nP31,冯涛,U3,科员,在职"), csvBook("工作群", "群编号,平台,群名称,范围,单位编码,群主\nG5,微信,石桥镇便民群,单位内部,U3,冯涛"))},
		"no codes in the form":                        {file: "花名册.csv", code: 1, keys: []string{"missing_code_heading"}, content: plainText("姓名,单位,职务,状态\n李强,U1,副主任,在职\n")},
		"two columns for one heading":                 {file: "花名册.csv", code: 1, keys: []string{"heading_twice"}, content: plainText("工号,姓名,所在单位,所属部门,在职状态\nP12,李强,U1,U1,在职\n")},
		"two sheets with the same name and people":    {file: "花名册.xlsx", code: 1, keys: []string{"same_key_twice"}, content: made(csvBook("人员", staffHead+"\nP12,李强,U1,副主任,在职"), csvBook("人员", staffHead+"\nP12,李强,U1,科长,在职"))},
		"an account twice in one roster":              {file: "群成员.csv", code: 1, keys: []string{"account_twice"}, content: plainText("平台,群编号,账号,群昵称,采集时间\n微信,G1,wx_li,李强,2026-11-22\n微信,G1,WX_LI,小李,2026-11-22\n"), mariadb: true},
		"a roster of tomorrow":                        {file: "群成员.csv", code: 1, keys: []string{"taken_in_future"}, content: plainText("平台,群编号,账号,采集时间\n微信,G1,wx_li,2026-11-24\n")},
		"an unknown unit beside a person of no group": {file: "花名册.csv", code: 1, keys: []string{"unclear_status", "unknown_unit"}, content: plainText(staffHead + "\nP12,李强,U9,副主任,借调中\n")},
	})
}

// Nothing of such files is written, nothing crashes.
func TestFilesThatMeanHarm(t *testing.T) {
	t.Parallel()
	encrypted := append([]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), repeated("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00", 40)...)
	broken := []string{"sheet.broken_zip"}
	sheet := "xl/worksheets/sheet1.xml"
	files := map[string]handed{
		"an empty file":                 {file: "空.csv", keys: []string{"empty_file"}, content: plainText("")},
		"an empty file named .xlsx":     {file: "空.xlsx", keys: []string{"empty_file"}, content: plainText("")},
		"only commas and blanks":        {file: "空.csv", keys: []string{"empty_file"}, content: plainText(" , ,\n,,\n")},
		"a letter saved as .csv":        {file: "通知.csv", keys: []string{"no_heading_in_text"}, content: plainText("各单位：\n请于 25 日前报送花名册。\n")},
		"half a workbook":               {file: "半.xlsx", keys: broken, content: bytesOf(staffBook(staffCells()...), func(b []byte) []byte { return b[:len(b)/2] }), mariadb: true},
		"a workbook with a flipped bit": {file: "坏.xlsx", keys: broken, content: bytesOf(staffBook(staffCells()...), func(b []byte) []byte { b[60] ^= 0x55; return b })},
		"GB18030 cut in the middle of a character": {file: "半.csv", keys: []string{"sheet.cut_off"}, content: bytesOf(saved("花名册-gb18030.csv"), func(b []byte) []byte {
			b = bytes.ReplaceAll(b, []byte{'"'}, nil)
			return b[:len(b)-len("，,,,,,\n")-1]
		}), mariadb: true},
		"two encodings in one file": {file: "混.csv", keys: []string{"sheet.mixed_encodings"}, mariadb: true, content: bytesOf(saved("花名册-gb18030.csv"), func(b []byte) []byte {
			return append(b, "3,P10,钱江,平湖县水利局,局长兼书记,在职,\n"...)
		})},
		"NUL bytes":                        {file: "零.csv", keys: []string{"sheet.nul"}, content: plainText(staffHead + "\nP12,李强\x00,U1,副主任,在职\n"), mariadb: true},
		"UTF-16 without a byte order mark": {file: "宽.csv", keys: []string{"sheet.nul"}, content: plainText("a\x00,\x00b\x00\n\x00")},
		"a cell of ten megabytes in csv": {file: "大.csv", keys: []string{"sheet.cell_too_long"}, content: func(testing.TB) []byte {
			return slices.Concat([]byte(staffHead+"\nP12,"), repeated("长", 10<<20/3), []byte(",U1,x,在职\n"))
		}, mariadb: true},
		"a cell of ten megabytes in a book": {file: "大.xlsx", keys: []string{"sheet.long_text"}, content: func(t testing.TB) []byte { return altered(1, txt(strings.Repeat("长", 10<<20/3)))(t) }},
		"a quote that never closes":         {file: "引号.csv", keys: []string{"sheet.open_quote"}, content: plainText(staffHead + "\nP12,\"李强,U1,副主任,在职\nP22,王芳,U2,科员,在职\n")},
		"a million columns":                 {file: "宽.csv", keys: []string{"sheet.too_many_columns"}, content: func(testing.TB) []byte { return append([]byte(staffHead+"\n"), repeated("1,", 1000000)...) }, mariadb: true},
		"one line of 100 MB":                {file: "长.csv", keys: []string{"sheet.too_many_columns"}, content: func(testing.TB) []byte { return repeated("一二三四五六七八九十,", 100<<20/31) }},
		"column 16385":                      {file: "宽.xlsx", keys: []string{"sheet.too_many_columns"}, content: made(page{name: "人员", rows: lines(line(strings.Split(staffHead, ",")...), `<row r="2"><c r="XFE2"><v>1</v></c></row>`)})},
		"row one billion":                   {file: "高.xlsx", keys: []string{"sheet.too_many_rows"}, content: made(page{name: "人员", rows: lines(line(strings.Split(staffHead, ",")...), `<row r="1000000000"><c><v>1</v></c></row>`)})},
		"rows out of order":                 {file: "乱.xlsx", keys: broken, content: made(page{name: "人员", rows: lines(`<row r="5"><c/></row>`, `<row r="2"><c/></row>`)})},
		"a text number past the texts":      {file: "坏.xlsx", keys: broken, content: altered(1, `<c t="s"><v>4000000000</v></c>`)},
		"links to other workbooks":          {file: "链接.xlsx", keys: []string{"sheet.external_links"}, content: changed("xl/externalLinks/externalLink1.xml", "<x/>")},
		"macros":                            {file: "宏.xlsm", keys: []string{"sheet.macros"}, content: changed("xl/vbaProject.bin", "code"), mariadb: true},
		"entities that multiply":            {file: "坏.xlsx", keys: broken, content: changed(sheet, `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet><sheetData><row><c t="str"><v>&b;</v></c></row></sheetData></worksheet>`)},
		"XML a million levels deep": {file: "深.xlsx", keys: broken, content: func(t testing.TB) []byte {
			return changed(sheet, "<worksheet><sheetData>"+strings.Repeat("<a>", 1000000))(t)
		}},
		"a sheet that lies outside the zip": {file: "外.xlsx", keys: []string{"sheet.not_a_workbook"}, content: changed("xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="rId1" Type="worksheet" Target="../../../../etc/passwd"/></Relationships>`)},
		"a bomb of a sheet": {file: "弹.xlsx", keys: []string{"sheet.zip_bomb"}, content: func(t testing.TB) []byte {
			return changed(sheet, "<worksheet><sheetData>"+line(strings.Split(staffHead, ",")...)+strings.Repeat(strings.Repeat(" ", 60000)+"<row/>", 1200))(t)
		}, mariadb: true},
		"a bomb in the shared texts": {file: "弹.xlsx", mostMB: 500, keys: []string{"sheet.zip_bomb"}, content: func(t testing.TB) []byte {
			return changed("xl/sharedStrings.xml", "<sst>"+strings.Repeat("<si><t>"+strings.Repeat("x", 30000)+"</t></si>", 2400))(t)
		}},
		"an old .xls of LibreOffice":         {file: "旧.xls", keys: []string{"sheet.old_or_encrypted"}, content: saved("花名册.xls")},
		"a workbook with a password":         {file: "密.xlsx", keys: []string{"sheet.old_or_encrypted"}, content: func(testing.TB) []byte { return encrypted }},
		"an OpenDocument of LibreOffice":     {file: "花名册.ods", keys: []string{"sheet.not_a_workbook"}, content: saved("花名册.ods")},
		"a web page of LibreOffice as .xlsx": {file: "导出.xlsx", keys: []string{"sheet.markup"}, content: saved("花名册.html"), mariadb: true},
		"XML of old Excel named .xls":        {file: "导出.xls", keys: []string{"sheet.markup"}, content: plainText("\ufeff<?xml version=\"1.0\"?><Workbook/>")},
		"a document of Word": {file: "通知.docx", keys: []string{"sheet.not_a_workbook"}, content: func(t testing.TB) []byte {
			return packed{"_rels/.rels": `<Relationships><Relationship Id="a" Type="officeDocument" Target="word/document.xml"/></Relationships>`, "word/document.xml": "<document/>"}.bytes(t)
		}},
		"something packed with gzip":          {file: "花名册.xlsx", keys: []string{"sheet.nul"}, content: func(t testing.TB) []byte { return gzipped(t, staffHead) }},
		"a picture":                           {file: "截图.csv", keys: []string{"sheet.nul"}, content: plainText("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00")},
		"one good file is no excuse for this": {file: "无表头.xlsx", keys: []string{"no_heading"}, content: made(page{name: "Sheet1", rows: lines(line("a", "b"), line("1", "2"))})},
	}
	for name, h := range files {
		h.code = 1
		files[name] = h
	}
	handAll(t, files)
}

func gzipped(t testing.TB, s string) []byte {
	var out bytes.Buffer
	z, err := gzip.NewWriterLevel(&out, flate.BestSpeed)
	if err == nil {
		_, err = z.Write([]byte(s))
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// A path that cannot be opened as a file is told in the user's words, at once.
func TestPathsThatAreNoFiles(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "embedded")
	w.copySmall()
	before := w.contents()
	if err := os.Mkdir(filepath.Join(w.Dir, "文件夹.xlsx"), 0o700); err != nil {
		t.Fatal(err)
	}
	for path, says := range map[string]string{"文件夹.xlsx": "不是文件", "/dev/null": "不是文件", "/dev/zero": "不是文件", "没有.csv": "找不到文件"} {
		d := w.Exits(1, "import", path)
		if !strings.Contains(d.Stderr, says) || !strings.Contains(d.Stderr, path) {
			t.Errorf("%s: %s", path, d.Stderr)
		}
	}
	if w.contents() != before {
		t.Error("something was written")
	}
}

// A page stays a page when every row is wrong, and memory stays bounded.
func TestAHundredThousandBadRows(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "embedded")
	w.copySmall()
	var list strings.Builder
	list.WriteString(staffHead + "\n")
	for i := range 100000 {
		fmt.Fprintf(&list, "Q%d,张三,U99,科员,在职\n", i)
	}
	path := w.Write("坏.csv", list.String())
	got, _ := w.measured(handed{code: 1, mostMB: 400}, []string{"import", path, "--format", "json"})
	if len(got.Problems) != 10000 || got.Written {
		t.Errorf("%d problems, written %v", len(got.Problems), got.Written)
	}
	if d := w.Exits(1, "import", path); !strings.Contains(d.Stderr, "另有 90000 处错误没有列出") {
		t.Errorf("does not say how many more: %s", binarytest.Tail(d.Stderr))
	}
}
