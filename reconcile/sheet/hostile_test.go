package sheet

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
	"hash/crc32"
	"io"
	"runtime"
	"strings"
	"testing"

	"qunguan/reconcile/phrase"
)

// large makes a workbook in which one part is head, then chunk n times. The
// chunk is packed once and its bytes are repeated.
func large(t *testing.T, part, head, chunk string, n int) []byte {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	b := newBook("")
	delete(b, part)
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, content := range b {
		w, err := z.Create(name)
		must(err)
		_, err = io.WriteString(w, content)
		must(err)
	}
	pack := func(text string) []byte {
		var packed bytes.Buffer
		w, err := flate.NewWriter(&packed, flate.BestCompression)
		must(err)
		_, err = io.WriteString(w, text)
		must(err)
		must(w.Flush())
		return packed.Bytes()
	}
	raw := pack(head)
	sum := crc32.ChecksumIEEE([]byte(head))
	packed := pack(chunk)
	for range n {
		raw = append(raw, packed...)
		sum = crc32.Update(sum, crc32.IEEETable, []byte(chunk))
	}
	raw = append(raw, 3, 0) // the last, empty block
	w, err := z.CreateRaw(&zip.FileHeader{
		Name: part, Method: zip.Deflate, CRC32: sum, CompressedSize64: uint64(len(raw)), UncompressedSize64: uint64(len(head) + n*len(chunk)),
	})
	must(err)
	_, err = w.Write(raw)
	must(err)
	must(z.Close())
	return out.Bytes()
}

const sheet1 = "xl/worksheets/sheet1.xml"

// Nothing of such files is believed, nothing
// crashes, and memory stays bounded.
func TestHostileWorkbooks(t *testing.T) {
	row := `<row r="1"><c r="A1"><v>1</v></c></row>`
	sound := newBook(row).bytes()
	patched := func(at int, b byte) []byte {
		c := bytes.Clone(sound)
		c[at] ^= b
		return c
	}
	for name, c := range map[string]struct {
		content []byte
		key     phrase.Key
	}{
		"an empty zip":                            {[]byte("PK\x05\x06" + strings.Repeat("\x00", 18)), "sheet.not_a_workbook"},
		"a zip cut in half":                       {sound[:len(sound)/2], "sheet.broken_zip"},
		"a zip without its last byte":             {sound[:len(sound)-1], "sheet.broken_zip"},
		"a binary workbook (.xlsb)":               {book{"_rels/.rels": `<Relationships><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.bin"/></Relationships>`, "xl/workbook.bin": "x"}.bytes(), "sheet.binary_workbook"},
		"a zip of something else":                 {book{"word/document.xml": "<x/>"}.bytes(), "sheet.not_a_workbook"},
		"a flipped bit in the first part":         {patched(60, 0x55), "sheet.broken_zip"},
		"macros":                                  {newBook(row).with("xl/vbaProject.bin", "code").bytes(), "sheet.macros"},
		"links to other workbooks":                {newBook(row).with("xl/externalLinks/externalLink1.xml", "<x/>").bytes(), "sheet.external_links"},
		"a sheet that is missing":                 {newBook(row).with("xl/_rels/workbook.xml.rels", relsOpen+`<Relationship Id="rId1" Type="worksheet" Target="worksheets/sheet9.xml"/></Relationships>`).bytes(), "sheet.not_a_workbook"},
		"a sheet outside the container":           {newBook(row).with("xl/_rels/workbook.xml.rels", relsOpen+`<Relationship Id="rId1" Type="worksheet" Target="../../../../etc/passwd"/></Relationships>`).bytes(), "sheet.not_a_workbook"},
		"no sheets":                               {newBook(row).with("xl/workbook.xml", `<workbook><sheets/></workbook>`).bytes(), "sheet.not_a_workbook"},
		"broken XML":                              {newBook(`<row r="1"><c r="A1"><v>1</c></row>`).with(sheet1, `<worksheet><sheetData><row r="1"><c r="A1"`).bytes(), "sheet.broken_zip"},
		"XML that ends too early":                 {newBook("").with(sheet1, `<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row>`).bytes(), "sheet.broken_zip"},
		"closing tags without opening ones":       {newBook("").with(sheet1, `<worksheet><sheetData></sheetData></worksheet></x></y>`).bytes(), "sheet.broken_zip"},
		"another character set":                   {newBook("").with(sheet1, `<?xml version="1.0" encoding="UTF-7"?><worksheet/>`).bytes(), "sheet.broken_zip"},
		"entities that multiply":                  {newBook("").with(sheet1, `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet><sheetData><row r="1"><c r="A1" t="str"><v>&b;</v></c></row></sheetData></worksheet>`).bytes(), "sheet.broken_zip"},
		"row one billion":                         {newBook(`<row r="1000000000"><c r="A1000000000"><v>1</v></c></row>`).bytes(), "sheet.too_many_rows"},
		"a row number past all integers":          {newBook(`<row r="99999999999999999999"/>`).bytes(), "sheet.broken_zip"},
		"rows that go back":                       {newBook(row + `<row r="1"/>`).bytes(), "sheet.broken_zip"},
		"cells that go back":                      {newBook(`<row r="1"><c r="B1"/><c r="A1"/></row>`).bytes(), "sheet.broken_zip"},
		"column ZZZZ":                             {newBook(`<row r="1"><c r="ZZZZ1"><v>1</v></c></row>`).bytes(), "sheet.too_many_columns"},
		"a reference that is none":                {newBook(`<row r="1"><c r="1A"><v>1</v></c></row>`).bytes(), "sheet.broken_zip"},
		"a text number past the texts":            {newBook(`<row r="1"><c r="A1" t="s"><v>4000000000</v></c></row>`).bytes(), "sheet.broken_zip"},
		"a negative text number":                  {newBook(`<row r="1"><c r="A1" t="s"><v>-1</v></c></row>`).bytes(), "sheet.broken_zip"},
		"a cell of ten megabytes":                 {newBook(`<row r="1"><c r="A1" t="inlineStr"><is><t>` + strings.Repeat("x", 10<<20) + `</t></is></c></row>`).bytes(), "sheet.long_text"},
		"a shared text of ten megabytes":          {newBook(row).with("xl/sharedStrings.xml", `<sst><si><t>`+strings.Repeat("x", 10<<20)+`</t></si></sst>`).bytes(), "sheet.long_text"},
		"a long text in many pieces":              {newBook(`<row r="1"><c r="A1"><v>` + strings.Repeat(`<![CDATA[`+strings.Repeat("9", 100000)+`]]>`, 40) + `</v></c></row>`).bytes(), "sheet.long_text"},
		"a tag of ten megabytes":                  {newBook(`<row r="1" x="` + strings.Repeat("x", 10<<20) + `"/>`).bytes(), "sheet.long_text"},
		"a bomb of blanks between rows":           {large(t, sheet1, `<worksheet><sheetData>`, strings.Repeat(" ", 200000)+"<row/>", 350), "sheet.zip_bomb"},
		"a bomb of empty rows":                    {large(t, sheet1, `<worksheet><sheetData>`, strings.Repeat(`<row/>`, 1<<16), 32), "sheet.too_many_rows"},
		"a bomb in the shared texts":              {large(t, "xl/sharedStrings.xml", `<sst>`, `<si><t>`+strings.Repeat("x", 30000)+`</t></si>`, 2400), "sheet.zip_bomb"},
		"a bomb in the styles":                    {large(t, "xl/styles.xml", `<styleSheet><cellXfs>`, strings.Repeat(`<xf numFmtId="0"/>`, 1<<13), 16), "sheet.broken_zip"},
		"a bomb after the rows":                   {large(t, sheet1, `<worksheet><sheetData/>`, `<mergeCell ref="A1:B1"/>`+strings.Repeat(" ", 200000), 350), "sheet.zip_bomb"},
		"a name that stands twice in the archive": {twice(t, sound), "sheet.broken_zip"},
	} {
		t.Run(name, func(t *testing.T) {
			_, f := grid(t, c.content)
			if f == nil {
				t.Fatal("no fault")
			}
			if f.Key != c.key {
				t.Errorf("got %s (%v), want %s", f.Key, f, c.key)
			}
			if text := phrase.Zh.Say(f.Key, f.Args...); strings.Contains(text, "{") || strings.HasPrefix(text, "sheet.") {
				t.Errorf("sentence not filled: %s", text)
			}
			var m runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&m)
			if m.HeapAlloc > 300<<20 {
				t.Errorf("heap is %d MB", m.HeapAlloc>>20)
			}
		})
	}
}

