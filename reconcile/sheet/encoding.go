package sheet

import (
	"bytes"
	"errors"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

var bom = []byte{0xEF, 0xBB, 0xBF}

// decoded finds the encoding of a text file by reading it once, and returns a second reading as UTF-8,
// converted where needed. Text that is neither UTF-8, UTF-16 with its mark, nor GB18030, or two of them
// in one file, is a Fault that names the line.
func decoded(r io.ReaderAt, size int64) (text func() io.Reader, converted bool, err error) {
	var start int64
	head := make([]byte, len(bom))
	if n, _ := r.ReadAt(head, 0); n == len(bom) && bytes.Equal(head, bom) {
		start = int64(len(bom))
	} else if n >= 2 && (head[0] == 0xFF && head[1] == 0xFE || head[0] == 0xFE && head[1] == 0xFF) {
		return utf16Text(r, size)
	}
	section := func() io.Reader { return io.NewSectionReader(r, start, size-start) }
	scan, err := scanEncoding(section())
	switch {
	case err != nil:
		return nil, false, err
	case scan.nul > 0:
		return nil, false, fault("sheet.nul", scan.nul)
	case scan.invalid == 0:
		return section, false, nil
	case start > 0:
		return nil, false, fault("sheet.not_utf8", scan.invalid)
	case scan.mixed():
		return nil, false, fault("sheet.mixed_encodings", scan.invalid, "other", scan.sure)
	}
	return func() io.Reader {
		return transform.NewReader(section(), simplifiedchinese.GB18030.NewDecoder())
	}, true, nil
}

// utf16Text reads the files that Excel saves as Unicode text; their mark gives the order of the bytes.
func utf16Text(r io.ReaderAt, size int64) (text func() io.Reader, converted bool, err error) {
	text = func() io.Reader {
		return transform.NewReader(io.NewSectionReader(r, 0, size), unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder())
	}
	scan, err := scanEncoding(text())
	switch {
	case err != nil:
		return nil, false, err
	case scan.nul > 0:
		return nil, false, fault("sheet.nul", scan.nul)
	}
	return text, true, nil
}

// encodingScan is the evidence of one reading about a file's encoding. Numbers are lines, 1 = first; 0
// = none.
type encodingScan struct {
	nul     int
	invalid int // first line that is not UTF-8
	sure    int // first line that can only be UTF-8
	short   int // lines that look like UTF-8 but are too short to be sure
	wide    int // lines with anything but ASCII
}

// mixed reports whether lines that can only be UTF-8 stand beside lines that cannot be. A GB18030 line
// passes for two Han characters of UTF-8 now and then, for four about once in 10^11 lines.
func (s encodingScan) mixed() bool {
	return s.sure > 0 || s.short > 0 && s.short*20 >= s.wide
}

func scanEncoding(r io.Reader) (encodingScan, error) {
	s := scanner{line: 1, only3: true}
	buf, held := make([]byte, 64<<10), 0
	for {
		n, err := r.Read(buf[held:])
		held += n
		if err != nil && !errors.Is(err, io.EOF) {
			return s.encodingScan, err
		}
		seen := s.take(buf[:held], err != nil)
		held = copy(buf, buf[seen:held])
		if err != nil {
			s.endLine()
			if s.sure == 0 && s.mixed() {
				s.sure = s.firstHan
			}
			return s.encodingScan, nil
		}
	}
}

// scanner is an encodingScan in progress, in the middle of a line.
type scanner struct {
	encodingScan

	line     int
	han      int
	only3    bool // every character beyond ASCII had three bytes
	badLine  bool
	wideLine bool
	firstHan int // first line that looks like UTF-8 but is too short to be sure
}

// take reads whole characters, and a broken one where it is the last of the file. It returns the number
// of bytes it took.
func (s *scanner) take(text []byte, last bool) int {
	at := 0
	for at < len(text) && (last || len(text)-at >= utf8.UTFMax) {
		switch c := text[at]; {
		case c >= utf8.RuneSelf:
			at += s.beyondASCII(text[at:])
			continue
		case c == '\n':
			s.endLine()
		case c == 0 && s.nul == 0:
			s.nul = s.line
		}
		at++
	}
	return at
}

func (s *scanner) beyondASCII(text []byte) int {
	c, n := utf8.DecodeRune(text)
	s.wideLine = true
	switch {
	case n == 1:
		s.badLine = true
		if s.invalid == 0 {
			s.invalid = s.line
		}
	case n == 2:
		s.only3 = false
	case c >= 0x4E00 && c <= 0x9FFF:
		s.han++
	}
	return n
}

func (s *scanner) endLine() {
	if s.wideLine {
		s.wide++
	}
	if !s.badLine && s.only3 {
		switch {
		case s.han >= 4 && s.sure == 0:
			s.sure = s.line
		case s.han >= 2:
			s.short++
			if s.firstHan == 0 {
				s.firstHan = s.line
			}
		}
	}
	s.line, s.han, s.only3, s.badLine, s.wideLine = s.line+1, 0, true, false, false
}
