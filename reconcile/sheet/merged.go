package sheet

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
)

// Span is a cell that is merged with those beneath it. All of these rows show the first one's content,
// and only the first one has the content in the file.
type Span struct{ Column, First, Last int } // column from 0, rows from 1

// maxSpans bounds the merged cells of a sheet; no table has more.
const maxSpans = 200_000

// Merged lists the cells of a sheet that are merged downwards, by their first row. The file lists them
// after its rows, so the whole part is read to reach them.
func (b *Book) Merged(sheet int) ([]Span, error) {
	if b.merged == nil {
		return nil, nil // csv
	}
	spans, err := b.merged(sheet)
	return spans, named(err, b.sheets[sheet].Name)
}

var mergeCell = []byte("mergeCell ")

func (w *workbook) merged(sheet int) ([]Span, error) {
	in, err := w.parts.open(w.targets[sheet])
	if err != nil {
		return nil, err
	}
	defer in.close()
	var spans []Span
	tags := bufio.NewReaderSize(in, 64<<10)
	for {
		// The bytes between two ends of tags are a tag and the text before it, where < and > are
		// escaped (an unescaped > is allowed, and does no harm). Of a tag longer than the buffer only
		// the end is kept.
		b, err := tags.ReadSlice('>')
		switch {
		case errors.Is(err, io.EOF):
			slices.SortStableFunc(spans, func(a, b Span) int { return a.First - b.First })
			return spans, nil
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case err != nil:
			return nil, broken(err)
		}
		if i := bytes.LastIndexByte(b, '<'); i >= 0 && bytes.Contains(b[i:min(len(b), i+40)], mergeCell) {
			if s, ok := spanOf(string(b[i:])); ok && len(spans) < maxSpans {
				spans = append(spans, s)
			}
		}
	}
}

// spanOf reads <mergeCell ref="A3:C7"/>; not ok for one within a row.
func spanOf(tag string) (s Span, ok bool) {
	_, ref, _ := strings.Cut(tag, "ref=")
	if len(ref) < 2 {
		return s, false
	}
	ref, _, _ = strings.Cut(ref[1:], ref[:1])
	from, to, found := strings.Cut(ref, ":")
	if !found {
		return s, false
	}
	column, first, ok := cellAt(from)
	_, last, ok2 := cellAt(to)
	return Span{column, first, last}, ok && ok2 && last > first && column < keptColumns
}