func twice(t *testing.T, sound []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	old, err := zip.NewReader(bytes.NewReader(sound), int64(len(sound)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range old.File {
		for range 2 {
			if err := z.Copy(f); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestADimensionIsNotBelieved(t *testing.T) {
	content := newBook("").with(sheet1, `<worksheet><dimension ref="A1:XFD1000000000"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>`).bytes()
	rows, f := grid(t, content)
	if f != nil || len(rows) != 1 {
		t.Errorf("rows %v, fault %v", rows, f)
	}
}

// flaky fails like a network drive does.
type flaky struct{ *bytes.Reader }

var errDrive = errors.New("drive gone")

func (f flaky) ReadAt(p []byte, off int64) (int, error) {
	if off > 100 && off < f.Size()-1000 {
		return 0, errDrive
	}
	return f.Reader.ReadAt(p, off)
}

func TestAFailingDriveIsNoFaultOfTheFile(t *testing.T) {
	var rows strings.Builder
	for range 3000 {
		rows.WriteString(`<row><c><v>1</v></c></row>`)
	}
	for name, content := range map[string][]byte{
		"text":     []byte(strings.Repeat("a,b\n", 50000)),
		"workbook": newBook(rows.String()).bytes(),
	} {
		_, err := Open(flaky{bytes.NewReader(content)}, int64(len(content)))
		if err == nil {
			b, _ := Open(flaky{bytes.NewReader(content)}, int64(len(content)))
			r, openErr := b.Rows(0)
			if err = openErr; err == nil {
				for r.Next() {
				}
				err = r.Err()
			}
		}
		if _, isFault := AsFault(err); isFault || !errors.Is(err, errDrive) {
			t.Errorf("%s: got %v, want the drive's own error", name, err)
		}
	}
}
