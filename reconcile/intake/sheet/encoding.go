package sheet

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/transform"
)

var bom = []byte{0xEF, 0xBB, 0xBF}

// decoded finds the encoding of a text file by reading it once, and gives a
// second reading of it as UTF-8, converted or not. Text that is neither UTF-8 nor GB18030, or
// both in one file, is a Fault that names the line.
func decoded(r io.ReaderAt, size int64) (text func() io.Reader, converted bool, err error) {
	var start int64
	head := make([]byte, len(bom))
	if n, _ := r.ReadAt(head, 0); n == len(bom) && bytes.Equal(head, bom) {
		start = int64(len(bom))
	} else if n >= 2 && (head[0] == 0xFF && head[1] == 0xFE || head[0] == 0xFE && head[1] == 0xFF) {
		return nil, false, fault("sheet.utf16", 0)
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

// encodingScan is what one reading tells about a file's encoding. Numbers are
// lines, 1 = first; 0 = none.
type encodingScan struct {
	nul     int
	invalid int // first line that is not UTF-8
	sure    int // first line that can only be UTF-8
	short   int // lines that look like UTF-8 but are too short to be sure
	wide    int // lines with anything but ASCII
}

// mixed: lines that can only be UTF-8 stand beside lines that cannot be. A
// GB18030 line passes for two Han characters of UTF-8 now and then, for four
// about once in 10^11 lines.
func (s encodingScan) mixed() bool {
	return s.sure > 0 || s.short > 0 && s.short*20 >= s.wide
}

func scanEncoding(r io.Reader) (encodingScan, error) {
	var (
		s         encodingScan
		line      = 1
		han       int
		only3     = true // every character beyond ASCII had three bytes
		bad, wide bool
		firstHan  int
	)
	endLine := func() {
		if wide {
			s.wide++
		}
		if !bad && only3 {
			switch {
			case han >= 4 && s.sure == 0:
				s.sure = line
			case han >= 2:
				s.short++
				if firstHan == 0 {
					firstHan = line
				}
			}
		}
		line, han, only3, bad, wide = line+1, 0, true, false, false
	}
	in := bufio.NewReaderSize(r, 64<<10)
	for {
		c, n, err := in.ReadRune()
		if errors.Is(err, io.EOF) {
			endLine()
			if s.sure == 0 && s.mixed() {
				s.sure = firstHan
			}
			return s, nil
		}
		if err != nil {
			return s, err
		}
		switch {
		case c == '\n':
			endLine()
		case c == 0:
			if s.nul == 0 {
				s.nul = line
			}
		case c == utf8.RuneError && n == 1:
			bad, wide = true, true
			if s.invalid == 0 {
				s.invalid = line
			}
		case n > 1:
			wide = true
			if n == 2 {
				only3 = false
			}
			if c >= 0x4E00 && c <= 0x9FFF {
				han++
			}
		}
	}
}
