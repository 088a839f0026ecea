package sheet

import (
	"encoding/binary"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A workbook keeps its texts once, in a part of their own, and cells refer to them by number; all of
// them must be in memory while a sheet is read. They are held as bytes in blocks: a million rows with
// two texts of their own each take about 60 MB. A workbook past the limit must be handed in as csv,
// which needs no such table.
const (
	maxSharedBytes = 256 << 20
	maxShared      = 16 << 20
	sharedBlock    = 1 << 20
)

type sharedStrings struct {
	blocks [][]byte
	starts []uint32 // block number and offset in it; a length stands before each text
	bytes  int
}

func (s *sharedStrings) add(text string) error {
	if len(s.starts) >= maxShared || s.bytes+len(text) > maxSharedBytes {
		return fault("sheet.too_much_text", 0, "max", maxSharedBytes>>20)
	}
	need := len(text) + binary.MaxVarintLen32
	if n := len(s.blocks); n == 0 || len(s.blocks[n-1])+need > sharedBlock {
		s.blocks = append(s.blocks, make([]byte, 0, sharedBlock))
	}
	last := len(s.blocks) - 1
	s.starts = append(s.starts, uint32(last*sharedBlock+len(s.blocks[last]))) //nolint:gosec // at most maxSharedBytes and its blocks' rests, far below 4 GB
	b := binary.AppendUvarint(s.blocks[last], uint64(len(text)))
	s.blocks[last] = append(b, text...)
	s.bytes += len(text)
	return nil
}

func (s *sharedStrings) at(i int) (string, bool) {
	if i < 0 || i >= len(s.starts) {
		return "", false
	}
	block := s.blocks[s.starts[i]/sharedBlock][s.starts[i]%sharedBlock:]
	n, head := binary.Uvarint(block)
	return string(block[head : head+int(n)]), true //nolint:gosec // a length that add has written
}

func readSharedStrings(r io.Reader) (*sharedStrings, error) {
	s := &sharedStrings{}
	t := newTokens(r)
	for {
		err := t.next()
		if errors.Is(err, io.EOF) {
			return s, nil
		}
		if err != nil {
			return nil, err
		}
		if t.is(startToken, "si") {
			text, err := t.richText("si")
			if err != nil {
				return nil, err
			}
			if err := s.add(text); err != nil {
				return nil, err
			}
		}
	}
}

// richText joins the texts of an element up to its end; readings of
// characters (rPh) are left out.
func (t *tokens) richText(until string) (string, error) {
	t.joined = t.joined[:0]
	inText, phonetic := false, 0
	for {
		err := t.next()
		if errors.Is(err, io.EOF) {
			return "", broken(io.ErrUnexpectedEOF)
		}
		if err != nil {
			return "", err
		}
		switch {
		case t.kind == textToken:
			if inText {
				t.joined = append(t.joined, t.text...)
			}
			if len(t.joined) > MaxCellRunes*utf8.UTFMax {
				return "", fault("sheet.long_text", 0, "max", MaxCellRunes)
			}
		case string(t.name) == "t":
			inText = t.kind == startToken && phonetic == 0
		case t.is(startToken, "rPh"):
			phonetic++
		case t.is(endToken, "rPh"):
			phonetic--
		case t.is(endToken, until):
			return unescape(string(t.joined)), nil
		}
	}
}

// unescape undoes _x000D_, the way workbooks write characters that XML cannot
// hold (ECMA-376 part 1, ST_Xstring).
func unescape(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if i+7 <= len(s) && s[i] == '_' && s[i+1] == 'x' && s[i+6] == '_' {
			if code, err := strconv.ParseUint(s[i+2:i+6], 16, 16); err == nil && utf8.ValidRune(rune(code)) {
				b.WriteRune(rune(code))
				i += 6
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}
