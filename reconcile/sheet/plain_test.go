package sheet

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// scraps are the parts of the texts here: everything with a meaning to a reader of tables, whole
// characters and parts of them.
var scraps = rapid.SliceOf(rapid.SampledFrom([]string{
	",", ",", "\t", "\"", "\"\"", "\r", "\n", "\r\n", "\x00", "a", "wx_0001", "张伟", "水利局群管", "é", "🌸", "\xd5\xc5", "\xe5\xbc", "\xef\xbf\xbd", " ",
	strings.Repeat("防汛", 20000), strings.Repeat("x", 1000),
}))

// Where a file gives one byte at a time, each is looked at by itself.
func TestCSVIsTheSameHoweverItsBytesCome(t *testing.T) {
	read := func(in io.Reader) (rows []Row, err error) {
		src := &csvSource{in: bufio.NewReaderSize(in, 64<<10), comma: []byte(",")}
		for {
			row, err := src.next()
			if errors.Is(err, io.EOF) {
				return rows, nil
			}
			if err != nil {
				return rows, err
			}
			row.Cells = append([]Cell(nil), row.Cells...)
			rows = append(rows, row)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(scraps.Draw(t, "text"), "")
		plain, plainErr := read(iotest.OneByteReader(strings.NewReader(text)))
		fast, fastErr := read(strings.NewReader(text))
		half, halfErr := read(iotest.HalfReader(strings.NewReader(text)))
		if diff := gocmp.Diff(plain, fast); diff != "" {
			t.Fatalf("(-one by one +at once)\n%s", diff)
		}
		if diff := gocmp.Diff(plain, half); diff != "" {
			t.Fatalf("(-one by one +by halves)\n%s", diff)
		}
		if !alike(plainErr, fastErr) || !alike(plainErr, halfErr) {
			t.Fatalf("errors: %v, %v, %v", plainErr, fastErr, halfErr)
		}
	})
}

func alike(a, b error) bool {
	f, ok := AsFault(a)
	g, same := AsFault(b)
	return ok == same && (!ok || f.Key == g.Key && f.Row == g.Row && gocmp.Equal(f.Args, g.Args))
}

// plainScan is scanEncoding, line by line and in memory.
func plainScan(text []byte) encodingScan {
	var s encodingScan
	firstHan := 0
	for i, line := range bytes.Split(text, []byte("\n")) {
		han, only3, bad, wide := 0, true, false, false
		for len(line) > 0 {
			c, n := utf8.DecodeRune(line)
			bad = bad || c == utf8.RuneError && n == 1
			wide = wide || bad || n > 1
			only3 = only3 && n != 2
			if c >= 0x4E00 && c <= 0x9FFF {
				han++
			}
			if c == 0 && s.nul == 0 {
				s.nul = i + 1
			}
			line = line[n:]
		}
		if wide {
			s.wide++
		}
		if bad && s.invalid == 0 {
			s.invalid = i + 1
		}
		if bad || !only3 {
			continue
		}
		if han >= 4 && s.sure == 0 {
			s.sure = i + 1
		} else if han >= 2 {
			s.short++
			if firstHan == 0 {
				firstHan = i + 1
			}
		}
	}
	if s.sure == 0 && s.mixed() {
		s.sure = firstHan
	}
	return s
}

func TestTheEncodingIsFoundHoweverTheBytesCome(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(scraps.Draw(t, "text"), "")
		want := plainScan([]byte(text))
		for name, in := range map[string]io.Reader{
			"at once": strings.NewReader(text), "one by one": iotest.OneByteReader(strings.NewReader(text)),
			"by halves, the end with the last": iotest.DataErrReader(iotest.HalfReader(strings.NewReader(text))),
		} {
			got, err := scanEncoding(in)
			if err != nil || got != want {
				t.Fatalf("%s: %+v, %v, want %+v", name, got, err, want)
			}
		}
	})
}
